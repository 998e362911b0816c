"""Circles of young people (circles.md 8.16; domain.md 6.4), and the door of a circle for adults."""

from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client

from circles.access import standing
from circles.models import Circle, HeldDuty, Seat
from circles.rules.refusals import AdultsNeeded, MoreNeeded
from circles.rules.seal import Person
from circles.rules.settle import settle
from circles.rules.youth import alone, too_few
from groups.models import Certificate
from groups.rules.certificates import withdraw
from rooms.memory import memory
from rotation.models import Duty, Role
from rotation.rules.terms import begin
from tests.circles.cast import CLOSING, SHARING, START, a_table, after, does, everyone_here, piece, time_passes
from tests.circles.visiting import DOOR, a_meeting_on_now, a_member_inside, one_who_belongs, page, text
from tests.circles.visiting import does as presses
from tests.groups.cast import FAR_OFF, LONG_AGO, a_member

ADA = Person("Ada", belongs=True, certified=True)
ART = Person("Art", belongs=True, certified=True)
KIT, LEE = Person("Kit", belongs=True), Person("Lee", belongs=True)
YOUNG = {"script": [SHARING, CLOSING], "youth": True}


def a_young_table(*people, now=START, **customs):
    return a_table(list(people), segment=0, now=now, **YOUNG | customs)


def gathered(*people, **customs):
    return a_table(list(people), **YOUNG | customs)


def opens(table):
    try:
        does(table, "ada", "open", after(61))
    except (AdultsNeeded, MoreNeeded) as no:
        return type(no).__name__
    return "opened" if table.circle.opened_at else "not yet"


@pytest.mark.parametrize(
    ("people", "needed", "said"),
    [
        ([ADA, ART, KIT, LEE], 2, "opened"),
        ([ADA, ART, KIT], 2, "opened"),
        ([ADA, KIT, LEE], 2, "AdultsNeeded"),
        ([ADA, KIT, LEE], 1, "opened"),
        ([ADA, KIT], 1, "MoreNeeded"),
        ([ADA, KIT], 2, "AdultsNeeded"),
    ],
)
def test_circle_of_young_people_opens_with_the_adults_its_group_asks_for(people, needed, said):
    """circles.md 8.16: two certified adults; one only if its body allows; never one adult alone with one young person."""
    assert opens(gathered(*people, adults_needed=needed)) == said


def test_absent_adult_does_not_count():
    table = gathered(ADA, ART, KIT, LEE)
    table.presence = everyone_here(table, after(61), but=["art"])
    assert opens(table) == "AdultsNeeded"


def test_circle_of_adults_asks_for_no_certificate():
    table = gathered(ADA, KIT, youth=False)
    assert [opens(table), too_few(table, after(61)), alone(table, after(61))] == ["opened", False, False]


def test_with_too_few_adults_the_piece_rests_and_nobody_begins():
    """circles.md 8.16: with fewer, the piece rests."""
    table = a_young_table(ADA, ART, KIT, LEE)
    does(table, "kit", "hand", after(0))
    time_passes(table, after(1), but=["art"])
    with pytest.raises(AdultsNeeded):
        does(table, "kit", "begin", after(2))
    does(table, "kit", "listen", after(3))
    does(table, "lee", "hand", after(4))
    assert piece(table) is None
    time_passes(table, after(5))  # Art is back
    assert piece(table) == ("offered", "lee")


def test_whoever_is_sharing_finishes_what_they_began():
    """circles.md 1.4: the clock serves; it never cuts. Nobody is offered the piece after them."""
    table = a_young_table(ADA, ART, KIT, LEE)
    for seat, verb in (("kit", "hand"), ("kit", "begin"), ("lee", "hand")):
        does(table, seat, verb, after(0))
    time_passes(table, after(10), but=["art"])
    assert piece(table) == ("share", "kit")
    does(table, "kit", "done", after(20))
    assert piece(table) is None


