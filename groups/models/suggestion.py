from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class Answer(models.TextChoices):
    """What became of a suggestion."""

    TAKEN = "taken", _("It was taken as it was suggested.")
    OTHERWISE = "otherwise", _("It was taken, put a little otherwise.")
    IN_PART = "in part", _("It was taken. A link, number or place among it waits for the group's own yes.")
    DECLINED = "declined", _("It was not taken.")


class Suggestion(models.Model):
    """What somebody would have a listing say. Of whoever it came from nothing is kept: they know its address, and that is all."""

    meeting = models.ForeignKey("groups.Meeting", on_delete=models.CASCADE, related_name="suggestions")
    address = models.CharField(max_length=32, unique=True)  # not to be guessed: whoever has it reads the answer
    was = models.JSONField(default=dict)  # what the listing said in each of those fields when it was suggested
    wanted = models.JSONField(default=dict)  # what it would say; empty where there are only words
    words = models.CharField(max_length=500, blank=True)
    made_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True, blank=True)
    answer = models.CharField(max_length=10, choices=Answer.choices, blank=True)
    reason = models.CharField(max_length=500, blank=True)

    class Meta:
        ordering = ["made_at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(answered_at=None, answer="") | (Q(answered_at__isnull=False) & ~Q(answer="")),
                name="a_suggestion_waits_or_has_an_answer",
            ),
            models.CheckConstraint(
                condition=~Q(answer="declined") | ~Q(reason=""), name="a_suggestion_is_declined_with_a_reason"
            ),
        ]

    def __str__(self) -> str:
        return f"for {self.meeting_id}"
