from django.db import models
from django.db.models import F, Q


class Merger(models.Model):
    """Two groups become one: it counts once both have said yes, and is kept so that it can be undone exactly."""

    group = models.ForeignKey("groups.Group", on_delete=models.CASCADE, related_name="mergers")
    into = models.ForeignKey("groups.Group", on_delete=models.CASCADE, related_name="mergers_here")
    offered_at = models.DateTimeField()
    group_yes_at = models.DateTimeField(null=True, blank=True)
    into_yes_at = models.DateTimeField(null=True, blank=True)
    undone_at = models.DateTimeField(null=True, blank=True)  # taken back, before it counted or after
    moved = models.JSONField(default=dict, blank=True)  # ids of meetings and pictures that went along

    class Meta:
        ordering = ["offered_at", "pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(group=F("into")), name="no_group_merges_with_itself"),
            models.UniqueConstraint(
                fields=["group"],
                condition=Q(undone_at=None, group_yes_at__isnull=False, into_yes_at__isnull=False),
                name="a_group_is_merged_into_one",
            ),
            models.UniqueConstraint(
                fields=["group", "into"], condition=Q(undone_at=None), name="one_open_merger_of_two_groups"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.group_id} into {self.into_id}"
