from django.db import models
from django.utils.translation import gettext_lazy as _


class Group(models.Model):
    """A home group: a body that holds sharing meetings and keeps its own norms."""

    body = models.OneToOneField("rotation.Body", primary_key=True, on_delete=models.CASCADE, related_name="+")
    about = models.TextField(_("about this group"), blank=True)
    welcome = models.TextField(_("welcome read at the door"), blank=True)
    # When the group's own contact answered. Until then a listing keeps its own link and opens no circle here.
    claimed_at = models.DateTimeField(null=True, blank=True)
    # A neighbour has sat with it, its contact answered after thirty days, or it stands in a directory that was trusted.
    # Until then it shows as new, and no feed for the outside names it.
    known_at = models.DateTimeField(null=True, blank=True)
    source = models.CharField(max_length=255, blank=True)  # where an imported listing came from
    source_key = models.CharField(max_length=255, blank=True)
    version = models.PositiveIntegerField(default=0)  # grows with each change by a servant

    class Meta:
        ordering = ["body__name", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["source", "source_key"], condition=~models.Q(source=""), name="one_group_per_imported_key"
            )
        ]

    def __str__(self) -> str:
        return self.body.name
