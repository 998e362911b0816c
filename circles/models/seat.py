import secrets

from django.db import models
from django.db.models import Q


def random_seat() -> str:
    return secrets.token_hex(8)


class Seat(models.Model):
    """A place in one circle. Who sits in it is known only under the circle's key, which no database holds."""

    id = models.CharField(primary_key=True, max_length=16, default=random_seat, editable=False)
    circle = models.ForeignKey("circles.Circle", on_delete=models.CASCADE, related_name="seats")
    place = models.PositiveIntegerField()  # clockwise, as people came in; the go-round's order
    who = models.CharField(max_length=64)  # keyed hash of a member or guest: one seat each
    sealed = models.BinaryField()  # name and standing (circles/rules/seal.py), under the circle's key
    left_at = models.DateTimeField(null=True)

    hand = models.PositiveBigIntegerField(null=True)  # the number its raised hand got
    turns = models.PositiveSmallIntegerField(default=0)  # shares in this sharing segment
    shared = models.PositiveSmallIntegerField(default=0)  # shares in the whole circle
    round_number = models.PositiveSmallIntegerField(default=0)  # the last go-round that came by
    missed = models.BooleanField(default=False)  # an offer went unanswered: next again as soon as they stir
    listening = models.BooleanField(default=True)  # "Just listening tonight"
    came_at = models.DateTimeField(
        null=True
    )  # for a slip, if they ask for one, and for groups where guests listen first
    # Handed the piece, called, or risen while a silence was still kept: theirs when it ends.
    promised_at = models.DateTimeField(null=True)
    reply = models.BooleanField(default=False)  # the raised hand asks to answer, where the group allows it

    # Said at the door that it was their first meeting, and was greeted by whoever sits there.
    greeted_by = models.ForeignKey("self", null=True, on_delete=models.SET_NULL, related_name="+")

    # Safety. Each ends with the circle at the latest.
    quiet_at = models.DateTimeField(null=True)  # quiet for now: neither voice nor words nor hand
    doorstep_until = models.DateTimeField(null=True)  # asked to wait at the door, five minutes at most
    doorstep_young = models.BooleanField(default=False)  # and shown help for young people there
    doorstep_over_at = models.DateTimeField(null=True)  # came in from there; not asked out again for as long
    asked_to_leave_at = models.DateTimeField(null=True)  # by two; this place cannot be taken again
    rested_from_host = models.BooleanField(default=False)  # two members asked this host to rest: not again tonight
    veiled = models.BooleanField(default=False)  # shown as "a guest" until another name is chosen

    willing = models.JSONField(default=list)  # duties this person would take on if they fell free

    class Meta:
        ordering = ["place"]
        constraints = [
            models.UniqueConstraint(fields=["circle", "place"], name="one_seat_per_place"),
            models.UniqueConstraint(fields=["circle", "who"], name="one_seat_per_person_and_circle"),
            models.UniqueConstraint(
                fields=["circle", "hand"], condition=Q(hand__isnull=False), name="no_two_hands_at_one_number"
            ),
        ]

    def __str__(self) -> str:
        return f"place {self.place}"
