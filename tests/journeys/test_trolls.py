"""The trolls' test (issue 3): many who came to disturb, and what they cannot do to those who came for the evening."""

from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client

from circles.models import CareTaken, Circle, HeldDuty, Knock, Seat, Turn
from circles.models.duty import Duty
from circles.rules import safety
from circles.rules.acts import ACTS
from circles.rules.helm import FOR_ANYONE
from circles.rules.knocks import ONE_BY_ONE
from tests.circles.cast import CLOSING, HANDS
from tests.circles.visiting import (
    DOOR,
    a_guest,
    a_meeting_on_now,
    a_member_inside,
    comes_in,
    does,
    does_by_script,
    one_who_belongs,
    page,
    seat_of,
    text,
)
from tests.groups.cast import a_member

WAITING = f"{DOOR}waiting/"
pytestmark = [pytest.mark.django_db, pytest.mark.once]
NAMES = ("Rowdy", "Loud", "Grim", "Sly", "Snide", "Vile", "Crass")
POWER = [duty for duty in Duty.values if duty not in FOR_ANYONE]
TAKES_OVER = [f"{how}-{duty}" for duty in POWER for how in ("take", "put", "hand", "willing")]
GOES_ON = {"forward", "back", "close", "leave"}  # whoever is here may, and it takes nothing from anybody's place


def tries(clients, circle, verbs, to=""):
    """Every one of these people sends each act, one after another, aimed at that place; what came of each."""
    return {verb: {does_by_script(each, circle, verb, to=to).status_code for each in clients} for verb in verbs}


def refused(verbs):
    return {verb: {409} for verb in verbs}


def place_of(client, circle):
    return str(seat_of(client, circle).place)


def harm_to(client, circle):
    """What would have been done to that person, as their place tells it; empty where nothing was."""
    row = seat_of(client, circle)
    marks = ("left_at", "asked_to_leave_at", "doorstep_until", "quiet_at", "veiled", "rested_from_host")
    return {mark: getattr(row, mark) for mark in marks if getattr(row, mark)}


def powers_held():
    return list(HeldDuty.objects.filter(duty__in=POWER, seat__isnull=False).values_list("duty", flat=True))


def piece_of(circle):
    """(whose, begun) of the open turn."""
    turn = Turn.objects.get(circle=circle, ended_at=None)
    return turn.seat_id, turn.begun_at is not None


def cares():
    return list(CareTaken.objects.order_by("pk").values_list("verb", flat=True))


# Guests only: Maple came for the evening, the seven others to disturb it


@pytest.fixture
def among_trolls():
    """(Maple, the trolls, their circle), opened into sharing by raised hands. Nobody of the group is here."""
    a_meeting_on_now(script=[HANDS, CLOSING])
    maple, circle = a_guest("Maple")
    trolls = [a_guest(name)[0] for name in NAMES]
    assert does(maple, circle, "open").status_code == 302
    return maple, trolls, circle


def test_guests_who_share_one_link_and_many_names_take_nothing_over_and_remove_nobody(among_trolls):
    """circles.md 8.12: a guest can do none of it to anybody, however many they are."""
    maple, trolls, circle = among_trolls
    assert Client().get(page(circle)).status_code == 404  # the link alone is nobody's place
    comes_in(trolls[0], "Prickly")
    assert Seat.objects.count() == 1 + len(trolls)  # another name is not another place
    at = place_of(maple, circle)
    verbs = [*TAKES_OVER, *sorted(safety.ACTS)]
    assert tries(trolls, circle, verbs, to=at) == refused(verbs)
    assert [harm_to(maple, circle), powers_held(), cares()] == [{}, [], []]


def test_no_act_there_is_harms_the_one_who_came_for_the_evening(among_trolls):
    """circles.md 8.12. Each act that exists, by two together, over again, with the duties that are for anyone in their hands."""
    maple, trolls, circle = among_trolls
    for each, verb in zip(trolls, ("take-read", "take-time"), strict=False):
        assert does(each, circle, verb).status_code == 302
    at, verbs = place_of(maple, circle), sorted(set(ACTS) - GOES_ON)
    answers = tries(trolls[:2], circle, verbs, to=at)
    assert {status for each in answers.values() for status in each} <= {200, 404, 409}  # never a fault of ours
    assert [harm_to(maple, circle), powers_held(), set(cares()) - {"pause"}] == [{}, [], set()]
    circle.refresh_from_db()
    assert [circle.closed_at, circle.hands_open] == [None, True]


