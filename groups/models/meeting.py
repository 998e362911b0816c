from zoneinfo import ZoneInfo

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from groups.types import PLACE_CLOSED


class TurnMode(models.TextChoices):
    """How the piece goes round while people share."""

    HANDS = "hands", _("raised hands")
    ROUND = "round", _("round the circle")


def every_day() -> list[int]:
    return [0, 1, 2, 3, 4, 5, 6]


def plain_script() -> list[dict]:
    """The script of a group that has not written its own. A segment holds kind, title, text and minutes."""
    return [
        {"kind": "welcome", "title": str(_("Welcome"))},
        {"kind": "sharing", "title": str(_("Sharing"))},
        {"kind": "closing", "title": str(_("Closing"))},
    ]


class Meeting(models.Model):
    """A group's weekly hour, in the group's own zone, with how its circle is held."""

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
    types = models.JSONField(default=list, blank=True)  # published type codes, e.g. ["O", "D"]
    languages = models.JSONField(default=list, blank=True)  # language tags, e.g. ["en", "es"]
    notes = models.TextField(blank=True)
    # Where else it is held: an imported listing keeps its own link, number and place.
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
    version = models.PositiveIntegerField(default=0)  # grows with each change by a servant

    # The circle
    has_circle = models.BooleanField(default=True)
    turn_mode = models.CharField(max_length=10, choices=TurnMode.choices, default=TurnMode.HANDS)
    share_seconds = models.PositiveSmallIntegerField(default=180)
    signal_seconds = models.PositiveSmallIntegerField(default=60)  # left on the clock when the soft signal shows
    one_turn = models.BooleanField(default=True)  # nobody twice before all who wish have spoken once
    doors_minutes = models.PositiveSmallIntegerField(default=15)  # doors open this long before the start
    thanks = models.CharField(max_length=80, blank=True)  # said to each speaker by the room, e.g. "Thank you, {name}"
    crosstalk_words = models.TextField(blank=True)  # the group's own wording of how it shares
    script = models.JSONField(default=plain_script)

    class Meta:
        ordering = ["name", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(minutes__gte=5, minutes__lte=1440), name="a_meeting_lasts_five_minutes_to_a_day"
            ),
            models.CheckConstraint(
                condition=Q(doors_minutes__gte=5, doors_minutes__lte=30), name="doors_open_5_to_30_minutes_before"
            ),
            models.CheckConstraint(condition=Q(share_seconds__gte=30), name="a_share_has_at_least_half_a_minute"),
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
    def rests(self) -> bool:
        """Its place is closed for now and the listing names no other way to meet."""
        return PLACE_CLOSED in self.types and not (self.link or self.phone)
