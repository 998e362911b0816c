"""After an evening whoever seizes the machines finds no word, no name and no address, and nothing that joins a member to it."""

import base64
import json
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from secrets import token_hex

import pytest
from django.apps import apps
from django.conf import settings
from django.db.models import BinaryField

from circles.models import Incident
from tests.journeys.traces import (
    Embedded,
    Servers,
    a_database_of_its_own,
    found,
    left_behind,
    manage,
    ways_to_write,
    ways_to_write_bytes,
)
from tests.journeys.whole_evening import ADDRESS, NAMES, STAYS, WORDS, Evening
from tests.server import embedded, web

KNOWN = "Porch"  # a meeting's name, which is public and has to be found: what finds nothing proves nothing
KEPT_IN_SECRET = {word: ways_to_write(word) for word in [*NAMES.values(), *WORDS.values(), ADDRESS]}
# Every kind of row there is in a circle. Somebody has to plant in each; what is sealed in it is looked for in the files.
# A note of an incident is no part of an evening: it is written afterwards, names nobody, and is kept for a year by design.
# (`judge` reads what stands beside it.)
KINDS = {model._meta.db_table: model for model in apps.get_app_config("circles").get_models() if model is not Incident}
SEALED = {
    table: [field.column for field in model._meta.concrete_fields if isinstance(field, BinaryField)]
    for table, model in KINDS.items()
}
MONDAY = 0
ON_SERVERS = bool(settings.DATABASE_URL.startswith("postgres") and settings.REDIS_URL)


@contextmanager
def the_embedded_house(folder: Path) -> Iterator[Embedded]:
    with embedded(folder) as server:
        yield Embedded(folder, [server])


@contextmanager
def the_house_on_servers(folder: Path) -> Iterator[Servers]:
    with ExitStack() as stack:
        database = stack.enter_context(a_database_of_its_own(settings.DATABASE_URL))
        known = {"DATABASE_URL": database, "REDIS_URL": settings.REDIS_URL, "DATA_DIR": str(folder / "a")}
        manage("migrate", "--verbosity=0", **known)
        manage("plant", **known)
        where = {"database": database, "redis": settings.REDIS_URL}
        house = Servers(database, settings.REDIS_URL, folder)
        stack.callback(house.close)
        house.servers = [stack.enter_context(web(folder / name, **where)) for name in ("a", "b")]
        yield house


@pytest.fixture
def house(tmp_path):
    with (the_house_on_servers if ON_SERVERS else the_embedded_house)(tmp_path / "house") as standing:
        yield standing


@dataclass
class Seen:
    """Every row of a circle that stood in the database at some moment of the evening."""

    rows: dict[str, list[dict]] = field(default_factory=dict)

    def look(self, house) -> dict[str, list[bytes]]:
        """Notes what stands there now; gives what is sealed of it."""
        now = {table: rows for table, rows in house.rows().items() if table in KINDS}
        for table, rows in now.items():
            self.rows.setdefault(table, []).extend(rows)
        return sealed_in(now)

    @property
    def kinds(self) -> set[str]:
        return {table for table, rows in self.rows.items() if rows}


def sealed_in(rows: dict[str, list[dict]]) -> dict[str, list[bytes]]:
    """The sealed names and words of these rows, each as it stands in the database."""
    raw = [bytes(row[column]) for table, columns in SEALED.items() for row in rows.get(table, []) for column in columns
           if row[column]]  # fmt: skip
    return {f"sealed {each.hex()[:16]}": [each] for each in raw}


def test_seized_machine_says_nothing_of_the_evening(house):
    """circles.md 1.6; the after-meeting, captions, knocks, notes and slips included."""
    evening, seen = Evening(house), Seen()
    before, printed = house.rows(), logs_of(house)
    evening.promises()
    seen.look(house)
    evening.gathers()
    evening.shares()
    sealed = seen.look(house)
    evening.goes_on()
    evening.cares()
    sealed |= (standing := seen.look(house))
    slug, key = evening.maple.slug, house.key_of(evening.maple.slug)
    only_sealed(house, standing)
    evening.closes()
    assert house.key_of(slug) is None

    room = evening.stays()
    sought = ways_to_be_sealed(house, key, sealed)  # of the sharing nothing is left while people still talk
    assert set(found(house.files(), sought)) == {KNOWN}
    own, said = house.key_of(room), seen.look(house)
    only_sealed(house, said)
    evening.goes_home()
    sought |= ways_to_be_sealed(house, own, said)
    assert set(found(house.files(), sought)) == {KNOWN}
    assert [house.key_of(slug), house.key_of(room)] == [None, None]
    assert logs_of(house) == printed  # not one line more than before anyone came
    assert set(KINDS) - seen.kinds == set()
    judge(left_behind(before, house.rows()), evening, slug, seen)
    for server in house.servers:
        server.stop()
    assert set(found(house.files(), KEPT_IN_SECRET)) == set()


