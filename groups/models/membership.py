from django.conf import settings
from django.db import models
from django.db.models import Q


class Membership(models.Model):
    """A member saying "I belong to this group". Self-declared; nobody approves it."""

    group = models.ForeignKey("groups.Group", on_delete=models.CASCADE, related_name="memberships")
    member = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    since = models.DateField()
    ended_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["since", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["group", "member"], condition=Q(ended_on=None), name="one_current_membership_per_group"
            )
        ]

    def __str__(self) -> str:
        return f"{self.group_id} since {self.since}"
