"""A meeting as that world lists it: one record for each of its days, every value a string, nobody's name in it.

The id of a record is the meeting's own number times ten and the day (1 for Sunday to 7), so that it never moves.
A meeting by appointment has no day, and that world no word for it: it is in the other feeds.
"""

from collections.abc import Callable
from typing import Any

from django.db.models import Q, QuerySet

from feeds.models import ListedMeeting
from feeds.rules.bmlt.formats import formats_of
from feeds.rules.bmlt.reading import FORMAT, REGION, STREET, VENUES, WORDS
from feeds.rules.bmlt.tree import Tree
from feeds.rules.own_kinds import kinds_here
from groups.models import Group, Meeting, Venue
from groups.rules.whats_on import is_held_here
from groups.rules.words import beyond_weekly_in_words

FIELDS = {
    "id_bigint": "ID",
    "worldid_mixed": "World ID",
    "shared_group_id_bigint": "Shared group ID",
    "service_body_bigint": "Service body ID",
    "service_body_name": "Service body",
    "weekday_tinyint": "Weekday",
    "venue_type": "Venue type",
    "start_time": "Start time",
    "duration_time": "Duration",
    "time_zone": "Time zone",
    "formats": "Formats",
    "lang_enum": "Language",
    "longitude": "Longitude",
    "latitude": "Latitude",
    "distance_in_km": "Distance in kilometres",
    "distance_in_miles": "Distance in miles",
    "email_contact": "Always empty: feeds name no person",
    "published": "Published",
    "root_server_uri": "Root server",
    "format_shared_id_list": "Format IDs",
    "meeting_name": "Meeting name",
    "location_text": "Location name",
    "location_info": "Additional location information",
    "location_street": "Street address",
    "location_city_subsection": "Borough",
    "location_neighborhood": "Neighborhood",
    "location_municipality": "Town",
    "location_sub_province": "County",
    "location_province": "State",
    "location_postal_code_1": "Zip code",
    "location_nation": "Nation",
    "comments": "Comments",
    "train_lines": "Train lines",
    "bus_lines": "Bus lines",
    "phone_meeting_number": "Phone meeting number",
    "virtual_meeting_link": "Virtual meeting link",
    "virtual_meeting_additional_info": "Virtual meeting additional information",
}
VENUE_NUMBERS = {venue: number for number, venue in VENUES.items()}
Record = dict[str, str]
A_FEW = 5000


def records_of(groups: QuerySet[Group], tree: Tree, *, root: str, asked: Q) -> tuple[list[Record], dict[str, Record]]:
    """Every record of those groups' meetings in the order of that world, and the formats among them by id.

    `asked` narrows the meetings. `root` is the address of this house: it stands on meetings and formats alike, or
    clients do not match the two.
    """
    meetings = list(
        Meeting.objects.filter(asked, group__in=groups.values("pk"), time__isnull=False)
        .select_related("group__body")
        .defer(*(f"group__{name}" for name in ("about", "welcome")), "script")
    )
    rows_of = lister(meetings, tree, root=root)
    records: list[Record] = []
    formats: dict[str, Record] = {}
    for meeting in meetings:
        rows, found = rows_of(meeting)
        formats |= {row["id"]: row for row in found}
        records += rows
    records.sort(key=lambda each: (each["weekday_tinyint"], each["start_time"], int(each["id_bigint"])))
    return records, formats


def lister(meetings: list[Meeting], tree: Tree, *, root: str) -> Callable[[Meeting], tuple[list[Record], list[Record]]]:
    """Says of one of these meetings, as it stands or stood: its records, one for each of its days, and its formats."""
    listed = ListedMeeting.objects.filter(facts__has_key=FORMAT)
    if len(meetings) <= A_FEW:
        listed = listed.filter(meeting__in=[meeting.pk for meeting in meetings])
    kept = {meeting: facts.get(FORMAT) or {} for meeting, facts in listed.values_list("meeting", "facts")}
    kinds = kinds_here()

    def rows_of(meeting: Meeting) -> tuple[list[Record], list[Record]]:
        own = kept.get(meeting.pk, {})
        found = [row | {"root_server_uri": root} for row in formats_of(meeting, own, kinds)]
        if meeting.time is None:
            return [], found
        record = _record(meeting, own, found, tree, root)
        days = sorted({day % 7 for day in meeting.days})
        numbers = [(str(meeting.pk * 10 + day + 1), str(day + 1)) for day in days]
        return [record | {"id_bigint": number, "weekday_tinyint": day} for number, day in numbers], found

    return rows_of


