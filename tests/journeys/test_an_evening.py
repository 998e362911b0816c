"""An evening from the first to come in until nothing is left of it: by script, and again by plain forms."""

from contextlib import ExitStack
from datetime import UTC, date, datetime, timedelta

import pytest

from circles.models import Act, Agreement, Circle, HeldDuty, Seat, Turn, Words
from rooms.memory import memory
from rotation.models import Duty, Record, Role
from rotation.rules.terms import begin
from tests.groups.cast import FAR_OFF, LONG_AGO, a_group, a_meeting, belongs
from tests.journeys.people import Person
from tests.members.cast import PASSWORD, a_member

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
SCRIPT = [
    {"kind": "welcome", "title": "Welcome", "text": "Light a candle if you have one."},
    {"kind": "sharing", "title": "As hands go up", "mode": "hands"},
    {"kind": "sharing", "title": "Once round", "mode": "round"},
    {"kind": "closing", "title": "Closing", "text": "Go gently."},
]
EVENING = "tuesday-evening"
ERASED = [Act, Agreement, HeldDuty, Seat, Turn, Words]


def an_hour_that_has_begun():
    """A meeting of Ana's and Ben's group that began two minutes ago. Ana, who hosts it by her term, stays away tonight."""
    now = datetime.now(UTC)
    ana, ben = a_member("Ana"), a_member("Ben")
    group = a_group("Tuesday Candlelight", zone="UTC", secretary=ana, welcome="Good evening, and welcome.")
    host = Role.objects.create(body=group.body, title="Host", duties=[str(Duty.HOST)], longest_months=12_000)
    begin(role=host, member=ana, starts_on=LONG_AGO, ends_on=FAR_OFF, by=None, now=now)
    belongs(ben, group, since=date(2020, 1, 1))
    begun = (now - timedelta(minutes=2)).time().replace(second=0, microsecond=0)
    return a_meeting(group, EVENING, days=[0, 1, 2, 3, 4, 5, 6], time=begun, minutes=180, script=SCRIPT)


def walk(ben: Person, maple: Person, reed: Person) -> None:
    """The evening. Every step is something one of them presses, types or reads."""
    gather(ben, maple, reed)
    share_by_hands(ben, maple, reed)
    share_in_the_round(ben, maple, reed)
    close(ben, maple, reed)


def gather(ben: Person, maple: Person, reed: Person) -> None:
    ben.sign_in("Ben", PASSWORD)
    ben.come_in(EVENING, "Benjamin", to_speak=True)
    maple.come_in(EVENING, "Maple", to_speak=True)
    reed.come_in(EVENING, "Reed")
    for each in (ben, maple, reed):
        each.reads("We are gathering")
        each.reads("Nobody is hosting; we hold it together.")
    ben.reads("Reed")
    assert [maple.may("Open the circle"), reed.may("Open the circle")] == [False, False]
    ben.press("Open the circle")
    for each in (ben, maple, reed):
        each.reads("Light a candle if you have one.")
    ben.look()  # a member may host, and nobody has to
    assert ben.page.locator('form[data-act="take-host"]:not([hidden])').count() > 0


def share_by_hands(ben: Person, maple: Person, reed: Person) -> None:
    ben.press("On to the next part")
    maple.reads("Benjamin would like to go on in the script.")
    maple.press("On to the next part")
    reed.reads("The piece rests in the centre")
    maple.press("I would like to share")
    maple.concerns("The piece is offered to you")
    ben.press("I would like to share")
    reed.reads("In line Benjamin" if not reed.scripted else "Benjamin")
    maple.press("Begin")
    for each in (ben, reed):
        each.reads("Maple is sharing")
    maple.writes("I planted beans today.")
    for each in (ben, maple, reed):
        each.reads("I planted beans today.")
    assert [ben.may("I’m done"), reed.may("Show my words")] == [False, False]
    maple.press("I’m done")
    ben.concerns("The piece is offered to you")
    ben.press("Begin")
    reed.reads("Benjamin is sharing")
    ben.press("I’m done")
    for each in (ben, maple, reed):
        each.reads("The piece rests in the centre")


def share_in_the_round(ben: Person, maple: Person, reed: Person) -> None:
    maple.press("On to the next part")
    reed.press("On to the next part")
    ben.concerns("The piece is offered to you")
    ben.press("Begin")
    reed.reads("Benjamin is sharing")
    pause_together(ben, maple, reed)
    ben.press("I’m done")
    maple.concerns("The piece is offered to you")
    maple.press("I’ll listen")
    # Reed only listens: the round is over without having come by there.
    for each in (reed, ben, maple):
        each.reads("The piece rests in the centre")
    assert Turn.objects.filter(circle__meeting__slug=EVENING).count() == 4


def pause_together(ben: Person, maple: Person, reed: Person) -> None:
    maple.press("Let us pause together")
    reed.reads("Maple asks that we pause together.")
    reed.press("Let us pause together")
    for each in (ben, maple, reed):
        each.reads("We pause together")
    ben.concerns("The piece stays with you")
    reed.press("Go on together")
    ben.press("Go on together")
    for each in (maple, reed):
        each.reads("Benjamin is sharing")


def close(ben: Person, maple: Person, reed: Person) -> None:
    ben.press("On to the next part")
    reed.press("On to the next part")
    for each in (ben, maple, reed):
        each.reads("Go gently.")
    maple.press("Close the circle")
    ben.reads("Maple would like to close the circle.")
    ben.press("Close the circle")
    for each in (ben, maple, reed):
        each.sees("This circle has closed")


def nothing_is_left(meeting) -> None:
    circle = Circle.objects.get(meeting=meeting)
    assert [circle.closed_at is None, circle.helping_id, circle.round_place] == [False, None, None]
    assert {kind.__name__: kind.objects.count() for kind in ERASED} == {kind.__name__: 0 for kind in ERASED}
    assert memory.known_key(circle.room) is None
    line = Record.objects.get(body=meeting.group.body, verb="circle-held")
    day = circle.starts_at.date().isoformat()
    assert [line.alias, line.facts, line.at.isoformat()] == [
        None,
        {"day": day, "people": 3},
        f"{day}T00:00:00+00:00",
    ]


def an_evening(chromium, server, *, scripted: bool) -> None:
    meeting = an_hour_that_has_begun()
    with ExitStack() as evening:
        people = [evening.enter_context(Person(chromium, server, scripted=scripted)) for _ in range(3)]
        walk(*people)
        nothing_is_left(meeting)
        assert [each.faults for each in people] == [[], [], []]


@pytest.mark.embedded_journey
def test_an_evening_by_script(chromium, server):
    an_evening(chromium, server, scripted=True)


def test_an_evening_by_plain_forms(chromium, server):
    an_evening(chromium, server, scripted=False)
