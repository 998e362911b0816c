import secrets

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


def random_mark() -> str:
    return secrets.token_hex(12)


class Alias(models.Model):
    """How a member appears in one body: the only name its record knows. Erasing a person empties both fields."""

    body = models.ForeignKey("rotation.Body", on_delete=models.CASCADE, related_name="aliases")
    member = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    name = models.CharField(_("name"), max_length=40, blank=True)
    mark = models.CharField(max_length=24, unique=True, default=random_mark, editable=False)  # told of by the record

    class Meta:
        constraints = [models.UniqueConstraint(fields=["body", "member"], name="one_alias_per_member_and_body")]

    def __str__(self) -> str:
        return self.name or str(_("a member"))
