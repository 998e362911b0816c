"""After an evening whoever seizes the machines finds no word, no name and no address, and nothing that joins a member to it."""

import base64
import json
import re
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import date, datetime
from pathlib import Path
from secrets import token_hex

import pytest
from django.conf import settings

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
from tests.journeys.visitor import Visitor
from tests.server import embedded, web

# Every word is one no file could hold by chance; small letters only, since a store may fold them.
NAMES = {who: f"{who}q{token_hex(6)}" for who in ("ana", "ben", "maple", "refused")}
WORDS = {what: f"{what}q{token_hex(8)}" for what in ("shared", "again", "refused", "toolong", "early", "unkeyed")}
ADDRESS = "127.83.71.59" if sys.platform == "linux" else "127.0.0.1"  # elsewhere a machine has one loopback address
KNOWN = "Porch"  # a meeting's name, which is public and has to be found: what finds nothing proves nothing
KEPT_IN_SECRET = {word: ways_to_write(word) for word in [*NAMES.values(), *WORDS.values(), ADDRESS]}
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


class Evening:
    """Ana, who hosts, Ben, who belongs, and a guest, over plain forms, at two processes where there are two."""

    def __init__(self, house) -> None:
        first, last = house.servers[0], house.servers[-1]
        self.ana, self.ben, self.maple = Visitor(first, ADDRESS), Visitor(last, ADDRESS), Visitor(last, ADDRESS)
        self.ana.get("/")
        self.door = re.search(r'href="(/meetings/[\w-]+/door/)"', self.ana.page)[1]

    def gathers(self) -> None:
        self.ana.sign_in("Ana", "candlelight")
        self.ben.sign_in("Ben", "candlelight")
        self.ana.come_in(self.door, NAMES["ana"])
        self.ben.come_in(self.door, NAMES["ben"])
        self.maple.get(self.door)
        assert self.maple.post(self.door, name=NAMES["refused"] + "x" * 40, how="speak") == 400
        assert self.maple.post(self.door, name=NAMES["ben"].upper(), how="speak") == 400  # somebody has it
        self.maple.come_in(self.door, NAMES["maple"])
        assert self.maple.does("words", words=WORDS["early"]) == 409
        assert [self.ana.does("take-host"), self.ana.does("open")] == [200, 200]

    def shares(self) -> None:
        while "hand" not in self.maple.may():
            assert self.ana.does("forward") == 200
        with self.maple.push() as line:
            assert NAMES["ana"] in line.recv(timeout=10)
            for verb in ("hand", "begin"):
                assert self.maple.does(verb) == 200
            assert self.maple.does("words", words=WORDS["shared"]) == 200
            assert self.maple.does("words", words=WORDS["toolong"] * 300) == 409
            assert self.maple.does("words", words=WORDS["unkeyed"], key="?") == 400
            assert self.ben.does("words", words=WORDS["refused"]) == 409
            while WORDS["shared"] not in line.recv(timeout=10):
                pass
        assert [WORDS["shared"] in each.reads() for each in (self.ana, self.ben, self.maple)] == [True] * 3
        assert [self.ana.does("pause"), self.ana.does("resume"), self.maple.does("done")] == [200] * 3
        assert [self.ben.does(verb) for verb in ("hand", "begin")] == [200, 200]
        assert [self.ben.does("words", words=WORDS["again"]), self.ben.does("done")] == [200, 200]

    def closes(self) -> None:
        assert self.ana.does("close") == 410
        assert self.ben.get(f"/circles/{self.maple.slug}/") == 410
        self.ben.get("/")
        self.ben.get("/sign-out/")
        self.ben.post("/sign-out/")


def test_seized_machine_says_nothing_of_the_evening(house):
    before, printed = house.rows(), logs_of(house)
    evening = Evening(house)
    evening.gathers()
    evening.shares()
    slug, key, sealed = evening.maple.slug, house.key_of(evening.maple.slug), all_sealed(house)
    running = found(house.files(), KEPT_IN_SECRET | {KNOWN: ways_to_write(KNOWN.lower())} | sealed)
    assert KNOWN in running
    assert set(sealed) <= set(running)  # sealed as they are, names and words stand in the files
    assert set(running) & set(KEPT_IN_SECRET) == set()  # and never in any other way
    evening.closes()

    sought = KEPT_IN_SECRET | {KNOWN: ways_to_write(KNOWN.lower())}
    sought |= {"the key": ways_to_write_bytes(key)} if key else {}
    sought |= sealed if house.forgets_rows() else {}
    assert set(found(house.files(), sought)) == {KNOWN}
    assert house.key_of(slug) is None
    assert logs_of(house) == printed  # not one line more than before anyone came
    judge(left_behind(before, house.rows()), evening, slug)
    for server in house.servers:
        server.stop()
    assert set(found(house.files(), KEPT_IN_SECRET)) == set()


def judge(left: dict, evening: Evening, slug: str) -> None:
    """The rows an evening leaves: the circle's bare one, a line of record without an actor, and sealed sessions."""
    devices = left.pop("members_device", [])
    assert {table: len(rows) for table, rows in left.items()} == {
        "circles_circle": 1,
        "rotation_record": 1,
        "django_session": 1,  # Ana stays signed in; Ben signed out
    }
    (circle,), (line,) = left["circles_circle"], left["rotation_record"]
    assert [circle["slug"], circle["helping_id"], circle["closed_at"] is None] == [slug, None, False]
    assert set(circle) == CIRCLE_COLUMNS  # a column more is a fact more: think of who could be joined to it
    facts = json.loads(line["facts"]) if isinstance(line["facts"], str) else line["facts"]
    assert [line["alias_id"], set(facts), facts["people"]] == [None, {"day", "people"}, 3]
    assert str(line["at"])[11:19] == "00:00:00"
    for row in left["django_session"]:
        assert unreadable(row, evening)
    for device in devices:  # a member's list of them joins a member to a session, so both may tell the week at most
        (session,) = [row for row in left["django_session"] if row["session_key"] == device["session_id"]]
        assert [moment(device["used_in"]).weekday(), moment(session["expire_date"]).weekday()] == [MONDAY, MONDAY]


CIRCLE_COLUMNS = {
    "id", "meeting_id", "slug", "starts_at", "ends_at", "opened_at", "closed_at", "version", "fence", "lines", "script",
    "segment", "hands_open", "round_number", "round_place", "paused_at", "helping_id",
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


def all_sealed(house) -> dict[str, list[bytes]]:
    """The sealed names and words of the evening, as they stand in the database."""
    rows = house.rows()
    kept = rows["circles_seat"] + rows["circles_words"]
    assert len(kept) == 5  # three people, and two shares in writing
    return {f"sealed {number}": [bytes(row["sealed"])] for number, row in enumerate(kept)}


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
