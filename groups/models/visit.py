from django.db import models
from django.db.models import F, Q


class Visit(models.Model):
    """Somebody of a neighbouring group sat with this one. It is company and no approval; who it was is not kept."""

    group = models.ForeignKey("groups.Group", on_delete=models.CASCADE, related_name="visits")
    neighbour = models.ForeignKey("groups.Group", on_delete=models.CASCADE, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["at", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["group", "neighbour"], name="a_neighbours_visit_counts_once"),
            models.CheckConstraint(condition=~Q(group=F("neighbour")), name="no_group_visits_itself"),
        ]

    def __str__(self) -> str:
        return f"{self.neighbour_id} with {self.group_id}"
