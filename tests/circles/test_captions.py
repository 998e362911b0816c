"""Captions: issue 3, circles.md 5 and 8.20. Who may type along, when, and what is shown of it and to whom."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from circles.models import Circle, HeldDuty, Seat, Words
from circles.models.duty import Duty
from circles.models.words import Hand
from circles.rules.acts import able
from circles.rules.refusals import NobodySpeaks, NotCaptioning, NotOpenYet, QuietForNow, WePause
from circles.rules.seal import unseal
from tests.circles.cast import (
    ANA,
    BEN,
    CLEO,
    CLOSING,
    DEE,
    HANDS,
    KEY,
    WELCOME,
    a_table,
    after,
    does,
    everyone_here,
)
from tests.circles.visiting import (
    SCRIPTED,
    a_guest,
    an_open_circle,
    does_by_script,
    facts_of,
    it_is_time_to_go_home,
    page,
    seat_of,
    text,
)
from tests.circles.visiting import (
    does as does_by_form,
)

pytestmark = pytest.mark.once

# In memory


def captioned_by(seat, *, speaks="cleo", script=(HANDS, CLOSING), segment=0):
    """A table where `seat` has taken on the captions and `speaks`, if anybody, has begun to share."""
    table = a_table([ANA, BEN, CLEO, DEE], script=script, segment=segment)
    table.held[Duty.CAPTION] = HeldDuty(circle=table.circle, duty=Duty.CAPTION, seat_id=seat)
    if speaks:
        does(table, speaks, "hand", after(1))
        does(table, speaks, "begin", after(2))
    return table


def written(table):
    """(who typed, into which turn, what) of every row an act made."""
    return [
        (row.by_id, row.turn.number, unseal(KEY, row.sealed, place=f"caption {row.turn.number}")) for row in table.fresh
    ]


def test_the_captioner_types_along_with_whoever_speaks():
    table = captioned_by("ben")
    does(table, "ben", "caption", after(5), words="I came home late,")
    does(table, "ben", "caption", after(9), words="and the light was on.")
    number = table.turn.number
    assert written(table) == [("ben", number, "I came home late,"), ("ben", number, "and the light was on.")]
    assert [row.hand for row in table.fresh] == [Hand.CAPTION] * 2


def test_captioning_leaves_the_speakers_turn_as_it_was():
    """A caption is nobody's turn, no sign of life of the speaker's, and takes nothing up."""
    table = captioned_by("ben")
    before = vars(table.turn).copy()
    does(table, "ben", "caption", after(30), words="…")
    assert vars(table.turn) == before


def test_a_reading_and_the_hosts_word_are_captioned_like_a_share():
    table = captioned_by("ben", speaks="", script=(WELCOME, HANDS), segment=0)
    does(table, "ana", "take-host", after(1))
    for seat, verb in (("cleo", "read"), ("ana", "word")):
        does(table, seat, verb, after(2))
        does(table, "ben", "caption", after(3), words=verb)
        does(table, seat, "done", after(4))
    assert [what for _by, _turn, what in written(table)] == ["read", "word"]


def test_only_the_captioner_may_and_only_while_they_are_here():
    table = captioned_by("ben")
    with pytest.raises(NotCaptioning):
        does(table, "dee", "caption", after(5))
    with pytest.raises(NotCaptioning):
        does(table, "cleo", "caption", after(5))
    table.presence = everyone_here(table, after(6), but=["ben"])
    with pytest.raises(NotCaptioning):
        does(table, "ben", "caption", after(60))
    assert table.fresh == []


def test_between_turns_and_in_ones_own_there_is_nothing_to_caption():
    table = captioned_by("ben", speaks="")
    with pytest.raises(NobodySpeaks):
        does(table, "ben", "caption", after(1))
    does(table, "cleo", "hand", after(2))  # offered, not begun
    with pytest.raises(NobodySpeaks):
        does(table, "ben", "caption", after(3))
    own = captioned_by("ben", speaks="ben")
    with pytest.raises(NobodySpeaks):
        does(own, "ben", "caption", after(5))


def test_captions_rest_before_the_opening_and_in_a_pause():
    gathering = captioned_by("ben", speaks="", segment=None)
    with pytest.raises(NotOpenYet):
        does(gathering, "ben", "caption", after(1))
    table = captioned_by("ben")
    does(table, "ana", "take-host", after(3))
    does(table, "ana", "pause", after(4))
    with pytest.raises(WePause):
        does(table, "ben", "caption", after(5))


@pytest.mark.parametrize("quiet", ["ben", "cleo"], ids=["the captioner's place", "the speaker's place"])
def test_a_place_that_is_quiet_is_not_captioned_and_captions_nobody(quiet):
    """circles.md 8.14: quieting covers captions."""
    table = captioned_by("ben")
    table.seats[quiet].quiet_at = after(4)
    with pytest.raises(QuietForNow):
        does(table, "ben", "caption", after(5))
    assert table.fresh == []


def test_the_form_is_offered_exactly_while_it_can_be_used():
    table = captioned_by("ben", speaks="")
    before = "caption" in able(table, "ben", after(1))
    does(table, "cleo", "hand", after(2))
    does(table, "cleo", "begin", after(3))
    assert [before, *("caption" in able(table, seat, after(4)) for seat in ("ben", "dee"))] == [False, True, False]


# Through the pages


@pytest.fixture
def captioned():
    """(Maple, who shares; Willow, who captions; Brook; their circle)."""
    maple, willow, circle = an_open_circle(HANDS)
    brook, _ = a_guest("Brook")
    HeldDuty.objects.create(circle=circle, duty=Duty.CAPTION, seat=seat_of(willow, circle))
    for verb in ("hand", "begin"):
        does_by_form(maple, circle, verb)
    return maple, willow, brook, circle


def captions_seen_by(client, circle):
    return "typed along by the captioner" in text(client.get(page(circle)))


@pytest.mark.django_db
def test_everyone_reads_the_captions_under_the_speakers_name(captioned):
    maple, willow, brook, circle = captioned
    assert does_by_script(willow, circle, "caption", words="  I planted <b>beans</b>.\u202e ").status_code == 200
    says = "What Maple says, typed along by the captioner I planted <b>beans</b>."
    assert [says in text(each.get(page(circle))) for each in (maple, willow, brook)] == [True] * 3
    assert b"<b>beans" not in brook.get(page(circle)).content


@pytest.mark.django_db
def test_captions_and_the_speakers_own_writing_are_told_apart(captioned):
    maple, willow, brook, circle = captioned
    does_by_form(maple, circle, "words", words="Here is the address.")
    does_by_script(willow, circle, "caption", words="She reads an address.")
    shown = brook.get(page(circle)).content.decode()
    assert re.findall(r'data-(own|caption)="(\d+)"', shown) == [("own", "1"), ("caption", "2")]
    assert {row.hand: row.by_id for row in Words.objects.all()} == {
        Hand.OWN: None,
        Hand.CAPTION: seat_of(willow, circle).pk,
    }


@pytest.mark.django_db
def test_captions_stay_until_someone_else_begins(captioned):
    maple, willow, brook, circle = captioned
    does_by_script(willow, circle, "caption", words="I planted beans.")
    does_by_form(maple, circle, "done")
    lingers = captions_seen_by(brook, circle)
    does_by_form(brook, circle, "hand")
    offered = captions_seen_by(willow, circle)
    does_by_form(brook, circle, "begin")
    assert [lingers, offered, captions_seen_by(willow, circle)] == [True, True, False]


@pytest.mark.django_db
@pytest.mark.parametrize("quiet", [0, 1], ids=["the speaker's place", "the captioner's place"])
def test_what_was_captioned_is_covered_when_either_place_becomes_quiet(captioned, quiet):
    """circles.md 8.14: quieting covers name, typed words and captions."""
    people, circle = captioned[:3], captioned[3]
    does_by_script(people[1], circle, "caption", words="I planted beans.")
    before = captions_seen_by(people[2], circle)
    Seat.objects.filter(pk=seat_of(people[quiet], circle).pk).update(quiet_at=circle.starts_at)
    assert [before, captions_seen_by(people[2], circle)] == [True, False]


@pytest.mark.django_db
def test_captions_lie_sealed_and_are_erased_with_the_circle(captioned):
    """circles.md 1.6."""
    maple, willow, _brook, circle = captioned
    does_by_script(willow, circle, "caption", words="I planted beans.")
    assert b"beans" not in bytes(Words.objects.get().sealed)
    does_by_form(maple, circle, "done")
    Circle.objects.filter(pk=circle.pk).update(segment=1)
    it_is_time_to_go_home()
    for each in (maple, willow):
        does_by_form(each, circle, "close")
    assert [Circle.objects.get().closed_at is None, Words.objects.count()] == [False, 0]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("who", "words", "status", "says"),
    [
        (1, " \u202e\n", 409, "There was nothing written yet."),
        (1, "a" * 301, 409, "That is too long to share at once."),
        (1, "a\x00b", 400, "That did not arrive whole."),
        (0, "mine", 409, "Captions are typed by whoever has taken that on."),
        (2, "mine", 409, "Captions are typed by whoever has taken that on."),
    ],
    ids=["empty", "too long", "malformed", "the speaker", "somebody else"],
)
def test_what_cannot_be_shown_changes_nothing_and_stays_in_the_form(captioned, who, words, status, says):
    client, circle = captioned[who], captioned[3]
    before = facts_of(circle)
    by_script = does_by_script(client, circle, "caption", words=words)
    by_form = does_by_form(client, circle, "caption", words=words)
    assert [by_script.status_code, by_form.status_code, says in by_script.json()["say"]] == [status, status, True]
    kept = by_form.content.decode().split('id="caption"')[1].split("</textarea>")[0]
    assert words.strip("\x00") in kept or "\x00" in words
    assert 'id="words" name="words"' in by_form.content.decode()
    assert by_form.content.decode().split('id="words"')[1].split(">")[1].startswith("</textarea")
    assert facts_of(circle) == before


@pytest.mark.django_db
def test_a_caption_sent_twice_is_shown_once_and_one_from_outside_not_at_all(captioned):
    maple, willow, _brook, circle = captioned
    answers = [does_by_script(willow, circle, "caption", key="a" * 20, words="I planted beans.") for _ in range(2)]
    outsider = does_by_script(type(maple)(), circle, "caption", words="mine")
    assert [*(each.status_code for each in answers), outsider.status_code] == [200, 200, 410]
    assert Words.objects.count() == 1


@pytest.mark.django_db
def test_a_long_share_is_not_sent_whole_with_every_line(captioned):
    _maple, willow, brook, circle = captioned
    for number in range(1, 48):
        does_by_script(willow, circle, "caption", words=f"line {number}")
    shown = re.findall(r'data-caption="(\d+)">line (\d+)<', brook.get(page(circle)).content.decode())
    assert shown == [(str(number), str(number)) for number in range(8, 48)]


@pytest.mark.django_db
def test_captions_cost_the_same_however_many_there_are(captioned):
    _maple, willow, brook, circle = captioned

    def queries():
        with CaptureQueriesContext(connection) as asked:
            brook.get(page(circle, "state/"), **SCRIPTED)
        return len(asked)

    before = queries()
    for number in range(12):
        does_by_script(willow, circle, "caption", words=f"line {number}")
    assert queries() == before
