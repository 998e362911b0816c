"""Our meetings in the Meeting Guide format: a weekly list without people, plain text, nothing anyone could not read here."""

import json
from collections.abc import Container, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

from django.conf import settings
from django.utils import translation

from feeds.rules.guide_kept import NOTES, usually_approximate
from feeds.rules.meeting_guide import UNNAMED
from feeds.rules.own_kinds import kinds_here
from feeds.rules.published import in_batches, kept_of, published_meetings
from groups.models import Meeting, Venue
from groups.rules.whats_on import is_held_here
from groups.rules.words import beyond_weekly_in_words, city_of
from groups.types import CLOSED, OPEN, TYPES

ATTENDANCE = {Venue.PLACE: "in_person", Venue.ONLINE: "online", Venue.HYBRID: "hybrid"}
DEPTH = ("region", "sub_region", "sub_sub_region")
ANY_DAY = datetime(2000, 1, 1, tzinfo=UTC)
FOR_A_REPORT = {"types", *NOTES}  # kept, and given back in another way or not at all


def feed(*, root: str, now: datetime) -> Iterator[str]:
    """The whole feed, piece by piece: a plain JSON array. `root` is where this house answers, without a slash at the end."""
    between = "["
    for batch in in_batches(published_meetings(now=now)):
        for row in rows_of(batch, root=root):
            yield between + json.dumps(row, ensure_ascii=False, separators=(",", ":"))
            between = ",\n"
    yield "[]" if between == "[" else "]"


def rows_of(meetings: list[Meeting], *, root: str) -> Iterator[dict[str, Any]]:
    """Each meeting as a row. In the house's own language, whoever asks: there is one feed, and it is kept by caches."""
    kept, own = kept_of(meetings), kinds_here()
    with translation.override(settings.LANGUAGE_CODE):
        rows = [row_of(meeting, _said_in(kept.get(meeting.pk, {})), own=own, root=root) for meeting in meetings]
    yield from rows


def row_of(meeting: Meeting, kept: dict[str, Any], *, own: Container[str], root: str) -> dict[str, Any]:
    """One meeting as the format has it; `kept` is what the feed it came from said besides, `own` are codes of our own."""
    page = f"{root}/meetings/{meeting.slug}/"
    here = is_held_here(meeting)
    row = {
        "slug": meeting.slug,
        "name": meeting.name,
        **_when(meeting),
        "types": _types_of(meeting, own),
        **_words_of(meeting, kept),
        **_where(meeting),
        "conference_url": page if here else meeting.link,
        "conference_url_notes": "" if here else meeting.link_notes,
        "conference_phone": meeting.phone,
        "attendance_option": _attendance(meeting),
        "group": _group_of(meeting),
        "updated": (meeting.changed_at or meeting.group.body.created_at).astimezone(UTC).strftime("%Y-%m-%d %H:%M:%S"),
        **{name: value for name, value in kept.items() if name not in FOR_A_REPORT},
    }
    if here or not kept.get("url"):  # a listing nobody here answers for keeps its own page
        row["url"] = page
    return {name: value for name, value in row.items() if value not in ("", None)}


def _said_in(facts: Any) -> dict[str, Any]:
    said = facts.get("guide", {}) if isinstance(facts, dict) else {}
    return said if isinstance(said, dict) else {}


def _group_of(meeting: Meeting) -> str:
    """The group's name; none where the feed it came from gave it none, and it has not answered since."""
    group = meeting.group
    return "" if group.claimed_at is None and group.source_key.startswith(UNNAMED) else group.body.name


def _when(meeting: Meeting) -> dict[str, Any]:
    if meeting.time is None or not meeting.days:  # by appointment, or on single days only, which are told in the notes
        return {"timezone": meeting.zone}
    days = sorted(set(meeting.days))
    end = datetime.combine(ANY_DAY, meeting.time) + timedelta(minutes=meeting.minutes)
    return {
        "day": days[0] if len(days) == 1 else days,
        "time": f"{meeting.time:%H:%M}",
        "end_time": f"{end:%H:%M}",
        "timezone": meeting.zone,
    }


def _types_of(meeting: Meeting, own: Container[str]) -> list[str]:
    """Codes of our own among them: whoever reads the format passes over what they do not know."""
    known = [code for code in meeting.types if code in TYPES or code in own]
    return [code for code in known if code != OPEN or CLOSED not in known]


def _words_of(meeting: Meeting, kept: dict[str, Any]) -> dict[str, str]:
    """The notes, and in words what a weekly list cannot say of when it is."""
    apart = {name: kept[name] for name in NOTES if kept.get(name)}
    if not apart or "\n\n".join(apart.values()) != meeting.notes:  # changed here since: it is one text now
        apart = {"notes": meeting.notes}
    said = beyond_weekly_in_words(meeting)
    return apart | {"notes": "\n\n".join(part for part in (said, apart.get("notes", "")) if part)}


def _where(meeting: Meeting) -> dict[str, Any]:
    regions = [part for part in meeting.region.split(" > ") if part]
    stands = bool(meeting.address or regions or meeting.latitude is not None)
    # Finders drop what has no address at all; for a circle without a place its zone's city stands there, as roughly so.
    roughly = "" if stands or meeting.venue == Venue.PLACE else city_of(meeting.tz)
    return {
        "location": meeting.place,
        "formatted_address": meeting.address or roughly,
        "latitude": meeting.latitude,
        "longitude": meeting.longitude,
        "approximate": usually_approximate(venue=meeting.venue, stands=stands),
        "regions": regions or None,
        **dict(zip(DEPTH, regions, strict=False)),
    }


def _attendance(meeting: Meeting) -> str:
    if meeting.venue == Venue.PLACE and meeting.rests and not is_held_here(meeting):
        return "inactive"
    return ATTENDANCE[Venue(meeting.venue)]
