from django.db import models
from django.db.models import F, Q


class Evening(models.Model):
    """One coming evening of a meeting, laid out ahead so that a page asks a table and not every meeting.

    Nothing is known here that the meeting's rule does not say: it is thrown away and laid out again at will
    (groups/rules/calendar.py).
    """

    # The constraint below is the index by meeting.
    meeting = models.ForeignKey("groups.Meeting", on_delete=models.CASCADE, related_name="evenings", db_index=False)
    opens_at = models.DateTimeField()
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()

    class Meta:
        ordering = ["starts_at", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["meeting", "starts_at"], name="an_evening_of_a_meeting_begins_once"),
            models.CheckConstraint(
                condition=Q(opens_at__lte=F("starts_at"), starts_at__lt=F("ends_at")),
                name="an_evening_opens_begins_ends",
            ),
        ]
        # In the order in which a page tells them, so that a page is read and not sorted.
        indexes = [models.Index(fields=["starts_at", "meeting", "ends_at"], name="evenings_in_order")]

    def __str__(self) -> str:
        return f"{self.meeting} {self.starts_at}"