def test_with_too_few_adults_it_closes_after_five_minutes_and_not_when_they_come_back():
    """circles.md 8.16: and it closes in 5 minutes."""
    closed = lambda *moments: [time_passes(table, at, but=["art"]).circle.closed_at for at in moments]  # noqa: E731
    table = a_young_table(ADA, ART, KIT, LEE)
    time_passes(table, after(0))
    gone = after(60)
    table.presence = everyone_here(table, gone, but=["art"])
    until = table.presence.until | dict.fromkeys(("ada", "kit", "lee"), after(3600))
    table.presence = type(table.presence)(until=until, live=table.presence.live, signs=table.presence.signs)
    settle(table, gone + timedelta(minutes=5) - timedelta(seconds=1))
    assert table.circle.closed_at is None
    settle(table, gone + timedelta(minutes=5))
    assert table.circle.closed_at == gone + timedelta(minutes=5)
    table = a_young_table(ADA, ART, KIT, LEE)
    assert closed(after(60)) == [None]
    assert time_passes(table, after(120)).circle.closed_at is None
    assert time_passes(table, after(600)).circle.closed_at is None


def test_one_adult_is_never_alone_with_one_young_person():
    """circles.md 8.16: every voice and text rests at once, nobody can lift that alone, and it closes unless somebody comes."""
    table = a_young_table(ADA, KIT, LEE, adults_needed=1)
    for verb in ("hand", "begin"):
        does(table, "kit", verb, after(0))
    time_passes(table, after(30), but=["lee"])
    assert [table.circle.paused_at, table.turn.running_since] == [after(30), None]  # its clock stands still too
    for seat in ("ada", "kit"):
        with pytest.raises(MoreNeeded):
            does(table, seat, "resume", after(40))
    time_passes(table, after(60))  # Lee is back
    for seat in ("ada", "kit"):
        does(table, seat, "resume", after(61))
    assert [table.circle.paused_at, piece(table)] == [None, ("share", "kit")]


def test_one_adult_who_stays_alone_with_one_young_person_is_not_so_for_long():
    table = a_young_table(ADA, KIT, LEE, adults_needed=1)
    table.presence = everyone_here(table, after(30), but=["lee"])
    until = table.presence.until | dict.fromkeys(("ada", "kit"), after(3600))
    table.presence = type(table.presence)(until=until, live=table.presence.live, signs=table.presence.signs)
    settle(table, after(31))
    assert [table.circle.paused_at, table.circle.closed_at] == [after(30), None]
    settle(table, after(30) + timedelta(minutes=5))
    assert table.circle.closed_at == after(30) + timedelta(minutes=5)


def test_leaving_makes_the_others_as_alone_as_a_lost_line_does():
    table = a_young_table(ADA, KIT, LEE, adults_needed=1)
    does(table, "lee", "leave", after(10))
    time_passes(table, after(11))
    assert table.circle.paused_at == after(10)


# Through the pages


def a_young_meeting(*adults, needed=2, **customs):
    """(meeting, the names of members who belong to its group and are certified by it)"""
    meeting = a_meeting_on_now(**YOUNG | {"adults_needed": needed} | customs)
    members = [one_who_belongs(a_member(name), meeting) for name in adults]
    for member in members:
        certify(member, meeting)
    return meeting, members


def certify(member, meeting, since=LONG_AGO, until=FAR_OFF, body=None):
    body = body or meeting.group.body
    return Certificate.objects.create(member=member, body=body, issued_on=since, valid_until=until)


@pytest.mark.django_db
def test_nobody_is_there_as_a_guest_and_a_guest_does_not_learn_whether_anybody_is():
    """circles.md 8.16: no guests."""
    _meeting, (ada,) = a_young_meeting("Ada")
    before = text(Client().get(DOOR))
    a_member_inside(ada)
    tried = [text(Client().get(DOOR)), text(Client().post(DOOR, {"name": "Maple", "how": "listen"}))]
    assert tried == [before, before]
    assert ["This circle is for young people" in before, "Choose a name" in before, "are here." in before] == [
        True,
        True,
        False,
    ]
    assert Seat.objects.count() == 1


@pytest.mark.django_db
def test_circle_is_held_with_two_certified_adults_present_by_their_sign_in():
    meeting, adults = a_young_meeting("Ada", "Art")
    ada, circle = a_member_inside(adults[0])
    kit, _ = a_member_inside(one_who_belongs(a_member("Kit"), meeting))
    refused = presses(ada, circle, "open")
    assert [refused.status_code, "2 adults who may sit with young people" in text(refused)] == [409, True]
    assert "The circle opens as soon as the adults are here" in text(kit.get(page(circle)))
    a_member_inside(adults[1])
    a_member_inside(one_who_belongs(a_member("Lee"), meeting))
    assert presses(ada, circle, "open").status_code == 302
    memory.release(circle.room, Seat.objects.get(circle=circle, place=3).id)  # Art's line is lost
    said = text(kit.get(page(circle)))
    assert ["The piece rests until they are back" in said, "Nobody did anything wrong." in said] == [True, True]


