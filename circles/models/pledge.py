from django.conf import settings
from django.db import models

from circles.models.duty import Duty


class Pledge(models.Model):
    """ "I will": a member takes on a duty for one coming evening. Gone when they sit down there, or when it has ended."""

    meeting = models.ForeignKey("groups.Meeting", on_delete=models.CASCADE, related_name="+")
    starts_at = models.DateTimeField()
    duty = models.CharField(max_length=10, choices=Duty.choices)
    member = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")

    class Meta:
        ordering = ["starts_at", "duty"]
        constraints = [
            models.UniqueConstraint(fields=["meeting", "starts_at", "duty"], name="one_member_pledges_a_duty")
        ]

    def __str__(self) -> str:
        return f"{self.duty} at {self.starts_at}"
