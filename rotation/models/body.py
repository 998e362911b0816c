import secrets
from zoneinfo import ZoneInfo

from django.db import models
from django.utils.translation import gettext_lazy as _


class BodyKind(models.TextChoices):
    """What a body is to the others. The ladders of every fellowship are built of these, by whatever name."""

    GROUP = "group", _("group")
    COMMITTEE = "committee", _("committee")
    UNIT = "unit", _("local service unit")
    AREA = "area", _("area or district")
    METRO = "metro", _("metropolitan area")
    REGION = "region", _("region")
    ZONE = "zone", _("zone")
    WORLD = "world", _("world body")
    OFFICE = "office", _("service office")


def random_mark() -> str:
    return secrets.token_hex(12)


class Body(models.Model):
    """Something members serve in turn: a group, a committee, an assembly. Each kind is a row over this one."""

    kind = models.CharField(max_length=10, choices=BodyKind.choices, default=BodyKind.GROUP)
    name = models.CharField(_("name"), max_length=255)
    slug = models.SlugField(max_length=80, unique=True)
    zone = models.CharField(_("time zone"), max_length=64, default="UTC")
    contacts_days = models.PositiveSmallIntegerField(default=90)  # for which a handed-over contact of a person is kept
    created_at = models.DateTimeField()
    # The same in whatever house it is: its record holds on to it, and it can move with its record.
    mark = models.CharField(max_length=24, unique=True, default=random_mark, editable=False)

    class Meta:
        ordering = ["name", "pk"]
        indexes = [models.Index(fields=["name", "id"], name="bodies_by_name")]  # pages that go by name stop when full

    def __str__(self) -> str:
        return self.name

    @property
    def tz(self) -> ZoneInfo:
        return ZoneInfo(self.zone)
