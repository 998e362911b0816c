import secrets
from typing import Any

from django.db import models
from django.db.models import F, Q


def random_address() -> str:
    """An address nobody can guess and that says nothing; new for every occurrence."""
    return secrets.token_urlsafe(12).replace("_", "a").replace("-", "b")


def known_at(slug: str, through: str = "") -> Q:
    """The circle at that address, or whose first address it was: a page that was never looked at again since knows no other.

    `through`: how the rows asked for lead to the circle.
    """
    return Q(**{f"{through}slug": slug}) | Q(**{f"{through}room": slug})


class Circle(models.Model):
    """One occurrence of a meeting, held here. When it closes, this row is all that stays, and it names nobody."""

    meeting = models.ForeignKey("groups.Meeting", on_delete=models.CASCADE, related_name="+")
    slug = models.SlugField(max_length=32, unique=True, default=random_address)
    # Its name in `rooms`, where keys, leases and voices are: its first address, which a change of the lock does not change.
    room = models.CharField(max_length=32, unique=True, editable=False)
    lock_changed_at = models.DateTimeField(null=True)  # whoever had left before comes in by the door, as someone new
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()  # as planned
    opened_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)

    version = models.PositiveBigIntegerField(default=0)  # rises with every act
    fence = models.PositiveBigIntegerField(default=0)  # the number of the newest turn
    lines = models.PositiveBigIntegerField(default=0)  # numbers given out to raised hands

    script = models.JSONField(default=list)
    segment = models.PositiveSmallIntegerField(default=0)
    hands_open = models.BooleanField(default=True)
    round_number = models.PositiveSmallIntegerField(default=0)  # each sharing segment is a round of its own
    round_place = models.PositiveIntegerField(null=True)  # the place the go-round has come to

    segment_at = models.DateTimeField(null=True)  # when this part of the script began
    quiet_since = models.DateTimeField(
        null=True
    )  # when the last share in this part ended, or out of silence the part began
    free_since = models.DateTimeField(
        null=True
    )  # since when nothing stands in the way of the next part: a turn, a pause
    rest_until = models.DateTimeField(null=True)  # the silence kept between two shares, shown without a countdown
    notes_open = models.BooleanField(default=True)  # whether notes to the servants can be sent just now

    slow_door = models.BooleanField(default=False)  # new guests knock until servants open again
    rehearsal = models.BooleanField(default=False)  # a try of the script, unlisted, with pretend people

    most_present = models.PositiveIntegerField(default=0)  # how many were here at once, at most: a bare number
    closing = models.JSONField(default=dict)  # what whoever closes would have the record say; emptied into it
    involved = models.JSONField(default=list)  # for a day: marks of erased places that may file an incident note

    paused_at = models.DateTimeField(null=True)  # "we pause together"
    word = models.ForeignKey(
        "circles.Seat", null=True, on_delete=models.SET_NULL, related_name="+"
    )  # the host's word during a pause
    helping = models.ForeignKey(
        "circles.Seat", null=True, on_delete=models.SET_NULL, related_name="+"
    )  # who stepped in

    class Meta:
        ordering = ["starts_at", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["meeting", "starts_at"], name="one_circle_per_meeting_and_start"),
            models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="a_circle_ends_after_it_starts"),
        ]

    def __str__(self) -> str:
        return f"circle {self.pk}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.room = self.room or self.slug
        super().save(*args, **kwargs)

    @property
    def current(self) -> dict:
        """The segment of the script the circle is in; empty before opening."""
        if self.opened_at is None or not self.script:
            return {}
        return self.script[min(self.segment, len(self.script) - 1)]