def formats_among(meetings: QuerySet[Meeting]) -> list[Record]:
    """The formats that any of these meetings has: each way of having some is looked at once, however many have it."""
    kept = ListedMeeting.objects.filter(facts__has_key=FORMAT, meeting__in=meetings)
    names = ("meeting__types", "meeting__venue", f"facts__{FORMAT}__formats", f"facts__{FORMAT}__own_formats")
    found, kinds = [], kinds_here()
    for types, venue in _ways(meetings.exclude(pk__in=kept.values("meeting")), "types", "venue"):
        found += formats_of(Meeting(types=types, venue=venue), {}, kinds)
    for types, venue, formats, own in _ways(kept, *names):
        found += formats_of(Meeting(types=types, venue=venue), {"formats": formats, "own_formats": own}, kinds)
    return found


def _ways(rows: QuerySet[Any], *names: str) -> list[Any]:
    return list(rows.order_by().values_list(*names).distinct())


def _record(meeting: Meeting, kept: dict[str, Any], formats: list[Record], tree: Tree, root: str) -> Record:
    """What all days of the meeting have in common, in the order of the fields."""
    lister, here = tree.lister_of(meeting.group.pk), is_held_here(meeting)
    own = {name: str(value) for name, value in kept.items() if name not in ("formats", "own_formats")}
    said = {
        "service_body_bigint": str(lister),
        "service_body_name": tree.bodies[lister].name if lister in tree.bodies else meeting.group.body.name,
        "venue_type": VENUE_NUMBERS[Venue(meeting.venue)],
        "start_time": f"{meeting.time:%H:%M:%S}",
        "duration_time": f"{meeting.minutes // 60:02}:{meeting.minutes % 60:02}:00",
        "time_zone": meeting.zone,
        "formats": ",".join(row["key_string"] for row in formats),
        "lang_enum": own.get("lang_enum") or "en",
        "longitude": "" if meeting.longitude is None else str(meeting.longitude),
        "latitude": "" if meeting.latitude is None else str(meeting.latitude),
        "published": "1",
        "root_server_uri": root,
        "format_shared_id_list": ",".join(sorted((row["id"] for row in formats), key=int)),
        "meeting_name": meeting.name,
        "location_text": meeting.place,
        "phone_meeting_number": meeting.phone,
        # A circle held here is entered by our own page, where one knocks: no code that opens it is in any feed.
        "virtual_meeting_link": f"{root}/meetings/{meeting.slug}/" if here else meeting.link,
        "virtual_meeting_additional_info": "" if here else meeting.link_notes,
    }
    where = _parts(meeting.address, own, STREET, ", ") | _parts(meeting.notes, own, WORDS, "\n\n")
    where["comments"] = "\n\n".join(part for part in (where["comments"], beyond_weekly_in_words(meeting)) if part)
    if not where["location_municipality"] and _whole(own, REGION, " > ") != meeting.region:
        where["location_municipality"] = meeting.region.rpartition(" > ")[2]
    return dict.fromkeys(FIELDS, "") | own | said | where


def _whole(kept: Record, names: tuple[str, ...], between: str) -> str:
    return between.join(kept[name] for name in names if kept.get(name))


def _parts(text: str, kept: Record, names: tuple[str, ...], between: str) -> Record:
    """The text in the parts it came in, while nobody here has changed it; else whole, in the first of them."""
    if _whole(kept, names, between) == text:
        return {name: kept.get(name, "") for name in names}
    return dict.fromkeys(names, "") | {names[0]: text}