def test_a_flood_of_hands_takes_nobodys_turn(among_trolls):
    """circles.md 8.13: whoever lowers a hand and raises it again stands behind those who waited."""
    maple, (first, *others), circle = among_trolls
    for each in (first, *others, maple):
        assert does(each, circle, "hand").status_code == 302
    for _ in range(8):
        for each in others:
            assert tries([each], circle, ["lower", "hand"]) == {"lower": {200}, "hand": {200}}
    assert [does(first, circle, verb).status_code for verb in ("begin", "done", "hand")] == [302, 302, 302]
    mine = seat_of(maple, circle).pk
    assert piece_of(circle) == (mine, False)
    assert does(maple, circle, "begin").status_code == 302
    takes = ["forward", "close", "move-on", "done", "begin", "words", "step-in", "read"]
    assert tries([first, *others], circle, takes, to=place_of(maple, circle)) == refused(takes)
    assert piece_of(circle) == (mine, True)
    assert does(maple, circle, "words", words="I planted beans.").status_code == 302
    assert "I planted beans." in text(first.get(page(circle, "ring/")))
    assert does(maple, circle, "done").status_code == 302


def test_one_place_cannot_press_all_evening_without_a_breath(among_trolls):
    """circles.md 8.13: a flood from one place is slowed, and only that place."""
    maple, trolls, circle = among_trolls
    answers = [does_by_script(trolls[0], circle, verb).status_code for verb in ("hand", "listen") * 50]
    assert [answers[:2], answers[-1]] == [[200, 200], 429]
    assert does(maple, circle, "hand").status_code == 302


def test_any_two_can_pause_and_it_goes_on_and_ends_as_an_evening_does(among_trolls):
    """circles.md 8.12, 8.13: in open hold any two may pause; newcomers knock then, and the door lets them in by itself."""
    maple, trolls, circle = among_trolls
    assert does(maple, circle, "pause").status_code == 302
    assert Circle.objects.get().paused_at is None  # one alone does not silence the others
    assert does(trolls[0], circle, "pause").status_code == 302
    assert Circle.objects.get().paused_at is not None
    loud = ["hand", "begin", "words", "read"]
    assert tries(trolls, circle, loud) == refused(loud)
    reed = knocks(circle, "Reed")
    for each in (maple, trolls[1]):
        assert does(each, circle, "resume").status_code == 302
    assert [Circle.objects.get().paused_at, harm_to(maple, circle)] == [None, {}]
    waited(circle, ONE_BY_ONE)
    assert looks_in(reed) == page(circle)
    assert does(reed, circle, "hand").status_code == 302
    for each in (maple, reed):
        assert does(each, circle, "forward").status_code == 302
    assert tries([maple, reed, *trolls], circle, ["close"]) == refused(["close"])  # strangers end no group's evening
    Circle.objects.update(ends_at=datetime.now(UTC))
    for each in (maple, reed):
        assert does(each, circle, "close").status_code == 302
    assert Circle.objects.get().closed_at is not None


# At the slow door


def knocks(circle, name, client=None):
    """Someone new at a door where new guests knock; gives who waits there."""
    client = client or Client()
    answer = client.post(DOOR, {"name": name, "how": "speak"})
    assert [answer.status_code, answer["Location"]] == [302, WAITING]
    return client


def looks_in(client):
    """Looking again at the door; gives where it leads, None while one waits."""
    answer = client.get(WAITING)
    return answer["Location"] if answer.status_code == 302 else None


def waited(circle, so_long):
    """So long has gone by since the last knock, and its page has looked meanwhile."""
    Knock.objects.filter(circle=circle).update(at=datetime.now(UTC) - so_long - timedelta(seconds=1))


# Six who came to disturb, and two of the group


@pytest.fixture
def with_two_members():
    """(Ben, Dee, Maple, six trolls, their circle): Rowdy shares, Maple is next. Nobody hosts; after six guests Maple knocked."""
    meeting = a_meeting_on_now(script=[HANDS, CLOSING])
    (ben, circle), (dee, _) = (a_member_inside(one_who_belongs(a_member(name), meeting)) for name in ("Ben", "Dee"))
    trolls = [a_guest(name)[0] for name in NAMES[:6]]
    maple = knocks(circle, "Maple")
    assert does(ben, circle, "open-door").status_code == 302
    comes_in(maple, "Maple")
    for who, verb in [(ben, "open"), (trolls[0], "hand"), (maple, "hand"), (trolls[0], "begin")]:
        assert does(who, circle, verb).status_code == 302
    return ben, dee, maple, trolls, circle


