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
    round_number = models.PositiveSmallIntegerField(default=0)  # the last go-round that came by
    missed = models.BooleanField(default=False)  # an offer went unanswered: next again as soon as they stir
    listening = models.BooleanField(default=True)  # "Just listening tonight"

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
