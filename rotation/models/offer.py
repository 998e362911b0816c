from django.conf import settings
from django.db import models


class Offer(models.Model):
    """ "I could": a member's word about one role, until they take it back or are paired with it. Gone then."""

    role = models.ForeignKey("rotation.Role", on_delete=models.CASCADE, related_name="offers")
    member = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    said_on = models.DateField()

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["role", "member"], name="one_offer_of_a_member_for_a_role")]

    def __str__(self) -> str:
        return f"{self.role_id} by {self.member_id}"
