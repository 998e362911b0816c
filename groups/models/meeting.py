from zoneinfo import ZoneInfo

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from groups.models import lookups  # noqa: F401 (`types__names`)
from groups.models.practice import Practice
from groups.models.tally import Counted
from groups.types import ANSWERS, PLACE_CLOSED, SLIPS


class Venue(models.TextChoices):
    """Where people meet, said and not guessed."""

    PLACE = "place", _("in one place")
    ONLINE = "online", _("online or by phone")
    HYBRID = "hybrid", _("in one place and online")


def every_day() -> list[int]:
    return [0, 1, 2, 3, 4, 5, 6]


def is_held(of: str = "") -> Q:
    """Where people can meet just now, for a query over whatever reaches meetings by `of` ("meeting__").

    A meeting that nobody here answers for, whose place is closed for now and which names no other way to meet, rests.
    """
    rests = Q(**{f"{of}types__names": PLACE_CLOSED, f"{of}link": "", f"{of}phone": ""})
    return Q(**{f"{of}group__claimed_at__isnull": False}) | ~rests


class Meeting(Counted, Practice):
    """A group's hour, in the group's own zone, with how its circle is held."""

    group = models.ForeignKey("groups.Group", on_delete=models.CASCADE, related_name="meetings")
    slug = models.SlugField(max_length=80, unique=True)
    name = models.CharField(_("name"), max_length=255)
    # Weekly rule. 0 is Sunday, as in the Meeting Guide format; no days or no time: by appointment.
    days = models.JSONField(default=every_day)
    time = models.TimeField(null=True, blank=True)
    minutes = models.PositiveSmallIntegerField(
        default=60, validators=[MinValueValidator(5), MaxValueValidator(24 * 60)]
    )
    zone = models.CharField(max_length=64)  # IANA
    # Which of those days. Empty means every one; what follows is a rule of RFC 5545 (groups/rules/recurrence.py).
    every = models.PositiveSmallIntegerField(default=1, validators=[MinValueValidator(1), MaxValueValidator(52)])
    nths = models.JSONField(default=list, blank=True)  # of the month: [1, 3] the first and third, [-1] the last
    months = models.JSONField(default=list, blank=True)  # 1 to 12: a meeting of the season
    first_on = models.DateField(null=True, blank=True)  # other weeks are counted from here
    last_on = models.DateField(null=True, blank=True)
    except_on = models.JSONField(default=list, blank=True)  # ISO days without it
    also_on = models.JSONField(default=list, blank=True)  # ISO days with it besides
    types = models.JSONField(default=list, blank=True)  # published type codes, e.g. ["O", "D"]
    languages = models.JSONField(default=list, blank=True)  # language tags, e.g. ["en", "es"]
    notes = models.TextField(blank=True)
    # Where it is held: an imported listing keeps its own link, number and place.
    venue = models.CharField(max_length=10, choices=Venue.choices, default=Venue.ONLINE)
    place = models.CharField(max_length=255, blank=True)
    address = models.CharField(max_length=255, blank=True)
    region = models.CharField(max_length=255, blank=True)
    link = models.URLField(max_length=500, blank=True)
    link_notes = models.TextField(blank=True)
    phone = models.CharField(max_length=255, blank=True)
    latitude = models.FloatField(null=True, blank=True)
    longitude = models.FloatField(null=True, blank=True)
    source = models.CharField(max_length=255, blank=True)  # the feed it came from, and the slug it has there: together
    source_key = models.CharField(max_length=255, blank=True)  # they find the same meeting again at the next import
    version = models.PositiveIntegerField(default=0)  # grows with each change
    changed_at = models.DateTimeField(null=True, blank=True)

    class Meta(Practice.Meta):
        abstract = False
        ordering = ["name", "pk"]
        indexes = [
            models.Index(fields=["latitude", "longitude"], name="meetings_on_the_map"),
            models.Index(fields=["id"], condition=Q(time=None), name="meetings_by_appointment"),
        ]
        constraints = [
            *Practice.Meta.constraints,
            models.CheckConstraint(
                condition=Q(minutes__gte=5, minutes__lte=1440), name="a_meeting_lasts_five_minutes_to_a_day"
            ),
            models.CheckConstraint(
                condition=Q(every=1) | Q(first_on__isnull=False), name="other_weeks_are_counted_from_a_first_day"
            ),
            models.CheckConstraint(condition=Q(every__gte=1), name="a_meeting_comes_round_every_so_many_weeks"),
            models.UniqueConstraint(
                fields=["source", "source_key"], condition=~Q(source=""), name="one_meeting_per_imported_key"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def tz(self) -> ZoneInfo:
        return ZoneInfo(self.zone)

    @property
    def answers(self) -> bool:
        """Whether the group publishes that a share may be answered, in a turn asked for like any other."""
        return ANSWERS in self.types

    @property
    def gives_slips(self) -> bool:
        """Whether the group confirms that someone was there, when they ask for it."""
        return SLIPS in self.types

    @property
    def rests(self) -> bool:
        """Its place is closed for now and the listing names no other way to meet."""
        return PLACE_CLOSED in self.types and not (self.link or self.phone)
