"""Every address that takes a form, by every kind of bad input: a refusal in the viewer's words, nothing changed, no traceback.

The doors are read from the addresses themselves, so one without a row fails here. A word in a row where a fact could stand
says why a kind does not apply to that door; `test_what_does_not_apply_is_said` counts them.
"""

import logging
import re

import pytest
from django.db import transaction
from django.urls import get_resolver

from circles.rules.acts import ACTS
from circles.rules.after import ACTS as AFTER_ACTS
from tests.hostile.doors import DOORS, MEMBERS, routes
from tests.hostile.world import TOKEN, a_world, closes, everything

pytestmark = [pytest.mark.django_db, pytest.mark.on_servers]
ONLY_LOOKED_AT = {
    "choosing", "question_ballots", "election_ballots",
    "front", "page", "help", "what_we_keep", "you", "groups", "group", "group_picture", "body", "record", "meeting",
    "meeting_norms", "meeting_start", "circle", "circle_ring", "circle_state", "circle_waiting", "circle_picture", "circle_slip",
    "incidents", "after", "after_ring", "after_state", "account_reset_password_done", "account_reset_password_from_key_done",
    "arrivals", "bmlt", "body_calendar", "feed_meetings", "feed_sheet", "finder", "group_calendar", "meeting_calendar", "look",
    "suggestion", "meeting_history", "concern",
    "embed", "embed_meetings", "embed_body", "group_whole", "service_calendar",
}  # fmt: skip
OURS = re.compile(r"Traceback|Exception|\.py\b|django\.|IntegrityError|SELECT |Error at /")
GARBAGE = {
    "NUL": "beans \x00 beans",
    "broken characters": "\ufffd\ufffd",
    "only marks": "\u202e\u200f\u2066",
    "five thousand digits": "9" * 5000,
    "deep JSON": "[" * 3000,
}
ACT_DOORS = {name: door for name, door in DOORS.items() if " " in name}
PAGE_DOORS = {name: door for name, door in DOORS.items() if " " not in name}
SOME = PAGE_DOORS | {
    name: DOORS[name] for name in ("circle_do words", "circle_do note", "after_do say", "after_do name")
}


@pytest.fixture
def world():
    return a_world()


@pytest.fixture(autouse=True)
def _nothing_logged(caplog):
    """No door may end in a traceback, wherever it is logged."""
    caplog.set_level(logging.WARNING)
    yield
    assert [
        record.getMessage() for record in caplog.records if record.exc_info or record.levelno >= logging.ERROR
    ] == []


def is_clear(answer):
    """Whether an answer speaks to a person, in the language of the page, of what stood in the way; or leads to one that does."""
    words = answer.content.decode()
    if answer.status_code >= 500 or OURS.search(words):
        return False
    if answer.status_code in (301, 302, 303):
        return bool(answer["Location"])
    if answer.headers["Content-Type"].startswith("application/json"):
        return bool(words.strip())
    return '<html lang="es">' in words if words else answer.status_code == 410


def refused(world, doors, send, allowed=range(200, 430)):
    """Sends each door's form by `send`; what was not refused clearly, and whether anything changed."""
    before = everything()
    answers = {name: send(door) for name, door in doors.items()}
    unclear = {
        name: (answer.status_code, answer.content[:200])
        for name, answer in answers.items()
        if answer.status_code not in allowed or not is_clear(answer)
    }
    now = everything()
    changed = {
        table: [row for row in rows if row not in before[table]] for table, rows in now.items() if rows != before[table]
    }
    return unclear, changed


def rolled_back(deed):
    with transaction.atomic():
        try:
            return deed()
        finally:
            transaction.set_rollback(True)


def test_every_address_of_the_house_has_its_row():
    assert {name.split()[0] for name in DOORS} | ONLY_LOOKED_AT == {name for name, _path in routes(get_resolver())}
    assert {name.partition(" ")[2] for name in ACT_DOORS} == {*ACTS} | {*AFTER_ACTS}


def test_what_does_not_apply_is_said():
    reasons = [word for door in DOORS.values() for word in (door.again, door.foreign, door.expired)]
    reasons += [door.wrong for door in DOORS.values() if door.wrong != "Cleo"]
    assert all(len(word.split()) > 3 for word in reasons if word)
    assert {
        name for name, door in DOORS.items() if door.fast == MEMBERS and door.who not in ("Ana", "Ben", "Cleo")
    } == set()


def test_what_is_only_looked_at_takes_no_form(world):
    words = {"circles": world.circle.slug, "after": world.after.slug}
    before = everything()
    for name, path in routes(get_resolver()):
        if name in ONLY_LOOKED_AT:
            first = path.split("/")[0]
            slug = words.get(first) or ("candlelight" if first == "meetings" else "candlelight-group")
            answer = world.client("Ana").post("/" + re.sub(r"<slug:\w+>", slug, path), {"csrfmiddlewaretoken": TOKEN})
            assert [name, answer.status_code < 500, is_clear(answer)] == [name, True, True]
    assert everything() == before


def test_rightly_sent_each_form_is_taken(world):
    taken = {
        name: rolled_back(lambda door=door: door.sends(world, world.client(door.who), door.typed(world))).status_code
        for name, door in PAGE_DOORS.items()
    }
    assert {name: status for name, status in taken.items() if status >= 400} == {}


@pytest.mark.parametrize("what", GARBAGE)
def test_malformed(world, what):
    doors = DOORS if what == "NUL" else SOME  # every act is one view, which reads key and words before the act itself

    def send(door):
        return door.sends(world, world.client(door.who), dict.fromkeys(door.typed(world), GARBAGE[what]))

    assert refused(world, {name: door for name, door in doors.items() if door.typed(world)}, send) == ({}, {})