@pytest.mark.django_db
@pytest.mark.parametrize("day", [-1, 0, 1])
def test_certificate_counts_on_the_days_it_is_valid(day):
    """domain.md 6.4: recertified again and again; the day is the meeting's own."""
    meeting, _nobody = a_young_meeting()
    ada = a_member("Ada")
    today = datetime.now(UTC).date()
    certify(ada, meeting, since=today, until=today + timedelta(days=1))
    at = datetime.now(UTC) + timedelta(days=day)
    assert standing(ada, meeting, at).certified is (day == 0)


@pytest.mark.django_db
def test_no_other_body_vouches_for_somebody_here_and_no_other_meeting_asks():
    meeting, (ada,) = a_young_meeting("Ada")
    other = a_meeting_on_now(slug="elsewhere", **YOUNG)
    grown = a_meeting_on_now(slug="grown-ups")
    now = datetime.now(UTC)
    certify(ada, grown)
    assert [standing(ada, each, now).certified for each in (meeting, other, grown)] == [True, False, False]


@pytest.mark.django_db
def test_withdrawn_certificate_counts_no_more():
    meeting, (ada,) = a_young_meeting("Ada")
    now = datetime.now(UTC)
    secretary = a_member("Sol")
    serves_as_secretary(secretary, meeting.group.body)
    assert withdraw(body=meeting.group.body, certificate=Certificate.objects.get().pk, by=secretary, now=now)
    assert standing(ada, meeting, now).certified is False


@pytest.mark.django_db
def test_certificate_withdrawn_during_an_evening_ends_that_place_and_no_other():
    """circles.md 8.16: a circle of young people is held only by adults who are certified while they sit there."""
    meeting, adults = a_young_meeting("Ada", "Art", needed=1)
    (ada, circle), (art, _) = (a_member_inside(each) for each in adults)
    kit, _ = a_member_inside(one_who_belongs(a_member("Kit"), meeting))
    assert presses(ada, circle, "open").status_code == 302
    assert presses(art, circle, "take-host").status_code == 302
    serves_as_secretary(mia := a_member("Mia"), meeting.group.body)
    now = datetime.now(UTC)
    theirs = Certificate.objects.get(member__name="Art")
    assert withdraw(body=meeting.group.body, certificate=theirs.pk, by=mia, now=now)
    assert kit.get(page(circle)).status_code == 200  # whoever looks applies it
    gone = art.get(page(circle))
    assert [gone.status_code, "about this meeting only" in text(gone)] == [410, True]
    again = art.post(DOOR, {"name": "Art", "how": "listen"})
    assert [again.status_code, "You were asked to leave" in text(again)] == [410, True]
    assert [ada.get(page(circle)).status_code, kit.get(page(circle)).status_code] == [200, 200]
    assert list(Seat.objects.filter(left_at__isnull=False).values_list("place", flat=True)) == [2]
    assert HeldDuty.objects.get(duty="host").seat_id is None


def serves_as_secretary(member, body):
    role = Role.objects.create(body=body, title="Secretary", duties=[str(Duty.SECRETARY)], longest_months=12_000)
    begin(role=role, member=member, starts_on=LONG_AGO, ends_on=FAR_OFF, by=None, now=datetime.now(UTC))


@pytest.mark.django_db
def test_lost_key_lets_nobody_sit_unseen_with_young_people():
    """Without the key nobody's certificate can be read: the piece rests until names are given again."""
    meeting, adults = a_young_meeting("Ada", "Art")
    people = [a_member_inside(each)[0] for each in [*adults, one_who_belongs(a_member("Kit"), meeting)]]
    circle = Circle.objects.get()
    presses(people[0], circle, "open")
    memory.forget(circle.room)
    assert presses(people[2], circle, "hand").status_code in (302, 409)
    assert "is sharing" not in text(people[2].get(page(circle)))


@pytest.mark.django_db
def test_door_of_a_circle_for_adults_says_so_and_shows_help_for_young_people():
    """circles.md 8.16: the door of an adult circle says so."""
    a_meeting_on_now()
    answer = Client().get(DOOR)
    assert "This is a circle for adults. Help for young people" in text(answer)
    assert 'href="/help/">Help for young people' in answer.content.decode()
