from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class TurnMode(models.TextChoices):
    """How the piece goes round while people share."""

    HANDS = "hands", _("raised hands")
    ROUND = "round", _("round the circle")
    CALLED = "called", _("the host offers it")
    PIECE = "piece", _("whoever has it hands it on")
    SILENCE = "silence", _("out of the silence")


class Threshold(models.TextChoices):
    """Who comes in, and how."""

    OPEN = "open", _("an open door: everyone may come in")
    KNOCK = "knock", _("guests knock, and someone at the door lets them in")
    MEMBERS = "members", _("members of the group only")


class Signals(models.TextChoices):
    """What a speaker is told of the time. It serves; it never cuts."""

    ONE = "one", _("one soft signal before the end")
    WRAP = "wrap", _("at the end, and one more minute to come to a close")
    BELLS = "bells", _("soft bells from a quarter minute before the end, each a little clearer")
    NONE = "none", _("none; everyone watches their own time")


class Latecomers(models.TextChoices):
    """When someone may still come in after the opening."""

    ANY = "any", _("at any time")
    PAUSE = "pause", _("at the next pause")
    SHUT = "shut", _("until the doors close")


class Deciding(models.TextChoices):
    """How the group comes to a decision. It is said here, and done by people."""

    UNSAID = "", _("not said yet")
    UNITY = "unity", _("in unity, once everyone can go along")
    SENSE = "sense", _("by the sense of the meeting: found, and never counted")
    CONSENT = "consent", _("by consent: when no serious objection is left")
    CONSENSUS = "consensus", _("by consensus, with every reservation heard first")
    INFORMED = "informed", _("knowledge first, then dialogue, then the decision")
    TWO_THIRDS = "two-thirds", _("by two thirds, and the minority voice is heard")
    MAJORITY = "majority", _("by a simple majority")
    OTHER = "other", _("in a way of our own")


def plain_script() -> list[dict]:
    """The script of a group that has not written its own. What a part holds is told in groups/rules/scripts.py."""
    return [
        {"kind": "welcome", "title": str(_("Welcome"))},
        {"kind": "sharing", "title": str(_("Sharing"))},
        {"kind": "closing", "title": str(_("Closing"))},
    ]


class Practice(models.Model):
    """How a meeting's circle is held: the group's own customs, each a setting and none a rule of ours."""

    has_circle = models.BooleanField(default=True)
    profile = models.CharField(max_length=10, blank=True)  # whose words are on the screen (groups/profiles)
    turn_mode = models.CharField(max_length=10, choices=TurnMode.choices, default=TurnMode.HANDS)
    share_seconds = models.PositiveSmallIntegerField(default=180)
    signals = models.CharField(max_length=10, choices=Signals.choices, default=Signals.ONE)
    signal_seconds = models.PositiveSmallIntegerField(default=60)  # left on the clock when the soft signal shows
    silence_seconds = models.PositiveSmallIntegerField(default=0, validators=[MaxValueValidator(600)])
    one_turn = models.BooleanField(default=True)  # nobody twice before all who wish have spoken once
    doors_minutes = models.PositiveSmallIntegerField(default=15)  # doors open this long before the start
    threshold = models.CharField(max_length=10, choices=Threshold.choices, default=Threshold.OPEN)
    latecomers = models.CharField(max_length=10, choices=Latecomers.choices, default=Latecomers.ANY)
    late_minutes = models.PositiveSmallIntegerField(default=15)  # after the opening, where doors close
    listen_first_minutes = models.PositiveSmallIntegerField(default=0)  # guests listen so long before they may speak
    warmth = models.BooleanField(default=True)  # the ring warms after each share, the same for everyone
    after_meeting = models.BooleanField(default=True)  # whoever likes may stay and talk
    youth = models.BooleanField(default=False)  # for young people, with certified adults
    adults_needed = models.PositiveSmallIntegerField(default=2)  # certified adults before a youth circle opens
    safety_contact = models.EmailField(blank=True)  # a role's mailbox that anyone hurt can write to
    thanks = models.CharField(max_length=80, blank=True)  # said to each speaker by the room, e.g. "Thank you, {name}"
    crosstalk_words = models.TextField(blank=True)  # the group's own wording of how it shares
    decides_by = models.CharField(max_length=10, blank=True, choices=Deciding.choices)
    decides_words = models.TextField(blank=True)  # the same in the group's own words
    script = models.JSONField(default=plain_script)

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(
                condition=Q(doors_minutes__gte=5, doors_minutes__lte=30), name="doors_open_5_to_30_minutes_before"
            ),
            models.CheckConstraint(condition=Q(share_seconds__gte=30), name="a_share_has_at_least_half_a_minute"),
            models.CheckConstraint(
                condition=Q(adults_needed__gte=1, adults_needed__lte=2), name="a_youth_circle_has_one_or_two_adults"
            ),
        ]
