"""The viewer's own time zone, by its IANA name."""

from functools import cache
from zoneinfo import ZoneInfo, available_timezones

from members.models import Member


class NoSuchZone(ValueError):
    """Not a name in the IANA list."""


@cache
def all_zones() -> frozenset[str]:
    """Every zone a person may live in: Area/Place names and UTC, without the old aliases that have no area."""
    areas = ("Africa/", "America/", "Antarctica/", "Asia/", "Atlantic/", "Australia/", "Europe/", "Indian/", "Pacific/")
    return frozenset(name for name in available_timezones() if name == "UTC" or name.startswith(areas))


def zone_named(name: str) -> ZoneInfo:
    """The zone called `name`. Raises NoSuchZone unless it is listed: a cookie must not reach the file system."""
    if name not in all_zones():
        raise NoSuchZone
    return ZoneInfo(name)


def live_in(*, member: Member, zone: str) -> None:
    """Keep `zone` for this member, or with an empty one forget it. Raises NoSuchZone."""
    if zone:
        zone_named(zone)
    member.zone = zone
    member.save(update_fields=["zone"])
