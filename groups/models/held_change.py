from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class Side(models.TextChoices):
    """Who would have it so, by position."""

    SOURCE = "source", _("a list elsewhere")
    BODY = "body", _("a servant of the local body")
    OPERATOR = "operator", _("whoever runs this house")


class HeldChange(models.Model):
    """A link, number or place that somebody else gave for a group's meeting. It waits; what was there stays in force."""

    meeting = models.ForeignKey("groups.Meeting", on_delete=models.CASCADE, related_name="held_changes")
    side = models.CharField(max_length=10, choices=Side.choices)
    of = models.CharField(max_length=255, blank=True)  # the list's or the body's name
    was = models.JSONField(default=dict)  # what the listing said when it came
    wanted = models.JSONField(default=dict)
    made_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True, blank=True)
    is_ours = models.BooleanField(null=True, blank=True)  # "yes, this is ours" or "no, keep the old"

    class Meta:
        ordering = ["made_at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(answered_at=None, is_ours=None) | Q(answered_at__isnull=False, is_ours__isnull=False),
                name="a_held_change_waits_or_has_an_answer",
            ),
            models.UniqueConstraint(
                fields=["meeting", "side", "of"],
                condition=Q(answered_at=None),
                name="one_change_of_a_side_waits_for_a_meeting",
            ),
        ]

    def __str__(self) -> str:
        return f"for {self.meeting_id} by {self.side}"
