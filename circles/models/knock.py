from django.db import models

from circles.models.seat import random_seat


class Knock(models.Model):
    """Someone waiting at the door: a chosen name and "first time here?", under the circle's key. Never a message."""

    id = models.CharField(primary_key=True, max_length=16, default=random_seat, editable=False)
    circle = models.ForeignKey("circles.Circle", on_delete=models.CASCADE, related_name="knocks")
    number = models.PositiveIntegerField()  # what whoever answers names it by
    who = models.CharField(max_length=64)  # keyed hash, as of a seat
    sealed = models.BinaryField()  # a Person (circles/rules/seal.py)
    listening = models.BooleanField(default=True)  # "Just listening tonight"
    at = models.DateTimeField()
    seen_at = models.DateTimeField()  # when their page last looked: whoever went away waits no more
    let_in_at = models.DateTimeField(null=True)
    not_now_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["at", "number"]
        constraints = [
            models.UniqueConstraint(fields=["circle", "who"], name="one_knock_per_person_and_circle"),
            models.UniqueConstraint(fields=["circle", "number"], name="one_knock_per_number"),
        ]

    def __str__(self) -> str:
        return f"knock {self.number}"
