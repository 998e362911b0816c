from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class Duty(models.TextChoices):
    """What a role asks for, and so what its holder may do while the term lasts."""

    SECRETARY = "secretary", _("keeps the group's page and its listings")
    HOST = "host", _("hosts the circle")
    TIME = "time", _("keeps the time")
    DOOR = "door", _("keeps the door")
    GREET = "greet", _("greets newcomers")
    CAPTION = "caption", _("types along what is said, for those who read")
    WELCOME = "welcome", _("welcomes new groups")
    DELEGATE = "delegate", _("carries our conscience to the body above")


class Chosen(models.TextChoices):
    """How a body finds whoever serves in a role, and how one term came about."""

    UNSAID = "", _("however the body likes")
    VOLUNTEER = "volunteer", _("whoever would like to")
    ROTA = "rota", _("everyone in turn")
    ACCLAIMED = "acclaimed", _("nobody else stands, and nobody minds")
    ELECTED = "elected", _("by a choice of the body")
    LOT = "lot", _("by lot")
    ASKED = "asked", _("somebody is asked")


class PartTerm(models.TextChoices):
    """Whether a time shorter than a whole one counts where a role may be held only so often in a row."""

    COUNTS = "counts", _("counts as a whole one")
    HALF = "half", _("counts from half its length on")
    NOT = "not", _("does not count")


class RoleState(models.TextChoices):
    OPEN = "open", _("open")
    PAUSED = "paused", _("resting for now")
    LAID_DOWN = "laid-down", _("laid down")


def no_duties() -> list[str]:
    return []


def nothing_to_know() -> dict[str, list[str]]:
    return {}


class Role(models.Model):
    """A piece of service that members of a body take in turn, and how they like to take turns at it.

    Everything suggested is a suggestion. Of experience there are words only: nobody's dates are kept.
    """

    body = models.ForeignKey("rotation.Body", on_delete=models.CASCADE, related_name="roles")
    title = models.CharField(_("title"), max_length=80)
    purpose = models.CharField(_("what it is for"), max_length=255, blank=True)
    duties = models.JSONField(default=no_duties)
    months = models.PositiveSmallIntegerField(_("suggested length in months"), default=6)
    longest_months = models.PositiveSmallIntegerField(_("the longest a term may be, in months"), default=36)
    experience = models.CharField(_("suggested experience"), max_length=255, blank=True)
    minutes = models.PositiveSmallIntegerField(_("minutes a week"), null=True, blank=True)
    chosen = models.CharField(_("how we choose"), max_length=10, choices=Chosen.choices, blank=True)
    chosen_words = models.CharField(_("how we choose, in our own words"), max_length=255, blank=True)
    seats = models.PositiveSmallIntegerField(_("how many serve in it at a time"), default=1)
    staggered = models.BooleanField(_("they change one after the other, not all at once"), default=False)
    alternates = models.PositiveSmallIntegerField(_("alternates beside each"), default=0)
    in_a_row = models.PositiveSmallIntegerField(_("how many terms in a row"), null=True, blank=True)
    away_months = models.PositiveSmallIntegerField(_("months away before serving in it again"), default=0)
    part_terms = models.CharField(_("a shorter term"), max_length=6, choices=PartTerm.choices, default=PartTerm.HALF)
    shadow_weeks = models.PositiveSmallIntegerField(_("weeks of shadowing"), default=0)
    steps_down = models.BooleanField(_("whoever is chosen for a body above steps down here"), default=False)
    state = models.CharField(max_length=9, choices=RoleState.choices, default=RoleState.OPEN)
    hand_over = models.JSONField(default=nothing_to_know)  # what is passed on: by kind, lines of words

    class Meta:
        ordering = ["title", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["body", "title"], name="one_role_of_a_title_per_body"),
            models.CheckConstraint(condition=Q(seats__gte=1), name="a_role_is_for_somebody"),
            models.CheckConstraint(condition=Q(longest_months__gte=1), name="a_role_says_how_long_at_most"),
        ]

    def __str__(self) -> str:
        return self.title
