from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class ItemKind(models.TextChoices):
    """What is passed on from one servant to the next."""

    KNOW = "know", _("to know")
    FILE = "file", _("papers, files and keys")
    CONTACT = "contact", _("people to know")
    TASK = "task", _("still to do")


class HandOver(models.Model):
    """What goes from one term to the next in the same place, with a word of each when it has.

    It opens when a term begins or ends; one side may be missing: the first to serve, or nobody yet who comes after.
    """

    role = models.ForeignKey("rotation.Role", on_delete=models.CASCADE, related_name="hand_overs")
    seat = models.PositiveSmallIntegerField(default=1)
    giver = models.OneToOneField("rotation.Term", null=True, on_delete=models.SET_NULL, related_name="given_over")
    taker = models.OneToOneField("rotation.Term", null=True, on_delete=models.SET_NULL, related_name="taken_over")
    opened_on = models.DateField()
    given_on = models.DateField(null=True, blank=True)  # the one said: that is all
    taken_on = models.DateField(null=True, blank=True)  # the other said: I have what I need
    done_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["opened_on", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(giver__isnull=False) | Q(taker__isnull=False), name="a_hand_over_is_by_or_to_somebody"
            )
        ]

    def __str__(self) -> str:
        return f"{self.role_id} {self.opened_on}"


class HandOverItem(models.Model):
    """One line of a hand-over, ticked by whoever gives it and by whoever has it. A person's contact goes after a while."""

    hand_over = models.ForeignKey(HandOver, on_delete=models.CASCADE, related_name="items")
    kind = models.CharField(max_length=7, choices=ItemKind.choices)
    words = models.CharField(max_length=500)
    given_on = models.DateField(null=True, blank=True)
    taken_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["hand_over", "kind", "words"], name="a_line_stands_in_a_hand_over_once")
        ]

    def __str__(self) -> str:
        return self.words
