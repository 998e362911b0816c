from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class Alias(models.Model):
    """How a member appears in one body: the only name its record knows. Erasing a person empties both fields."""

    body = models.ForeignKey("rotation.Body", on_delete=models.CASCADE, related_name="aliases")
    member = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    name = models.CharField(_("name"), max_length=40, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["body", "member"], name="one_alias_per_member_and_body")]

    def __str__(self) -> str:
        return self.name or str(_("a member"))
