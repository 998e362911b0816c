"""What a group affirms when it says that it belongs to a fellowship, and when it said so."""

from django.db import models
from django.db.models import Q


class Conditions(models.Model):
    """One version of a body's conditions of belonging. A change is a new version; the earlier ones stay readable."""

    body = models.ForeignKey("rotation.Body", on_delete=models.CASCADE, related_name="+")
    version = models.PositiveIntegerField()
    lines = models.JSONField(default=list)  # each a condition, in the body's own words
    talk_words = models.JSONField(default=list, blank=True)  # words in a name that call for a talk about affiliation
    by = models.ForeignKey("rotation.Alias", null=True, on_delete=models.SET_NULL, related_name="+")
    position = models.CharField(max_length=80)  # by which role it was written down
    why = models.CharField(max_length=255, blank=True)  # which decision changed it, and when
    at = models.DateTimeField()

    class Meta:
        ordering = ["-version"]
        constraints = [
            models.UniqueConstraint(fields=["body", "version"], name="one_text_of_a_version"),
            models.CheckConstraint(condition=Q(version__gte=1), name="versions_are_counted_from_one"),
        ]

    def __str__(self) -> str:
        return f"{self.body_id} v{self.version}"


class Affirmation(models.Model):
    """A group's own word that it keeps these conditions, on that day. It holds for a year and nothing is taken for its lapse."""

    group = models.ForeignKey("groups.Group", on_delete=models.CASCADE, related_name="affirmations")
    # Whose conditions, and which version; no body and 0 are those the house begins with.
    body = models.ForeignKey("rotation.Body", null=True, on_delete=models.SET_NULL, related_name="+")
    version = models.PositiveIntegerField(default=0)
    lines = models.JSONField(default=list)  # the words it affirmed, as they stood that day
    at = models.DateTimeField()

    class Meta:
        ordering = ["-at", "-pk"]

    def __str__(self) -> str:
        return f"{self.group_id} on {self.at.date()}"


class Walk(models.Model):
    """A known group walks with a new one: offered by a servant of it, accepted by the new one, and some day done."""

    group = models.ForeignKey("groups.Group", on_delete=models.CASCADE, related_name="walks")
    neighbour = models.ForeignKey("groups.Group", on_delete=models.CASCADE, related_name="+")
    offered_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True, blank=True)
    done_at = models.DateTimeField(null=True, blank=True)  # walked, or the offer taken back

    class Meta:
        ordering = ["offered_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["group", "neighbour"], condition=Q(done_at=None), name="a_neighbour_walks_along_once_at_a_time"
            ),
            models.CheckConstraint(condition=~Q(group=models.F("neighbour")), name="no_group_walks_with_itself"),
        ]

    def __str__(self) -> str:
        return f"{self.neighbour_id} with {self.group_id}"