def only_sealed(house, standing: dict[str, list[bytes]]) -> None:
    """While people are there: sealed as they are, names and words stand in the files, and never in any other way."""
    running = found(house.files(), KEPT_IN_SECRET | {KNOWN: ways_to_write(KNOWN.lower())} | standing)
    assert KNOWN in running
    assert set(standing) <= set(running)
    assert set(running) & set(KEPT_IN_SECRET) == set()


def ways_to_be_sealed(house, key: bytes | None, sealed: dict[str, list[bytes]]) -> dict[str, list[bytes]]:
    """What must not be found once it is over: the words themselves, their key, and where rows are wiped also what was sealed."""
    sought = KEPT_IN_SECRET | {KNOWN: ways_to_write(KNOWN.lower())}
    sought |= {f"key {token_hex(2)}": ways_to_write_bytes(key)} if key else {}
    return sought | (sealed if house.forgets_rows() else {})


def judge(left: dict, evening: Evening, slug: str, seen: Seen) -> None:
    """The rows an evening leaves: the circle's bare one, a line of record and a note without an actor, sealed sessions."""
    devices = left.pop("members_device", [])
    assert {table: len(rows) for table, rows in left.items()} == {
        "circles_circle": 1,
        "circles_incident": 1,
        "circles_pledge": 1,  # for a coming evening, and none for the one Ben sat down in
        "rotation_record": 1,
        "django_session": 1,  # Ana stays signed in; Ben signed out
    }
    (circle,), (line,) = left["circles_circle"], left["rotation_record"]
    # A column more is a fact more: think of who could be joined to it, and empty it or add it below.
    more = {column: value for column, value in circle.items() if column not in BARE and value not in EMPTY}
    assert more.keys() <= {"involved", "room"}  # the room is a random word of that circle alone, as its address is
    places = [place[column] for place in seen.rows["circles_seat"] for column in ("id", "who")]
    assert not any(place in str(more) for place in places)  # marks of erased places lead to none of them
    assert [circle["slug"], circle["closed_at"] is None] == [slug, False]
    facts = json.loads(line["facts"]) if isinstance(line["facts"], str) else line["facts"]
    told = {"day": facts["day"], "people": circle["most_present"], "note": STAYS["remark"]}
    assert [line["alias_id"], facts] == [None, told]
    assert str(line["at"])[11:19] == "00:00:00"
    assert [moment(row["starts_at"]) > moment(circle["starts_at"]) for row in left["circles_pledge"]] == [True]
    (note,) = left["circles_incident"]
    days = {"day": facts["day"], "kept_until": str(note["kept_until"])}  # of ten letters: days, and no hour
    words = {"part": "evening", "what": STAYS["incident"], "done": ""}
    assert (
        note | {day: str(note[day]) for day in days}
        == {"id": note["id"], "meeting_id": circle["meeting_id"]} | days | words
    )
    for row in left["django_session"]:
        assert unreadable(row, evening)
    for device in devices:  # a member's list of them joins a member to a session, so both may tell the week at most
        (session,) = [row for row in left["django_session"] if row["session_key"] == device["session_id"]]
        assert [moment(device["used_in"]).weekday(), moment(session["expire_date"]).weekday()] == [MONDAY, MONDAY]


# What stays of a closed circle. Everything else about it is emptied when it closes.
EMPTY = (None, [], {}, "[]", "{}")
BARE = {
    "id", "meeting_id", "slug", "starts_at", "ends_at", "opened_at", "closed_at", "version", "fence", "lines", "script",
    "segment", "hands_open", "notes_open", "slow_door", "rehearsal", "round_number", "most_present",
}  # fmt: skip


def moment(kept: str | date) -> datetime:
    """A date or time as either engine gives it."""
    return datetime.fromisoformat(str(kept))


def unreadable(row: dict, evening: Evening) -> bool:
    """Whether a session's row names no member and no hour, and cannot be told to be anyone's without their cookie."""
    ends = (
        row["expire_date"] if isinstance(row["expire_date"], datetime) else datetime.fromisoformat(row["expire_date"])
    )
    keys = [each.cookies.get("sessionid", "nobody's") for each in (evening.ana, evening.ben)]
    raw = base64.b64decode(row["session_data"])
    shown = row["session_key"] + row["session_data"]
    return ends.time().isoformat() == "00:00:00" and not (
        any(key in shown for key in keys) or b"_auth_user_id" in raw or b"_auth_user" in raw
    )


def logs_of(house) -> list[str]:
    time.sleep(0.2)  # what was printed arrives in the file a moment later
    return [server.log.read_text() for server in house.servers]


def test_scan_finds_a_word_however_it_is_written():
    word = f"canary{token_hex(6)}"
    written = {
        "utf-8": f"..{word}..".encode(),
        "folded": f"..{word.upper()}..".encode(),
        "wide": f"..{word}..".encode("utf-16"),
        "hex": f"..{word}".encode().hex().encode(),
        **{f"base64 {shift}": base64.b64encode(b"." * shift + word.encode() + b"..") for shift in range(4)},
    }
    assert found(written.items(), {word: ways_to_write(word), "absent": ways_to_write("absentq")}) == {
        word: list(written)
    }
