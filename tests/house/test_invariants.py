"""Promises that hold across storeys: what one may not see comes by no other way either, and letters carry nobody.

Invariants 65 and 66 (governance.md). Those of the record, 63 and 64, are in tests/rotation/test_chain.py.
"""

import re

import pytest
from django.template.base import VariableNode
from django.template.loader import get_template
from django.test import Client
from django.utils import timezone
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import connect

from circles.live import come_in, wait_at_door
from circles.models import Circle
from circles.rules.doors import Arrival
from groups.models import Threshold
from rotation.models import Duty
from tests.circles.visiting import (
    DOOR,
    a_guest,
    a_meeting_on_now,
    a_member_inside,
    cookies_of,
    does,
    one_who_belongs,
    page,
)
from tests.groups.cast import FAR_OFF, LONG_AGO
from tests.house.tree import HOUSE, storey_files, templates
from tests.members.cast import a_member
from tests.rotation.cast import a_role, a_term
from tests.server import a_server

# What only some may know, each by a word of its own.
FACTS = {"knock": "Knockcanary", "note": "notecanary", "newcomer": "Here for the first time"}
MAY_SEE = {
    "host": {"knock", "note"},
    "door": {"knock", "note"},
    "greeter": {"newcomer"},
    "a plain place": set(),
    "an outsider": set(),
}


def one_who_serves(meeting, name, duty):
    member = one_who_belongs(a_member(name), meeting)
    role = a_role(meeting.group.body, f"Role of {name}", (duty,))
    a_term(member, role, starts_on=LONG_AGO, ends_on=FAR_OFF)
    return member


@pytest.fixture
def house(transactional_db):
    with a_server() as running:
        yield running


@pytest.fixture
def evening(transactional_db):
    """(circle, people): one of each kind inside, somebody knocking, a newcomer, and a note that was sent."""
    meeting = a_meeting_on_now(threshold=Threshold.OPEN)
    people = {}
    for who, name, duty in (("host", "Ben", Duty.HOST), ("door", "Dora", Duty.DOOR), ("greeter", "Greta", Duty.GREET)):
        people[who], circle = a_member_inside(one_who_serves(meeting, name, duty))
        assert does(people[who], circle, f"take-{'greet' if who == 'greeter' else who}").status_code in (302, 404, 409)
    people["a plain place"], _ = a_guest("Maple")
    people["an outsider"] = Client()
    now = timezone.now()
    come_in(circle, Arrival(identity="guest:newt", name="Newt", first_time=True), now)
    does(people["host"], circle, "open")
    does(people["a plain place"], circle, "note", about="help", words=FACTS["note"])
    wait_at_door(circle, Arrival(identity="guest:kit", name=FACTS["knock"], first_time=True), now, let_in=False)
    return Circle.objects.get(pk=circle.pk), people


def found_in(words):
    return {fact for fact, word in FACTS.items() if word in words}


def pushed(house, client, circle):
    """The first state the push socket sends to this browser; nothing where it is refused."""
    cookies = "; ".join(f"{name}={value}" for name, value in cookies_of(client).items())
    with connect(
        f"{house.ws}/live/circles/{circle.slug}/", origin=house.url, compression=None, open_timeout=20,
        additional_headers={"Cookie": cookies},
    ) as line:  # fmt: skip
        try:
            return next(said for said in iter(lambda: line.recv(timeout=20), None) if "\n" in said)
        except ConnectionClosed:
            return ""


@pytest.mark.django_db(transaction=True)
def test_invariant_65_what_one_may_not_see_on_the_page_comes_by_no_other_way(house, evening):
    circle, people = evening
    seen = {}
    for who, client in people.items():
        answers = [client.get(page(circle, part)).content.decode() for part in ("", "ring/", "state/", "slip/")]
        export = client.post("/you/privacy/").content.decode() if who not in ("a plain place", "an outsider") else ""
        shown, ring, state = (found_in(answer) for answer in answers[:3])
        assert [ring, state, found_in(pushed(house, client, circle))] == [shown] * 3, who
        assert found_in(answers[3]) | found_in(export) == set(), who
        seen[who] = shown
    assert seen == MAY_SEE
    outside = people["an outsider"]
    for path in ("/", "/groups/", DOOR, "/meetings/candlelight/", "/groups/tuesday-candlelight/"):
        assert found_in(outside.get(path).content.decode()) == set(), path


# Letters

QUIET = {"quiet_name", "code", "password_reset_url"}
# One letter is somebody's own: they write it to those who look after safety, who have no other way to read it.
# Another is a note's: how many there are, by which days, and two links.
WRITTEN_BY_ITS_SENDER = {
    "circles/email/to_us_message.txt": {"meeting", "words", "reach"},
    "account/email/note_message.txt": {"n", "days", "here", "stop"},
}


def letters():
    return [path.relative_to(HOUSE / "templates").as_posix() for path in templates() if "email" in path.parts]


def filled_in(name):
    """The variables a letter is filled in with."""
    nodes = get_template(name).template.nodelist
    plain = {str(node.filter_expression.var) for node in nodes.get_nodes_by_type(VariableNode)}
    source = (HOUSE / "templates" / name).read_text()
    return plain | set(re.findall(r"{{\s*(\w+)", source)) | set(re.findall(r"{%\s*if (\w+)", source))


def test_invariant_66_letters_carry_no_content_and_no_names():
    assert len(letters()) >= 6
    found = {name: filled_in(name) - QUIET - WRITTEN_BY_ITS_SENDER.get(name, set()) for name in letters()}
    assert {name: more for name, more in found.items() if more} == {}
    titles = [name for name in letters() if name.endswith("_subject.txt")]
    assert {name: filled_in(name) for name in titles} == {name: {"quiet_name"} for name in titles}


def test_invariant_66_no_letter_is_sent_past_the_one_desk_that_keeps_it_quiet():
    elsewhere = re.compile(
        r"django\.core\.mail|\bsmtplib\b|EmailMessage|EmailMultiAlternatives|mail_admins|mail_managers"
    )
    sending = [
        path.relative_to(HOUSE).as_posix() for path in storey_files("*.py") if elsewhere.search(path.read_text())
    ]
    # The one names the way letters are brought; the other writes the letters of notes, of which the same is asked above.
    assert sorted(sending) == ["fellowship/settings.py", "members/rules/post.py"]
