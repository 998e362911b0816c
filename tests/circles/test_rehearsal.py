"""A rehearsal runs the script unlisted with three pretend people: circles.md 8.24."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from circles.live import look
from circles.models import Act, Circle, Seat, Turn, Words
from circles.rehearsal import address_of
from circles.rules.pretend import AT_REHEARSALS, SHARES, people_of
from circles.rules.refusals import CircleClosed
from groups.models import TurnMode
from rotation.models import Duty, Record
from tests.circles.cast import CLOSING
from tests.circles.visiting import a_meeting_on_now, does, one_who_belongs
from tests.groups.cast import FAR_OFF, LONG_AGO
from tests.members.cast import a_member, signed_in
from tests.rotation.cast import a_role, a_term

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.once]
REHEARSE, MEETING = "/meetings/candlelight/rehearse/", "/meetings/candlelight/"
SHARING = {"kind": "sharing", "title": "Sharing"}


@pytest.fixture
def meeting():
    return a_meeting_on_now(minutes_ago=10, script=[SHARING, CLOSING], types=["O", "POA"])


def one_who_serves(meeting, name="Ana", duty=Duty.HOST):
    member = one_who_belongs(a_member(name), meeting)
    a_term(member, a_role(meeting.group.body, f"Role of {name}", (duty,)), starts_on=LONG_AGO, ends_on=FAR_OFF)
    return member


def begins(client):
    """Presses Rehearse, comes in, and opens: the circle."""
    door = client.post(REHEARSE)["Location"]
    assert client.post(door, {"name": "Ana"}).status_code == 302
    return Circle.objects.get(rehearsal=True)


def goes_on(circle, seconds):
    """Time passes for whoever only looks: as a page that stays open does, every few seconds."""
    for _ in range(0, seconds, 4):
        shift = timedelta(seconds=4)
        Turn.objects.filter(circle=circle, ended_at=None).update(offered_at=timezone.now() - timedelta(minutes=5))
        for turn in Turn.objects.filter(circle=circle, ended_at=None, begun_at__isnull=False):
            Turn.objects.filter(pk=turn.pk).update(begun_at=turn.begun_at - shift)
        for name in ("segment_at", "quiet_since"):
            moment = getattr(Circle.objects.get(pk=circle.pk), name)
            if moment:
                Circle.objects.filter(pk=circle.pk).update(**{name: moment - shift})
        look(circle.slug)


def shared_by(circle):
    """Who has shared, by name."""
    table = look(circle.slug).table
    return {table.person(seat.id).name for seat in table.seats.values() if seat.turns}


def test_servant_begins_it_and_sits_with_three_pretend_people_under_a_banner(client, meeting):
    ana = signed_in(client, one_who_serves(meeting))
    assert "Rehearse this evening" in ana.get(MEETING).content.decode()
    circle = begins(ana)
    page = ana.get(f"/circles/{circle.slug}/").content.decode()
    assert [word in page for word in (*AT_REHEARSALS, "This is a rehearsal")] == [True] * 4
    assert (circle.script, circle.ends_at - circle.starts_at) == (meeting.script, timedelta(hours=1))
    does(ana, circle, "take-host")
    does(ana, circle, "open")
    assert "This is a rehearsal" in ana.get(f"/circles/{circle.slug}/").content.decode()


@pytest.mark.parametrize("mode", TurnMode.values)
def test_pretend_people_take_their_turns_for_whoever_looks_and_lead_nothing(client, meeting, mode):
    meeting.turn_mode = mode
    meeting.save()
    ana = signed_in(client, one_who_serves(meeting))
    circle = begins(ana)
    does(ana, circle, "take-host")
    if mode != TurnMode.SILENCE:
        does(ana, circle, "open")
    if mode == TurnMode.ROUND:
        does(ana, circle, "just-listen")
    if mode in (TurnMode.CALLED, TurnMode.PIECE):
        does(ana, circle, "call", to=str(Seat.objects.get(circle=circle, place=1).place))
    goes_on(circle, 240)
    everyone = {*AT_REHEARSALS} if mode != TurnMode.CALLED else {"Alder"}
    assert shared_by(circle) == everyone
    assert Circle.objects.get(pk=circle.pk).segment == 0
    assert Act.objects.filter(circle=circle, verb="words").count() == sum(len(SHARES[name]) for name in everyone)


def test_pretend_people_wait_for_whoever_has_the_piece_and_while_it_rests(client, meeting):
    ana = signed_in(client, one_who_serves(meeting))
    circle = begins(ana)
    does(ana, circle, "take-host")
    does(ana, circle, "open")
    does(ana, circle, "hand")
    does(ana, circle, "begin")
    goes_on(circle, 60)
    assert Turn.objects.filter(circle=circle).count() == 1
    does(ana, circle, "done")
    does(ana, circle, "pause")
    goes_on(circle, 60)
    assert Turn.objects.filter(circle=circle, ended_at=None).count() == 0


def test_what_pretend_people_share_is_made_up_and_sealed_like_any_words(client, meeting):
    ana = signed_in(client, one_who_serves(meeting))
    circle = begins(ana)
    does(ana, circle, "open")
    goes_on(circle, 24)
    said = ana.get(f"/circles/{circle.slug}/").content.decode()
    assert any(sentence in said for sentences in SHARES.values() for sentence in sentences)
    assert all(b"stayed at home" not in bytes(words.sealed) for words in Words.objects.all())


def test_two_who_look_at_the_same_moment_move_nobody_twice(client, meeting):
    ana = signed_in(client, one_who_serves(meeting))
    circle = begins(ana)
    does(ana, circle, "open")
    goes_on(circle, 80)
    keys = list(Act.objects.filter(circle=circle).values_list("key", flat=True))
    assert len(keys) == len(set(keys))
    view = look(circle.slug)
    assert len(people_of(view.table, view.key)) == 3


def test_rehearsal_is_listed_nowhere_and_its_door_opens_to_its_address_alone(client, meeting):
    ana = signed_in(client, one_who_serves(meeting))
    circle = begins(ana)
    outside = Client()
    for path in ("/", "/groups/", MEETING, "/groups/tuesday-candlelight/"):
        page = outside.get(path).content.decode()
        assert [word in page for word in (circle.slug, "ehears", *AT_REHEARSALS)] == [False] * 5, path
    assert outside.get("/meetings/candlelight/door/").context["people"] is False
    outside.post("/meetings/candlelight/door/", {"name": "Maple", "how": "listen"})
    assert Seat.objects.filter(circle=circle).count() == 4
    door = f"/rehearsals/{address_of(circle)}/"
    assert [outside.get(path).status_code for path in (door, f"{door[:-2]}/", "/rehearsals/guess/")] == [200, 404, 404]
    assert Client().post(door, {"name": "Willow"}).status_code == 302
    assert Seat.objects.filter(circle=circle).count() == 5


@pytest.mark.parametrize("who", ["nobody", "an outsider", "one who belongs", "a greeter"])
def test_others_can_neither_see_nor_begin_one(client, meeting, who):
    members = {
        "an outsider": lambda: a_member("Cleo"),
        "one who belongs": lambda: one_who_belongs(a_member("Ben"), meeting),
        "a greeter": lambda: one_who_serves(meeting, "Dune", Duty.GREET),
    }
    if who in members:
        signed_in(client, members[who]())
    assert "ehears" not in client.get(MEETING).content.decode()
    assert client.post(REHEARSE).status_code == 404
    assert client.get(REHEARSE).status_code == 405
    assert Circle.objects.count() == 0


def test_pressing_twice_finds_the_one_that_is_on(client, meeting):
    ana = signed_in(client, one_who_serves(meeting))
    circle = begins(ana)
    assert begins(ana) == circle
    secretary = signed_in(Client(), one_who_serves(meeting, "Ben", Duty.SECRETARY))
    secretary.post(REHEARSE)
    assert (Circle.objects.count(), Seat.objects.filter(circle=circle).count()) == (1, 4)


@pytest.mark.parametrize("end", ["by hand", "by the clock"])
def test_nothing_is_left_of_it_and_its_address_leads_nowhere(client, meeting, end):
    ana = signed_in(client, one_who_serves(meeting))
    before = Record.objects.count()
    circle = begins(ana)
    does(ana, circle, "take-host")
    does(ana, circle, "open")
    goes_on(circle, 24)
    if end == "by hand":
        does(ana, circle, "move-on")
        does(ana, circle, "close")
    else:
        Circle.objects.filter(pk=circle.pk).update(
            starts_at=timezone.now() - timedelta(minutes=61), ends_at=timezone.now() - timedelta(minutes=1)
        )
        with pytest.raises(CircleClosed):
            look(circle.slug)
    assert Circle.objects.get(pk=circle.pk).closed_at is not None
    assert [kind.objects.count() for kind in (Act, Seat, Turn, Words)] == [0] * 4
    assert Record.objects.count() == before
    assert ana.get(f"/rehearsals/{address_of(circle)}/").status_code == 404


def test_no_slip_is_given_at_a_rehearsal(client, meeting):
    ana = signed_in(client, one_who_serves(meeting))
    circle = begins(ana)
    does(ana, circle, "open")
    assert (meeting.gives_slips, "A slip that says" in ana.get(f"/circles/{circle.slug}/").content.decode()) == (
        True,
        False,
    )
    assert does(ana, circle, "slip", words="Ana").status_code == 404  # as where a group gives none
