"""GetSearchResults: which records a query asks for, in which order, how many and which fields."""

from collections.abc import Callable, Iterator
from math import asin, cos, radians, sin, sqrt

from django.http import QueryDict

from feeds.rules.bmlt.asked import NotUnderstood, chosen, clock, is_said, number, words
from feeds.rules.bmlt.narrowing import KM_A_MILE, place_asked, services_of
from feeds.rules.bmlt.records import FIELDS, Record
from feeds.rules.bmlt.tree import Tree

Test = Callable[[Record], bool]
EARTH = 6371.0  # km
SORTS = {
    "weekday": ("weekday_tinyint", "start_time"),
    "time": ("start_time", "weekday_tinyint"),
    "town": ("location_municipality", "weekday_tinyint", "start_time"),
    "state": ("location_province", "location_municipality", "weekday_tinyint", "start_time"),
    "weekday_state": ("weekday_tinyint", "location_province", "location_municipality", "start_time"),
}
SPOKEN_OF = (
    "meeting_name", "location_text", "location_info", "location_street", "location_city_subsection",
    "location_neighborhood", "location_municipality", "location_sub_province", "location_province",
    "location_postal_code_1", "location_nation", "comments", "service_body_name",
)  # fmt: skip


def found(records: list[Record], query: QueryDict, tree: Tree) -> list[Record]:
    """The records asked for, whole. Raises NotUnderstood."""
    tests = list(_tests(query, tree))
    kept = [record for record in records if all(test(record) for test in tests)]
    kept = _near(kept, query)
    return _sorted(kept, query)


def page_of(records: list[Record], query: QueryDict) -> list[Record]:
    """The page of them that was asked for, the first being 1; all where no size is given."""
    size, at = number(query, "page_size"), number(query, "page_num")
    if not size or size < 1:
        return records
    start = int(size) * (max(int(at or 1), 1) - 1)
    return records[start : start + int(size)]


def fields_of(records: list[Record], query: QueryDict) -> list[Record]:
    """Only the fields asked for, where any are."""
    wanted = words(query, "data_field_key")
    return [{name: record[name] for name in wanted if name in record} for record in records] if wanted else records


def _tests(query: QueryDict, tree: Tree) -> Iterator[Test]:
    if query.get("advanced_published", "").strip().startswith("-"):
        raise NotUnderstood("only what is published is here")
    for name, key in (("meeting_ids", "id_bigint"), ("weekdays", "weekday_tinyint"), ("venue_types", "venue_type")):
        choice = chosen(query, name)
        yield lambda record, key=key, choice=choice: choice.takes(record[key])  # type: ignore[misc]
    services = services_of(query, tree)
    yield lambda record: services.takes(record["service_body_bigint"])
    formats, either = chosen(query, "formats"), query.get("formats_comparison_operator", "AND").upper() == "OR"
    yield lambda record: formats.takes_all(record["format_shared_id_list"].split(","), any_of=either)
    yield from _times(query)
    yield from _texts(query)


def _times(query: QueryDict) -> Iterator[Test]:
    after, before = clock(query, "StartsAfter"), clock(query, "StartsBefore")
    ends, least, most = clock(query, "EndsBefore"), clock(query, "MinDuration"), clock(query, "MaxDuration")
    if after is not None:
        yield lambda record: _minutes(record["start_time"]) > after
    if before is not None:
        yield lambda record: _minutes(record["start_time"]) < before
    if ends is not None:
        yield lambda record: _minutes(record["start_time"]) + _minutes(record["duration_time"]) <= ends
    if least is not None:
        yield lambda record: _minutes(record["duration_time"]) >= least
    if most is not None:
        yield lambda record: _minutes(record["duration_time"]) <= most


def _texts(query: QueryDict) -> Iterator[Test]:
    if key := query.get("meeting_key", "").strip():
        if key not in FIELDS:
            raise NotUnderstood(key)
        value = query.get("meeting_key_value", "").strip().casefold()
        yield lambda record: record[key].casefold() == value
    sought = query.get("SearchString", "").casefold().split()
    if sought and is_said(query, "StringSearchIsAnAddress"):
        raise NotUnderstood("no address is looked up here; lat_val and long_val are")
    if sought:
        yield lambda record: _has(record, sought)


def _has(record: Record, sought: list[str]) -> bool:
    text = "\n".join(record[name] for name in SPOKEN_OF).casefold()
    return all(word in text for word in sought)


def _minutes(value: str) -> int:
    return int(value[:2]) * 60 + int(value[3:5])


def _near(records: list[Record], query: QueryDict) -> list[Record]:
    """Within a width of a place, with the distance to each; a width below nought asks for the nearest so many."""
    if (place := place_asked(query)) is None:
        return records
    latitude, longitude, width, nearest = place
    measured = [
        (_apart(latitude, longitude, float(record["latitude"]), float(record["longitude"])), record)
        for record in records
        if record["latitude"] and record["longitude"]
    ]
    if nearest:
        measured = sorted(measured, key=lambda each: each[0])[:nearest]
    else:
        measured = [each for each in measured if each[0] <= width]
    if is_said(query, "sort_results_by_distance"):
        measured.sort(key=lambda each: each[0])
    return [
        record | {"distance_in_km": f"{apart:.3f}", "distance_in_miles": f"{apart / KM_A_MILE:.3f}"}
        for apart, record in measured
    ]


def _apart(latitude: float, longitude: float, other_latitude: float, other_longitude: float) -> float:
    """Kilometres between two places on the globe."""
    north, east = radians(other_latitude - latitude), radians(other_longitude - longitude)
    part = sin(north / 2) ** 2 + cos(radians(latitude)) * cos(radians(other_latitude)) * sin(east / 2) ** 2
    return 2 * EARTH * asin(min(1.0, sqrt(part)))


def _sorted(records: list[Record], query: QueryDict) -> list[Record]:
    if keys := [key for key in words(query, "sort_keys") if key in FIELDS]:
        return sorted(records, key=lambda record: [_sort_value(record, key) for key in keys])
    if keys := list(SORTS.get(query.get("sort_key", "").strip(), ())):
        return sorted(records, key=lambda record: [_sort_value(record, key) for key in keys])
    return records


def _sort_value(record: Record, key: str) -> tuple[int, str]:
    value = record[key]
    return (int(value), "") if value.isdecimal() and len(value) < 18 else (0, value.casefold())
