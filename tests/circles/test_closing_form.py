"""What whoever closes may add to the record's one line, and who reads it afterwards (circles.md 8.23)."""

from datetime import date

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from circles.models import Circle
from circles.rules.held import REMARK_LENGTH
from circles.rules.refusals import NotYours
from groups.rules.norms import is_being_set_up
from rooms.presence import Presence
from rotation.models import Record
from rotation.rules.record import note
from tests.circles.cast import (
    CLOSING,
    WELCOME,
    a_circle,
    a_meeting,
    after,
    all_here,
    performs,
    seated,
)
from tests.circles.visiting import a_meeting_on_now, a_member_inside, one_who_belongs, page
from tests.circles.visiting import does as presses
from tests.groups.cast import a_member

pytestmark = pytest.mark.django_db
READINGS = [
    WELCOME,
    {"kind": "reading", "title": "For today"},
    {"kind": "reading", "title": "The promises"},
    CLOSING | {"text": "Good night."},
]


def an_evening(people=("Ana", "Ben", "Cleo")):
    """Opened by Ana, who hosts; gives the circle and its places."""
    circle = a_circle(a_meeting(script=READINGS))
    places = [seated(circle, name, serves=name == "Ana") for name in people]
    for verb, at in (("take-host", 1), ("open", 2)):
        performs(places[0], verb, after(at))
    return circle, places


def facts_left(**typed):
    """What the record says after a closing with that form."""
    _circle, (ana, *_others) = an_evening()
    words = typed.pop("words", "")
    assert performs(ana, "close", after(9), words=words, fields=typed).closed
    line = Record.objects.get(verb="circle-held")
    assert line.alias is None
    return line.facts


BARE = {"day": "2026-11-24", "people": 3}


def test_point_23_without_a_word_the_record_has_the_day_and_how_many():
    """circles.md 8.23."""
    assert facts_left() == BARE


def test_meeting_that_held_a_circle_is_no_longer_being_set_up():
    meeting = a_meeting(script=READINGS)
    assert is_being_set_up(meeting)
    ana = seated(a_circle(meeting), "Ana", serves=True)
    assert is_being_set_up(meeting)  # the doors are open, and the circle is not
    performs(ana, "open", after(2))
    assert not is_being_set_up(meeting)


def test_point_23_form_may_put_the_count_right_and_name_readings_and_a_note():
    """circles.md 8.23."""
    typed = {"most": ["17"], "readings": ["1", "2"], "words": " We met by candlelight. "}
    assert facts_left(**typed) == {
        "day": "2026-11-24", "people": 17, "readings": ["For today", "The promises"], "note": "We met by candlelight."
    }  # fmt: skip


@pytest.mark.parametrize(
    "typed",
    [
        {"most": ["0"]}, {"most": ["-3"]}, {"most": ["many"]}, {"most": ["99999999"]}, {"most": ["٣"]},
        {"readings": ["0", "3", "9", "-1", "For today"]}, {"words": "  \u202e "}, {"about": ["milestone"]},
    ],
    ids=str,
)  # fmt: skip
def test_form_filled_in_badly_never_holds_up_a_closing(typed):
    assert facts_left(**typed) == BARE


def test_note_in_the_record_is_short():
    assert facts_left(words="x" * 5000) == BARE | {"note": "x" * REMARK_LENGTH}


def test_most_at_once_is_counted_as_people_act_and_not_how_many_ever_came():
    circle, (ana, ben, _cleo) = an_evening()
    performs(ben, "leave", after(3))
    seated(circle, "Dee")
    performs(ana, "close", after(5))
    assert (Record.objects.get(verb="circle-held").facts, Circle.objects.get().most_present) == (BARE, 3)


def test_count_is_of_those_present():
    circle = a_circle(a_meeting(script=READINGS))
    ana, ben = seated(circle, "Ana", serves=True), seated(circle, "Ben")
    gone = all_here(circle, after(1))
    gone = Presence(until=gone.until | {ben.id: after(-60)}, live=frozenset({ana.id}), signs=gone.signs)
    performs(ana, "open", after(1), presence=gone)
    assert Circle.objects.get().most_present == 1


def test_what_one_wished_to_add_waits_for_the_other_without_a_host():
    circle = a_circle(a_meeting(script=READINGS))
    ben, cleo = seated(circle, "Ben", belongs=True), seated(circle, "Cleo")
    performs(ben, "open", after(300))
    for at in range(3):
        performs(ben, "forward", after(301 + at))
        performs(cleo, "forward", after(301.5 + at))
    assert not performs(ben, "close", after(310), words="Two of us.", fields={"readings": ["1"]}).closed
    assert performs(cleo, "close", after(311)).closed
    assert Record.objects.get(verb="circle-held").facts == {
        "day": "2026-11-24", "people": 2, "readings": ["For today"], "note": "Two of us."
    }  # fmt: skip
    assert Circle.objects.get().closing == {}


def test_refused_closing_leaves_nothing_behind():
    _circle, (ana, ben, _cleo) = an_evening()
    with pytest.raises(NotYours):
        performs(ben, "close", after(5), words="I was here too")
    performs(ana, "close", after(6))
    assert Record.objects.get(verb="circle-held").facts == BARE


# Who reads it


def test_past_head_counts_are_for_the_groups_own_people():
    meeting = a_meeting_on_now()
    body = meeting.group.body
    for day, people in (("2026-11-10", 4), ("2026-11-17", 1)):
        facts = {"day": day, "people": people, "note": "By <b>candlelight</b>"}
        note(body=body, member=None, verb="circle-held", facts=facts, now=after(0))
    ben, cleo = Client(), Client()
    ben.force_login(one_who_belongs(a_member("Ben"), meeting))
    cleo.force_login(a_member("Cleo"))
    address = f"/groups/{body.slug}/"
    seen = {
        who: client.get(address).content.decode() for who, client in (("ben", ben), ("cleo", cleo), ("guest", Client()))
    }
    assert {who: ["Circles we held" in page, "4 people" in page, "1 person" in page] for who, page in seen.items()} == {
        "ben": [True] * 3, "cleo": [False] * 3, "guest": [False] * 3
    }  # fmt: skip
    assert "By <b>" not in seen["ben"]
    with CaptureQueriesContext(connection) as few:
        ben.get(address)
    for day in range(1, 9):
        note(body=body, member=None, verb="circle-held", facts={"day": f"2026-10-0{day}", "people": 2}, now=after(0))
    with CaptureQueriesContext(connection) as many:
        ben.get(address)
    assert len(many) == len(few)


def test_page_offers_the_form_with_the_closing_button_and_it_works_plain():
    meeting = a_meeting_on_now(script=[*READINGS[:2], CLOSING])
    ben, circle = a_member_inside(one_who_belongs(a_member("Ben"), meeting))
    for verb in ("take-host", "open", "forward"):
        presses(ben, circle, verb)
    shown = ben.get(page(circle)).content.decode()
    assert [shown.count('name="most"'), shown.count('value="1" checked data-reading')] == [2, 2]
    presses(ben, circle, "close", most="5", readings="1", words="Quiet.")
    line = Record.objects.get(verb="circle-held")
    assert line.facts | {"day": ""} == {"day": "", "people": 5, "readings": ["For today"], "note": "Quiet."}
    assert date.fromisoformat(line.facts["day"])
