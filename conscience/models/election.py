from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from conscience.models.question import Secrecy, new_address


class How(models.TextChoices):
    """The hat: drawn by the house from shares anyone can check, or by hand from a bowl before witnesses."""

    SHARES = "shares", _("drawn here, from shares that anybody can check")
    BOWL = "bowl", _("drawn by hand from a bowl")


class Motion(models.TextChoices):
    CARRIED = "carried", _("carried")
    DEFEATED = "defeated", _("defeated")


class Election(models.Model):
    """A choice by the Third Legacy procedure: of somebody for a role, or between options. Its ballots are questions."""

    address = models.CharField(max_length=32, unique=True, default=new_address)
    body = models.ForeignKey("rotation.Body", on_delete=models.PROTECT, related_name="+")
    role = models.ForeignKey("rotation.Role", null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    title = models.CharField(_("what is chosen"), max_length=200)
    settings = models.JSONField(default=dict)  # as count_ballots reads them
    secrecy = models.CharField(max_length=10, choices=Secrecy.choices, default=Secrecy.SECRET)
    motion = models.CharField(max_length=10, choices=Motion.choices, blank=True)  # for a fifth ballot
    motion_for = models.PositiveIntegerField(default=0)
    motion_against = models.PositiveIntegerField(default=0)
    opened_at = models.DateTimeField()
    taken_up_at = models.DateTimeField(null=True, blank=True)  # the outcome became a term

    class Meta:
        ordering = ["-opened_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(motion="carried") | Q(motion_for__gt=models.F("motion_against")),
                name="a_fifth_ballot_needs_more_hands_for_than_against",
            )
        ]

    def __str__(self) -> str:
        return self.title


class Candidate(models.Model):
    """A name on the board: somebody who is available to serve, or an option."""

    election = models.ForeignKey("conscience.Election", on_delete=models.PROTECT, related_name="candidates")
    name = models.CharField(_("name"), max_length=100)
    alias = models.ForeignKey("rotation.Alias", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    left_during = models.PositiveSmallIntegerField(null=True, blank=True)  # off the board from the next ballot on

    class Meta:
        ordering = ["name", "pk"]
        constraints = [models.UniqueConstraint(fields=["election", "name"], name="one_name_on_the_board_once")]

    def __str__(self) -> str:
        return self.name


class Draw(models.Model):
    """The hat. It is drawn once: the database takes no second one, and no change of the first."""

    election = models.OneToOneField(
        "conscience.Election", primary_key=True, on_delete=models.PROTECT, related_name="hat"
    )
    names = models.JSONField(default=list)  # who went in
    tally = models.JSONField(default=dict)  # the last ballot's, which is part of what is drawn from
    how = models.CharField(max_length=10, choices=How.choices, default=How.SHARES)
    commitment = models.CharField(
        max_length=64, blank=True
    )  # the hash of the house's share, shown before others give theirs
    share = models.CharField(max_length=64, blank=True)  # the house's own, shown with the order
    witnesses = models.JSONField(default=list)
    words = models.JSONField(default=list)  # a share of each witness
    order = models.JSONField(default=list)  # as drawn; the first is elected
    opened_at = models.DateTimeField()
    drawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(drawn_at=None, order=[]) | (Q(drawn_at__isnull=False) & ~Q(order=[]) & ~Q(witnesses=[])),
                name="a_hat_is_drawn_before_witnesses",
            )
        ]

    def __str__(self) -> str:
        return ", ".join(self.order)