def test_empty(world):
    doors = {name: door for name, door in DOORS.items() if door.typed(world) and name not in MAY_BE_EMPTY}
    assert refused(world, doors, lambda door: door.sends(world, world.client(door.who), {})) == ({}, {})


MAY_BE_EMPTY = {
    "zone",  # which says "as this device does"
    "circle_do leave", "after_do leave",  # a page already gone cannot make a key
    "circle_rehearse",
}  # fmt: skip


@pytest.mark.parametrize(
    "kind", ["application/json", "text/plain", "multipart/form-data; boundary=none", "multipart/form-data"]
)
def test_in_another_shape(world, kind):
    def send(door):
        return world.client(door.who).generic(
            "POST", door.path(world), b'{"key": "key-of-this-act"}', content_type=kind, HTTP_X_CSRFTOKEN=TOKEN,
        )  # fmt: skip

    taken = {name: door for name, door in SOME.items() if door.typed(world) and name not in MAY_BE_EMPTY}
    assert refused(world, taken, send) == ({}, {})


@pytest.mark.parametrize(
    "bulk", [{"words": "x" * 70_000}, {f"field-{n}": "x" for n in range(150)}], ids=["long", "many"]
)
def test_too_big(world, bulk):
    doors = {name: door for name, door in SOME.items() if not door.foreign}  # those two never read what is sent

    def send(door):
        return door.sends(world, world.client(door.who), door.typed(world) | bulk)

    assert refused(world, doors, send, {400}) == ({}, {})


def test_from_another_site(world):
    def send(door):
        return door.sends(world, world.client(door.who), door.typed(world), HTTP_ORIGIN="https://elsewhere.example")

    assert refused(world, {n: door for n, door in DOORS.items() if not door.foreign}, send, {403}) == ({}, {})
    assert refused(world, {n: door for n, door in DOORS.items() if door.foreign}, send, {200, 302, 303}) == ({}, {})


def test_without_its_token(world):
    def send(door):
        return world.client(door.who).post(door.path(world), door.typed(world))

    assert refused(world, {n: door for n, door in DOORS.items() if not door.foreign}, send, {403}) == ({}, {})


def test_when_the_sign_in_or_the_place_has_ended(world):
    doors = {name: door for name, door in DOORS.items() if not door.expired}

    def send(door):
        return door.sends(world, world.client(door.who, expired=True), door.typed(world))

    assert refused(world, doors, send, {302, 404, 410}) == ({}, {})


def test_wrong_person(world):
    doors = {name: door for name, door in DOORS.items() if door.wrong == "Cleo"}
    send = lambda door: door.sends(world, world.client("Cleo"), door.typed(world))  # noqa: E731
    assert refused(world, doors, send, {404, 410}) == ({}, {})


@pytest.mark.parametrize("doors", [PAGE_DOORS, ACT_DOORS], ids=["pages", "acts"])
def test_replayed(world, doors):
    def twice(door):
        client, typed = world.client(door.who), door.typed(world)
        door.sends(world, client, typed)
        once, answer = everything(), door.sends(world, client, typed)
        return is_clear(answer), [table for table, rows in everything().items() if rows != once[table]]

    done = {name: rolled_back(lambda door=door: twice(door)) for name, door in doors.items() if not door.again}
    assert {name: found for name, found in done.items() if found != (True, [])} == {}


def test_after_the_circle_has_closed(world):
    def closed():
        typed = {name: door.typed(world) for name, door in DOORS.items()}
        closes(world)
        doors = {name: door for name, door in DOORS.items() if door.closed == "circle"}
        named = {id(door): name for name, door in doors.items()}

        def send(door):
            return door.sends(world, world.client(door.who), typed[named[id(door)]])

        return refused(world, doors, send, {200, 302, 404, 410})

    assert rolled_back(closed) == ({}, {})


HASTY = {name: door for name, door in PAGE_DOORS.items() if 0 < door.fast < MEMBERS}
HASTY |= {name: DOORS[name] for name in ("circle_do done", "after_do resume")}  # acts of a place are counted together


def test_too_fast(world):
    def hurries(name, door):
        client = world.client(door.who)
        client.defaults["REMOTE_ADDR"] = f"10.0.0.{list(HASTY).index(name)}"  # doors that count together, apart
        typed = door.typed(world) if door.whole else {"key": "key-of-this-act"} if " " in name else {}
        answers = [door.sends(world, client, typed) for _ in range(door.fast + 1)]
        before, last = everything(), door.sends(world, client, door.typed(world))
        statuses = {answer.status_code for answer in answers[:-3]}
        return 429 in statuses, last.status_code, is_clear(last), everything() == before

    done = {name: rolled_back(lambda name=name, door=door: hurries(name, door)) for name, door in HASTY.items()}
    assert {name: found for name, found in done.items() if found != (False, 429, True, True)} == {}


def test_member_too_fast_anywhere_waits_and_others_do_not(world):
    ben, door = world.client("Ben"), DOORS["set_language"]
    answers = {door.sends(world, ben, {}).status_code for _ in range(MEMBERS)}
    before = everything()
    slowed = DOORS["group_leave"].sends(world, ben, {})
    assert [answers, slowed.status_code, is_clear(slowed), everything() == before] == [{302}, 429, True, True]
    assert door.sends(world, world.client("Ana"), {}).status_code == 302
