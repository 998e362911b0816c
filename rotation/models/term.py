from datetime import date, timedelta

from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from rotation.models.role import Chosen


class TermKind(models.TextChoices):
    """In what way somebody serves in a role."""

    STANDING = "standing", _("serves")
    INTERIM = "interim", _("serves until the next choice")
    ACTING = "acting", _("covers")
    ALTERNATE = "alternate", _("alternate")
    SHADOW = "shadow", _("learns")


HOLDING = [TermKind.STANDING, TermKind.INTERIM]  # one of these to a seat at a time


class Ended(models.TextChoices):
    """Why a term ended before its day."""

    EARLY = "", _("ended early")
    RESIGNED = "resigned", _("stood down")
    RELIEVED = "relieved", _("relieved by the body")
    MOVED_UP = "moved-up", _("chosen for a body above")
    SUCCEEDED = "succeeded", _("somebody was chosen")


class TermQuerySet(models.QuerySet["Term"]):
    def in_force(self, on: date) -> "TermQuerySet":
        """Terms whose days include that one, whatever they allow; the day is the body's own (its zone)."""
        return self.filter(starts_on__lte=on, ends_on__gt=on)

    def present(self, on: date) -> "TermQuerySet":
        """Those of them whose servants are not named as away on that day."""
        return self.in_force(on).filter(~_away("pk", on))

    def serving(self, on: date) -> "TermQuerySet":
        """Terms that give their role's powers on that day.

        Whoever covers does where the holder is away or gone; an alternate where nobody covers either, the first of
        several; a shadow never.
        """
        beside = Term.objects.present(on).filter(role=OuterRef("role"), seat=OuterRef("seat"))
        held = Exists(beside.filter(kind__in=HOLDING))
        covered = Exists(beside.filter(kind=TermKind.ACTING))
        earlier = Exists(beside.filter(kind=TermKind.ALTERNATE, pk__lt=OuterRef("pk")))
        return self.present(on).filter(
            Q(kind__in=HOLDING)
            | (Q(kind=TermKind.ACTING) & ~held)
            | (Q(kind=TermKind.ALTERNATE) & ~held & ~covered & ~earlier)
        )

    def serving_around(self, day: date) -> "TermQuerySet":
        """Terms that give powers on that day or the one before or after: one of them is today, in whatever zone."""
        before, on, after = (self.serving(day + timedelta(days=more)) for more in (-1, 0, 1))
        return before | on | after


def away_on(day: date) -> Exists:
    """Whether a term's servant is named as away on that day."""
    return _away("pk", day)


def gives_powers(pk: int, kind: str, beside: list[tuple[int, str]]) -> bool:
    """What `serving` asks of one term, where all that are present in its seat that day are known as (number, kind)."""
    held = any(other in HOLDING for _pk, other in beside)
    covered = any(other == TermKind.ACTING for _pk, other in beside)
    earlier = any(other == TermKind.ALTERNATE and at < pk for at, other in beside)
    if kind in HOLDING:
        return True
    if kind == TermKind.ACTING:
        return not held
    return kind == TermKind.ALTERNATE and not (held or covered or earlier)


def _away(term: str, on: date) -> Exists:
    return Exists(Absence.objects.filter(term=OuterRef(term), from_on__lte=on, back_on__gt=on))


class Term(models.Model):
    """One servant's time in one role. Powers come and go with it, to the day, whether or not any job runs.

    That nobody holds a seat beside somebody else is kept by the database (rotation/one_to_a_seat.py).
    """

    role = models.ForeignKey("rotation.Role", on_delete=models.CASCADE, related_name="terms")
    alias = models.ForeignKey("rotation.Alias", on_delete=models.PROTECT, related_name="terms")
    kind = models.CharField(max_length=9, choices=TermKind.choices, default=TermKind.STANDING)
    seat = models.PositiveSmallIntegerField(default=1)  # which of the role's; for alternates, whose place they take
    starts_on = models.DateField()
    ends_on = models.DateField()  # the first day without the powers
    chosen = models.CharField(max_length=10, choices=Chosen.choices, blank=True)
    waiver = models.CharField(max_length=255, blank=True)  # why what the role suggests was waived for this term
    ended = models.CharField(max_length=9, choices=Ended.choices, blank=True)
    # A shadow names whom it learns from.
    learns_from = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="shadows")
    passes_on = models.BooleanField(default=False)  # its servant would pass it on; the body sees an opening
    ask_on = models.DateField(null=True, blank=True)  # the day from which they are asked about it again

    objects = TermQuerySet.as_manager()

    class Meta:
        ordering = ["starts_on", "pk"]
        indexes = [models.Index(fields=["alias", "ends_on"], name="terms_of_an_alias")]
        constraints = [
            models.CheckConstraint(condition=Q(ends_on__gt=F("starts_on")), name="a_term_ends_after_it_starts"),
            models.CheckConstraint(condition=Q(seat__gte=1), name="a_term_is_in_a_seat"),
            models.CheckConstraint(
                condition=Q(kind=TermKind.SHADOW, learns_from__isnull=False)
                | (~Q(kind=TermKind.SHADOW) & Q(learns_from__isnull=True)),
                name="a_shadow_and_nobody_else_learns_from_a_term",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.role} {self.starts_on} to {self.ends_on}"


class Absence(models.Model):
    """Days on which a term's servant is away: its powers rest, and an alternate's begin. Gone when it is over."""

    term = models.ForeignKey(Term, on_delete=models.CASCADE, related_name="absences")
    from_on = models.DateField()
    back_on = models.DateField()  # the first day they are there again

    class Meta:
        ordering = ["from_on", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(back_on__gt=F("from_on")), name="an_absence_ends_after_it_begins")
        ]

    def __str__(self) -> str:
        return f"{self.from_on} to {self.back_on}"
