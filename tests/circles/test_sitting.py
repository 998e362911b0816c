"""An act under the circle's lock: settled, checked, logged, once (circles.md 4)."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from circles.live import circles
from circles.models import Act, Circle, Seat, Turn, Words
from circles.rules.acts import ACTS
from circles.rules.refusals import CircleClosed, NothingToShare, NotNow, NotYourTurn, TooLong
from circles.rules.seal import unseal
from circles.rules.sitting import WORDS_AT_MOST, perform
from rooms.presence import Presence
from tests.circles.cast import (
    CLOSING,
    HANDS,
    ROUND,
    a_circle,
    a_meeting,
    after,
    all_here,
    key_of,
    performs,
    seated,
    settles,
)

pytestmark = pytest.mark.django_db


def opened(*names, script=(HANDS, CLOSING)):
    """An open circle in its sharing, and these people's places."""
    circle = a_circle(a_meeting(script=list(script)))
    places = [seated(circle, name) for name in names]
    performs(places[0], "open", after(60))
    return [circle, *places]


def test_an_act_raises_the_version_by_one_and_is_logged_without_its_person():
    _circle, ana = opened("Ana")
    before = Circle.objects.get().version
    outcome = performs(ana, "hand", after(61), act_key="abc")
    assert (outcome.version, outcome.changed, outcome.closed) == (before + 1, True, False)
    row = Act.objects.filter(circle=ana.circle).last()
    assert (row.verb, row.version) == ("hand", before + 1)
    assert {field.name for field in Act._meta.fields} == {"id", "circle", "key", "verb", "version"}


def test_the_same_key_again_changes_nothing():
    _circle, ana, _ben = opened("Ana", "Ben")
    first = performs(ana, "hand", after(61), act_key="abc")
    assert performs(ana, "hand", after(62), act_key="abc").version == first.version
    performs(ana, "listen", after(63), act_key="def")
    again = performs(ana, "hand", after(64), act_key="abc")  # a late resend must not raise the hand anew
    assert (again.changed, Seat.objects.get(pk=ana.pk).hand) == (False, None)


def test_a_refusal_says_why_and_keeps_what_had_fallen_due():
    _circle, ana, ben = opened("Ana", "Ben")
    performs(ana, "hand", after(61))
    performs(ben, "hand", after(62))
    with pytest.raises(NotYourTurn):
        performs(ana, "begin", after(91))  # half a minute after the offer
    assert list(Turn.objects.values_list("seat_id", "ended_at")) == [(ana.pk, after(91)), (ben.pk, None)]


def test_a_refused_act_may_be_sent_again_with_its_key():
    _circle, ana, ben = opened("Ana", "Ben")
    performs(ana, "hand", after(61))
    with pytest.raises(NotYourTurn):
        performs(ben, "begin", after(62), act_key="abc")
    performs(ben, "hand", after(63))
    performs(ana, "listen", after(64))
    performs(ben, "begin", after(65), act_key="abc")
    assert Turn.objects.get(ended_at=None).begun_at == after(65)


def test_typed_words_are_kept_sealed_and_a_resend_keeps_them_once():
    circle, ana = opened("Ana")
    performs(ana, "hand", after(61))
    for _ in range(2):
        performs(ana, "words", after(62), words="  A quiet day. ", act_key="abc")
    row = Words.objects.get()
    assert b"quiet" not in bytes(row.sealed)
    assert unseal(key_of(circle), row.sealed, place=f"words {row.turn.number}") == "A quiet day."


@pytest.mark.parametrize(("words", "why"), [(" \n", NothingToShare), ("x" * (WORDS_AT_MOST + 1), TooLong)])
def test_words_that_cannot_be_shared_are_refused_before_anything_changes(words, why):
    _circle, ana = opened("Ana")
    performs(ana, "hand", after(61))
    with pytest.raises(why):
        performs(ana, "words", after(62), words=words)
    assert (Words.objects.count(), Turn.objects.get().begun_at) == (0, None)


def test_nobody_acts_from_a_place_they_left_or_that_is_in_another_circle():
    circle, _ana, ben = opened("Ana", "Ben")
    performs(ben, "leave", after(61))
    stranger = seated(a_circle(a_meeting("dawn")), "Cleo")
    for seat in (ben.pk, stranger.pk, "nobody"):
        with pytest.raises(NotYourTurn):
            perform(
                room=circle.room, seat=seat, verb="hand", act_key=f"k-{seat}",
                presence=all_here(circle, after(62)), key=key_of(circle), clock=lambda: after(62),
            )  # fmt: skip
    assert Seat.objects.exclude(hand=None).count() == 0


