"""How often what is listed was changed: a number that any feed can ask for at once, however many meetings there are."""

import secrets
from typing import Any, TypeVar

from django.db import models, transaction
from django.db.models import F


class Tally(models.Model):
    """A part of the count. Every transaction that changes a listing adds to whichever part nobody holds, so nobody waits.

    The sum of what was committed is another after every commit, in whatever order they end; a clock or the highest of a
    line of numbers would not be, as the later of two transactions may be the first to end.
    """

    changes = models.BigIntegerField()

    def __str__(self) -> str:
        return f"{self.changes}"


@transaction.atomic
def count_a_change() -> None:
    """Say that something listed was changed, in the transaction that changes it.

    Whatever is saved through the models below says it by itself; statements of one's own say it once.
    """
    free = Tally.objects.select_for_update(skip_locked=True).order_by("pk").values_list("pk", flat=True).first()
    if free is None or not Tally.objects.filter(pk=free).update(changes=F("changes") + 1):
        # It begins anywhere, so that a house begun anew is not taken for the one that was here before.
        Tally.objects.create(changes=secrets.randbelow(2**40))


Row = TypeVar("Row", bound=models.Model)


class CountedQuerySet(models.QuerySet[Row]):
    """Rows whose changes are counted, one for each statement."""

    @transaction.atomic
    def update(self, **facts: Any) -> int:
        count_a_change()
        return super().update(**facts)

    @transaction.atomic
    def delete(self) -> tuple[int, dict[str, int]]:
        count_a_change()
        return super().delete()

    @transaction.atomic
    def bulk_create(self, *args: Any, **how: Any) -> list[Row]:
        count_a_change()
        return super().bulk_create(*args, **how)


class Counted(models.Model):
    """A listing, or part of one: saving or deleting it is counted."""

    objects = CountedQuerySet.as_manager()

    class Meta:
        abstract = True

    @transaction.atomic
    def save(self, *args: Any, **how: Any) -> None:
        count_a_change()
        super().save(*args, **how)

    @transaction.atomic
    def delete(self, *args: Any, **how: Any) -> tuple[int, dict[str, int]]:
        count_a_change()
        return super().delete(*args, **how)
