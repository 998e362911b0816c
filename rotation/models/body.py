from zoneinfo import ZoneInfo

from django.db import models
from django.utils.translation import gettext_lazy as _


class Body(models.Model):
    """Something members serve in turn: a group, a committee, an assembly. Each kind is a row over this one."""

    name = models.CharField(_("name"), max_length=255)
    slug = models.SlugField(max_length=80, unique=True)
    zone = models.CharField(_("time zone"), max_length=64, default="UTC")
    created_at = models.DateTimeField()

    class Meta:
        ordering = ["name", "pk"]

    def __str__(self) -> str:
        return self.name

    @property
    def tz(self) -> ZoneInfo:
        return ZoneInfo(self.zone)
