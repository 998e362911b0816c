from django.db import models

from groups.models.tally import Counted


class ListedMeeting(Counted):
    """What a feed said of a meeting that we have no field for, by the feed's own keys; given back in the same format."""

    meeting = models.OneToOneField("groups.Meeting", primary_key=True, on_delete=models.CASCADE, related_name="+")
    facts = models.JSONField(default=dict)

    def __str__(self) -> str:
        return f"{self.meeting_id}: {', '.join(self.facts)}"


class ListedBody(models.Model):
    """A body as a feed lists it: which feed, under what key, and what it said that we have no field for."""

    body = models.OneToOneField("rotation.Body", primary_key=True, on_delete=models.CASCADE, related_name="+")
    source = models.CharField(max_length=255)
    source_key = models.CharField(max_length=255)
    facts = models.JSONField(default=dict)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["source", "source_key"], name="one_body_per_imported_key"),
        ]

    def __str__(self) -> str:
        return f"{self.source}: {self.source_key}"