def test_settling_writes_nothing_while_nothing_is_due(django_assert_num_queries):
    circle, _ana = opened("Ana")
    presence = all_here(circle, after(61))
    with django_assert_num_queries(9):  # savepoint, circle, seats, turn, duties, notes, wishes, knocks, release
        outcome = settles(circle, after(61), presence)
    assert not outcome.changed


def test_an_act_costs_the_same_however_many_sit_there(django_assert_num_queries):
    for names in (["Ana"], ["Ana", "Ben", "Cleo"]):
        circle = a_circle(a_meeting(f"m{len(names)}", script=[HANDS]))
        places = [seated(circle, name) for name in names]
        performs(places[0], "open", after(60))
        presence, key = all_here(circle, after(61)), key_of(circle)
        with django_assert_num_queries(14):
            perform(
                room=circle.room, seat=places[-1].pk, verb="hand", act_key="abcdefgh", presence=presence, key=key,
                clock=lambda: after(61),
            )  # fmt: skip


# Random evenings through the database

NAMES = ["Ana", "Ben", "Cleo"]
VERBS = sorted(ACTS)
USUAL = ["hand", "begin", "done", "listen", "forward", "pause", "resume", "take-host", "words", "step-in", "leave"]
STEPS = st.lists(
    st.tuples(
        st.integers(0, 3),
        st.one_of(st.sampled_from(USUAL), st.sampled_from(VERBS)),
        st.sampled_from([0.1, 1, 10, 21, 31, 61, 95, 300]),
        st.booleans(),
    ),
    min_size=5, max_size=25,
)  # fmt: skip


@given(STEPS, st.sampled_from([[HANDS, ROUND, CLOSING], [ROUND, HANDS]]))
@settings(max_examples=25, deadline=None, database=None, suppress_health_check=list(HealthCheck))
def test_no_order_of_acts_breaks_a_row(steps, script):
    """Constraints are never met, a resent act changes nothing, and no voice is granted but the holder's and the helper's."""
    Circle.objects.all().delete()
    circle = a_circle(_the_meeting(script))
    places = [seated(circle, "Ana", serves=True), seated(circle, "Ben", belongs=True), seated(circle, "Cleo")]
    now, version, gone = after(61), 0, set()
    performs(places[0], "open", now)
    for count, (who, verb, pause, away) in enumerate(steps):
        seat = places[who % 3]
        gone = (gone | {seat.pk}) if away and who == 3 else gone - {seat.pk}
        here = all_here(circle, now)
        here = Presence(
            until={s: now if s in gone else end for s, end in here.until.items()}, live=here.live - gone, signs={}
        )
        try:
            performs(seat, verb, now, act_key=f"key-{count}", words="A word.", presence=here)
            # Whoever acts on a lapsed lease may be found away at the next look; a resend adds nothing to that.
            settled = settles(circle, now, here).version
            again = performs(seat, verb, now, act_key=f"key-{count}", words="A word.", presence=here)
            assert again.version == settled
            version = _promises(circle, version)
        except CircleClosed:
            break
        except NotNow:
            version = _promises(circle, version)
        now = after((now - after(0)).total_seconds() + pause)


def _the_meeting(script):
    known = Circle._meta.get_field("meeting").related_model.objects.first()
    meeting = known or a_meeting()
    meeting.script = script
    meeting.save()
    return meeting


def _promises(circle, version):
    """What the rows and the hub's pulse say alike. Gives the version now."""
    row = Circle.objects.get(pk=circle.pk)
    if row.closed_at is not None:
        raise CircleClosed
    assert row.version >= version
    pulse = circles.pulses([row.slug])[row.slug]
    turn = Turn.objects.filter(circle=row, ended_at=None).first()
    speaking = turn is not None and turn.begun_at is not None and row.paused_at is None
    voices = {turn.seat_id, row.helping_id} - {None} if speaking else set()
    assert (pulse.version, pulse.fence, set(pulse.voices), pulse.closed) == (row.version, row.fence, voices, False)
    return row.version


def test_nobodys_key_stands_in_the_way_of_anothers():
    """The same key from two places is two acts: who learns somebody's key cannot have their act swallowed."""
    _circle, ana, ben = opened("Ana", "Ben")
    for seat in (ben, ana):
        performs(seat, "hand", after(61), act_key="abc")
    assert Seat.objects.exclude(hand=None).count() == 2
