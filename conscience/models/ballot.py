from django.db import models
from django.db.models import Q


class Sealed(models.Model):
    """A secret ballot while its question is open. All are of one length, and without the key it says nothing.

    Emptied as the question closes. Its number is drawn, not counted.
    """

    id = models.UUIDField(primary_key=True)
    question = models.ForeignKey("conscience.Question", on_delete=models.PROTECT, related_name="sealed")
    box = models.BinaryField()

    def __str__(self) -> str:
        return "sealed"


class Ballot(models.Model):
    """A ballot as it is published: a secret one with its receipt code, an open one with the name that gave it."""

    question = models.ForeignKey("conscience.Question", on_delete=models.PROTECT, related_name="ballots")
    choice = models.CharField(max_length=255, blank=True)  # blank: an empty paper
    code = models.CharField(max_length=20, blank=True)
    alias = models.ForeignKey("rotation.Alias", null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["question", "code", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(alias=None) & ~Q(code="") | Q(alias__isnull=False, code=""),
                name="a_ballot_has_a_code_or_a_name_never_both",
            ),
            models.UniqueConstraint(
                fields=["question", "alias"], condition=Q(alias__isnull=False), name="one_open_ballot_each"
            ),
        ]

    def __str__(self) -> str:
        return self.choice


class RoomCount(models.Model):
    """What the tellers counted in the room, for one choice. It is added to the votes given here before any threshold."""

    question = models.ForeignKey("conscience.Question", on_delete=models.PROTECT, related_name="room_counts")
    choice = models.CharField(max_length=255, blank=True)
    count = models.PositiveIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["question", "choice"], name="one_count_in_the_room_a_choice")]

    def __str__(self) -> str:
        return f"{self.choice}: {self.count}"
