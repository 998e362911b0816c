from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class Kind(models.TextChoices):
    """What a turn is for. Only a share is counted; a share and a reply have a clock."""

    SHARE = "share", _("share")
    READING = "reading", _("reading")
    WORD = "word", _("word")
    REPLY = "reply", _("reply")
    RISEN = "risen", _("out of the silence")


CLOCKED = frozenset({Kind.SHARE, Kind.REPLY})
SHARED_IN = frozenset({Kind.SHARE, Kind.REPLY, Kind.RISEN})  # a silence is kept after each of these


class Turn(models.Model):
    """One voice at a time: offered, begun, ended."""

    circle = models.ForeignKey("circles.Circle", on_delete=models.CASCADE, related_name="turns")
    seat = models.ForeignKey("circles.Seat", on_delete=models.CASCADE, related_name="+")
    number = models.PositiveBigIntegerField()  # the fence: it rises, and every voice frame carries it
    kind = models.CharField(max_length=10, choices=Kind.choices, default=Kind.SHARE)
    offered_at = models.DateTimeField()
    offer_until = models.DateTimeField(null=True)
    begun_at = models.DateTimeField(null=True)
    running_since = models.DateTimeField(null=True)  # null while the clock stands still
    spent = models.DurationField(null=True)  # on the clock before `running_since`
    asked_at = models.DateTimeField(null=True)  # "Take your time. Still with us?"
    stirred_at = models.DateTimeField(null=True)  # the last sign of life given by hand
    dropped_at = models.DateTimeField(null=True)
    time_said_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["circle"], condition=Q(ended_at=None), name="one_open_turn_per_circle"),
            models.UniqueConstraint(fields=["circle", "number"], name="a_turn_number_is_used_once"),
        ]

    def __str__(self) -> str:
        return f"turn {self.number}"