def test_six_trolls_do_nothing_that_two_of_the_group_would_have_to(with_two_members):
    """circles.md 8.12: nor pause, nor lift the members' pause, nor remove anyone, nor rest a host, nor open the slow door."""
    ben, dee, _maple, trolls, circle = with_two_members
    assert does(dee, circle, "take-host").status_code == 302
    for client in (ben, dee):
        verbs = [*TAKES_OVER, *sorted(safety.ACTS)]
        assert tries(trolls[:3], circle, verbs, to=place_of(client, circle)) == refused(verbs)
        assert harm_to(client, circle) == {}
    assert tries(trolls, circle, ["pause"]) == refused(["pause"])
    assert does(dee, circle, "pause").status_code == 302
    assert tries(trolls, circle, ["resume", "open-door", "word"]) == refused(["resume", "open-door", "word"])
    circle.refresh_from_db()
    assert [circle.paused_at is None, circle.slow_door, powers_held()] == [False, True, ["host"]]
    assert does(dee, circle, "resume").status_code == 302


def test_where_nobody_serves_trolls_pause_nothing_by_themselves_and_lift_nothing(with_two_members):
    """circles.md 8.12: one of the group must agree to a pause, and two end it."""
    ben, dee, maple, trolls, circle = with_two_members
    assert tries(trolls, circle, ["pause"]) == {"pause": {200}}  # a wish, and no more
    assert Circle.objects.get().paused_at is None
    assert does(ben, circle, "pause").status_code == 302
    assert Circle.objects.get().paused_at is not None
    assert tries(trolls, circle, ["resume"]) == refused(["resume"])
    for each in (ben, dee):
        assert does(each, circle, "resume").status_code == 302
    assert [Circle.objects.get().paused_at, harm_to(maple, circle)] == [None, {}]


def test_two_of_the_group_keep_the_circle_and_the_removed_do_not_come_back(with_two_members):
    """circles.md 8.12, 8.13: quiet, the door, asking to leave together; by cookie, guest token or new tab none return."""
    ben, dee, maple, trolls, circle = with_two_members
    rowdy, loud, grim = trolls[:3]
    at = {each: place_of(each, circle) for each in trolls}
    for each in (ben, dee):
        assert does(each, circle, "quiet", to=at[loud]).status_code == 302
    assert tries([loud], circle, ["hand", "words"]) == refused(["hand", "words"])
    assert does(ben, circle, "ask-to-leave", to=at[rowdy]).status_code == 302
    assert piece_of(circle) == (seat_of(rowdy, circle).pk, True)  # one alone removes nobody
    gone = seat_of(rowdy, circle).pk
    assert does(dee, circle, "ask-to-leave", to=at[rowdy]).status_code == 302
    assert piece_of(circle) == (seat_of(maple, circle).pk, False)  # the sharing goes on to the next
    assert does(maple, circle, "begin").status_code == 302
    new_tab, by_token = Client(), Client()
    new_tab.cookies.load({name: each.value for name, each in rowdy.cookies.items()})
    by_token.cookies["guest"] = rowdy.cookies["guest"].value
    for again in (rowdy, new_tab, by_token):
        answer = again.post(DOOR, {"name": "Innocent", "how": "speak"})
        assert [answer.status_code, "asked to leave" in text(answer)] == [410, True]
    assert Seat.objects.get(pk=gone).left_at is not None
    stranger = knocks(circle, "Another Name")  # with every cookie thrown away they are a stranger, and strangers knock
    assert looks_in(stranger) is None
    assert does(ben, circle, "take-door").status_code == 302
    assert does(ben, circle, "to-door", to=at[grim]).status_code == 302
    assert b"data-part" not in grim.get(page(circle)).content
    assert does(ben, circle, "not-now", to="2").status_code == 302
    assert looks_in(stranger) is None
    assert does(maple, circle, "words", words="I planted beans.").status_code == 302
    assert does(maple, circle, "done").status_code == 302
    assert Circle.objects.get().closed_at is None
