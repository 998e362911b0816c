"""The spreadsheet that NA's world services exchange with their servers: 52 columns, of which those about people stay empty."""

import csv
import io
import re
from collections.abc import Iterable, Iterator
from typing import Any

from feeds.rules.bmlt.records import Record
from feeds.rules.bmlt.tree import Tree
from feeds.rules.meeting_guide import Line, NotAFeed
from feeds.rules.tables import harmless
from feeds.types import BY_WORLD_ID

COLUMNS = [
    "Committee", "CommitteeName", "AddDate", "AreaRegion", "ParentName", "ComemID", "ContactID", "ContactName",
    "CompanyName", "ContactAddrID", "ContactAddress1", "ContactAddress2", "ContactCity", "ContactState",
    "ContactZip", "ContactCountry", "ContactPhone", "MeetingID", "Room", "Closed", "WheelChr", "Day", "Time",
    "Language1", "Language2", "Language3", "LocationId", "Place", "Address", "City", "LocBorough", "State", "Zip",
    "Country", "Directions", "Institutional", "Format1", "Format2", "Format3", "Format4", "Format5", "Delete",
    "LastChanged", "Longitude", "Latitude", "ContactGP", "PhoneMeetingNumber", "VirtualMeetingLink",
    "VirtualMeetingInfo", "TimeZone", "bmlt_id", "unpublished",
]  # fmt: skip
PLAIN = {
    "Committee": "worldid_mixed",
    "CommitteeName": "meeting_name",
    "Place": "location_text",
    "Address": "location_street",
    "City": "location_municipality",
    "LocBorough": "location_city_subsection",
    "State": "location_province",
    "Zip": "location_postal_code_1",
    "Country": "location_nation",
    "Directions": "location_info",
    "Longitude": "longitude",
    "Latitude": "latitude",
    "PhoneMeetingNumber": "phone_meeting_number",
    "VirtualMeetingLink": "virtual_meeting_link",
    "VirtualMeetingInfo": "virtual_meeting_additional_info",
    "TimeZone": "time_zone",
}
DAYS = ["Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"]
FIRST = ["VM", "TC", "HYBR", "W", "M", "GL"]  # five places only: these are filled before the others
OWN_COLUMN = {"OPEN", "CLOSED", "WCHR", "LANG", ""}
FORMAT_COLUMNS = [f"Format{number}" for number in range(1, 6)]
NEEDED = {"Committee", "CommitteeName", "Day", "Time"}
KINDS = {"RG": "RS", "ZF": "ZF", "WS": "WS"}  # how the number of a body begins; AR and all else is an area


def dump(records: Iterable[Record], formats: dict[str, Record], tree: Tree) -> Iterator[str]:
    """The spreadsheet, line by line."""
    yield _line(COLUMNS)
    for record in records:
        row = _row(record, formats, tree)
        yield _line([harmless(row.get(name, "")) for name in COLUMNS])


def _line(cells: list[str]) -> str:
    written = io.StringIO()
    csv.writer(written, lineterminator="\r\n").writerow(cells)
    return written.getvalue()


def _row(record: Record, formats: dict[str, Record], tree: Tree) -> Record:
    codes = [formats[number]["world_id"] for number in record["format_shared_id_list"].split(",") if number in formats]
    ranked = sorted(dict.fromkeys(code for code in codes if code not in OWN_COLUMN), key=_rank)
    lister = tree.facts.get(int(record["service_body_bigint"]), {})
    words = [record["location_info"], record["comments"]]
    return {
        **{column: record[name] for column, name in PLAIN.items()},
        "AreaRegion": lister.get("world_id", ""),
        "ParentName": record["service_body_name"],
        "Closed": "CLOSED" if "CLOSED" in codes else "OPEN",
        "WheelChr": "TRUE" if "WCHR" in codes else "FALSE",
        "Day": DAYS[int(record["weekday_tinyint"]) - 1],
        "Time": record["start_time"][:5].replace(":", ""),
        "Directions": ", ".join(part for part in words if part),
        "Institutional": "FALSE",
        **dict(zip(FORMAT_COLUMNS, ranked, strict=False)),
        "bmlt_id": record["id_bigint"],
    }


def _rank(code: str) -> int:
    return FIRST.index(code) if code in FIRST else len(FIRST)


def is_naws(columns: list[str]) -> bool:
    """Whether these are columns of that spreadsheet."""
    return "Committee" in columns or "CommitteeName" in columns


def read_naws(columns: list[str], rows: Iterable[tuple[int, Record]]) -> tuple[list[Line], list[Any]]:
    """Rows as GetSearchResults would give them, and the bodies they name as GetServiceBodies would. Raises NotAFeed."""
    if missing := NEEDED - set(columns):
        raise NotAFeed(f"The file has no column {', '.join(sorted(missing))}.")
    read = [(number, dict.fromkeys(NEEDED, "") | row) for number, row in rows]
    named = {row["AreaRegion"]: row.get("ParentName", "") for _number, row in read if row.get("AreaRegion")}
    return [Line(number, _meeting(row)) for number, row in read], [_body(code, name) for code, name in named.items()]


def _body(code: str, name: str) -> Record:
    return {"id": code, "parent_id": "0", "name": name or code, "type": KINDS.get(code[:2], "AS"), "world_id": code}


def _meeting(row: Record) -> Record:
    codes = [row[column] for column in FORMAT_COLUMNS if row.get(column)]
    codes += [row.get("Closed", "").upper(), "WCHR" if row.get("WheelChr", "").upper() == "TRUE" else ""]
    keys = [BY_WORLD_ID[code].key if code in BY_WORLD_ID else code for code in codes if code]
    venue = {"VM": "2", "HY": "3"}
    day, clock = row["Day"].capitalize(), row["Time"]
    gone = row.get("Delete", "").upper() == "D" or row.get("unpublished", "") not in ("", "0")
    return {
        **{name: row.get(column, "") for column, name in PLAIN.items()},
        "id_bigint": row.get("bmlt_id") or f"{row['Committee']} {day} {clock}".strip(),
        "service_body_bigint": row.get("AreaRegion", ""),
        "weekday_tinyint": str(DAYS.index(day) + 1) if day in DAYS else row["Day"],
        "start_time": f"{clock[:-2]}:{clock[-2:]}" if re.fullmatch(r"\d{3,4}", clock) else clock or "missing",
        "formats": ",".join(keys),
        "venue_type": next((venue[key] for key in keys if key in venue), "1"),
        "published": "0" if gone else "1",
    }
