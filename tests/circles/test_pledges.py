"""The coming weeks' duties: "I will" beforehand, kept by one, gone by itself (issue 3; circles.md 1.2)."""

import re
from datetime import UTC, date, datetime, time, timedelta

import pytest
from django.test import Client
from django.utils import timezone

from circles.access import held_about, meeting_panels
from circles.live import key_of as live_key
from circles.models import HeldDuty, Pledge, Seat
from circles.rules.doors import Arrival, take_seat
from circles.rules.forgetting import forget_member
from circles.rules.pledges import coming, forget_past, named, pledge, take_back, weeks
from circles.rules.refusals import KeptByTerm, NameTaken, NotThatEvening, SomeoneElseHasIt
from circles.rules.seal import unseal_person
from groups.access import is_certified, may_keep_listing
from groups.models import Membership
from groups.rules.times import occurrence_at
from rotation.access import duties_of
from rotation.models import Alias, Duty
from tests.circles.cast import START, a_circle, a_meeting, after, key_of, settles
from tests.circles.test_races import at_once
from tests.circles.visiting import a_meeting_on_now, a_member_inside, one_who_belongs, text
from tests.groups.cast import FAR_OFF, LONG_AGO
from tests.members.cast import a_member
from tests.rotation.cast import a_role, a_term

NOW = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)  # the day before START
HERE, WEEKS = "/meetings/candlelight/", "/meetings/candlelight/weeks/"
WEEK = timedelta(days=7)


@pytest.fixture
def meeting(db):
    return a_meeting()


@pytest.fixture
def ben(meeting):
    return one_who_belongs(a_member("Ben"), meeting)


@pytest.fixture
def dee(meeting):
    return one_who_belongs(a_member("Dee"), meeting)


def at(meeting, week=0, now=None):
    return named(coming(meeting, now or timezone.now())[week])


def says(member, meeting, duty="host", week=0, now=NOW):
    pledge(meeting=meeting, at=at(meeting, week, now), duty=duty, member=member, now=now)


def kept():
    return [(row.starts_at, row.duty, row.member.name) for row in Pledge.objects.select_related("member")]


def states(meeting, member=None, *, names=True, now=NOW, week=0):
    shown = weeks(meeting=meeting, member=member, names=names, now=now, viewer=UTC)
    return {line.duty: (line.state, line.name) for line in shown[week].lines if line.state != "free"}


def browser(member):
    client = Client()
    client.force_login(member)
    return client


# The rules


def test_the_next_four_evenings_are_shown_while_their_doors_are_shut(meeting):
    assert [each.starts_at for each in coming(meeting, NOW)] == [START + n * WEEK for n in range(4)]
    doors = START - timedelta(minutes=meeting.doors_minutes)
    assert coming(meeting, doors - timedelta(seconds=1))[0].starts_at == START
    assert coming(meeting, doors)[0].starts_at == START + WEEK
    assert coming(a_meeting("by-appointment", days=[], time=None), NOW) == []


def test_one_says_i_will_twice_and_takes_it_back_twice(meeting, ben):
    says(ben, meeting)
    says(ben, meeting)
    assert kept() == [(START, "host", "Ben")]
    assert states(meeting, ben) == {"host": ("mine", "Ben")}
    for _again in range(2):
        take_back(meeting=meeting, at=at(meeting, now=NOW), duty="host", member=ben, now=NOW)
    assert kept() == []


def test_whoever_comes_second_is_told_who_has_it_and_cannot_take_it_from_them(meeting, ben, dee):
    """Invariant 8 (governance.md), beforehand."""
    Alias.objects.create(body=meeting.group.body, member=ben, name="Benedict")
    says(ben, meeting)
    with pytest.raises(SomeoneElseHasIt) as no:
        says(dee, meeting)
    assert str(no.value.says) == "Benedict has taken this on."
    take_back(meeting=meeting, at=at(meeting, now=NOW), duty="host", member=dee, now=NOW)
    assert kept() == [(START, "host", "Ben")]
    says(dee, meeting, week=1)
    assert states(meeting, dee) == {"host": ("kept", "Benedict")}
    assert states(meeting, dee, week=1) == {"host": ("mine", "Dee")}


def test_outsiders_see_that_it_is_kept_and_not_by_whom(meeting, ben):
    says(ben, meeting)
    assert states(meeting, names=False) == {"host": ("kept", "")}


@pytest.mark.parametrize(
    ("evening", "duty"), [("", "host"), ("x", "host"), ("0", "host"), (None, "secretary"), (None, "")]
)
def test_no_other_evening_and_no_other_duty_can_be_chosen(meeting, ben, evening, duty):
    for deed in (pledge, take_back):
        with pytest.raises(NotThatEvening):
            deed(
                meeting=meeting, at=at(meeting, now=NOW) if evening is None else evening, duty=duty, member=ben, now=NOW
            )
    assert kept() == []


def test_neither_a_past_evening_nor_the_fifth_can_be_chosen(meeting, ben):
    past, fifth = named(coming(meeting, NOW - WEEK)[0]), named(coming(meeting, NOW + WEEK)[3])
    for evening in (past, fifth):
        with pytest.raises(NotThatEvening):
            pledge(meeting=meeting, at=evening, duty="host", member=ben, now=NOW)


def test_what_somebody_keeps_by_a_term_needs_no_pledge(meeting, ben, dee):
    """It is theirs on the days of the term, and free again from the evening after."""
    a_term(dee, a_role(meeting.group.body, "Host", ("host",)), starts_on=LONG_AGO, ends_on=date(2026, 12, 1))
    assert states(meeting, ben) == {"host": ("term", "Dee")}
    assert states(meeting, dee) == {"host": ("my-term", "Dee")}
    assert states(meeting, names=False) == {"host": ("kept", "")}
    with pytest.raises(KeptByTerm):
        says(ben, meeting)
    says(ben, meeting, week=1)
    assert kept() == [(START + WEEK, "host", "Ben")]


def test_it_ends_with_its_evening_whether_or_not_anybody_looks(meeting, ben):
    """Invariant 9 (governance.md)."""
    says(ben, meeting)
    end = START + timedelta(minutes=meeting.minutes)
    assert (forget_past(now=end - timedelta(seconds=1)), forget_past(now=end), kept()) == (0, 1, [])
    says(ben, meeting)
    weeks(meeting=meeting, member=None, names=False, now=end, viewer=UTC)
    assert kept() == []


def test_it_ends_when_they_leave_the_group_or_the_hour_is_changed(meeting, ben, dee):
    says(ben, meeting)
    Membership.objects.filter(member=ben).update(ended_on=NOW.date())
    says(dee, meeting)
    assert kept() == [(START, "host", "Dee")]
    meeting.time = time(21)
    assert states(meeting, dee) == {}
    assert kept() == []


def test_it_grants_nothing_else(meeting, ben):
    """Invariant 9 (governance.md): a pick-up gives no power of a term, and no word in the group's own things."""
    for duty in ("host", "door"):
        says(ben, meeting, duty)
    body = meeting.group.body
    assert duties_of(member=ben, body=body, now=START) == set()
    assert not may_keep_listing(member=ben, group=meeting.group, now=START)
    assert not is_certified(member=ben, body=body, on=START.date())


def test_a_member_reads_what_they_said_and_it_goes_with_them(meeting, ben, dee):
    says(ben, meeting)
    says(dee, meeting, "door")
    assert [part.lines for part in held_about(member=ben)] == [
        ["You said “I will” in Candlelight on Nov. 24, 2026: host."]
    ]
    assert forget_member(member=ben) == [1]
    assert (held_about(member=ben), [name for *_, name in kept()]) == ([], ["Dee"])


def test_many_cost_no_more_queries_than_one(meeting, ben, django_assert_num_queries):
    says(ben, meeting)
    with django_assert_num_queries(2):
        weeks(meeting=meeting, member=ben, names=True, now=NOW, viewer=UTC)
    for number, duty in enumerate(("time", "door", "read", "greet")):
        member = one_who_belongs(a_member(f"Member {number}"), meeting)
        for week in range(4):
            says(member, meeting, duty, week)
    with django_assert_num_queries(2):
        weeks(meeting=meeting, member=ben, names=True, now=NOW, viewer=UTC)


@pytest.mark.django_db(transaction=True)
def test_of_two_who_press_at_once_one_gets_it():
    """Invariant 8 (governance.md), in real threads."""
    meeting = a_meeting()
    members = [one_who_belongs(a_member(name), meeting) for name in ("Ben", "Dee")]
    came = at_once(*[lambda member=member: says(member, meeting) for member in members])
    assert sorted(map(str, came)) == sorted(map(str, [None, SomeoneElseHasIt]))
    assert len(kept()) == 1


# In the circle


def sits(circle, member, **facts):
    arrival = Arrival(identity=f"member:{member.pk}", name=member.name, **{"belongs": True} | facts)
    seat = take_seat(circle=circle, arrival=arrival, key=key_of(circle), now=after(-60))
    return seat, unseal_person(key_of(circle), seat.sealed, seat=seat.id)


def test_whoever_said_they_would_has_it_a_minute_after_the_start_and_no_row_says_so_any_more(meeting, ben, dee):
    says(dee, meeting, "door")
    says(dee, meeting, "door", week=1)
    circle = a_circle(meeting)
    sits(circle, ben)
    seat, person = sits(circle, dee)
    assert (person.pledged, seat.willing) == (("door",), ["door"])
    assert kept() == [(START + WEEK, "door", "Dee")]
    settles(circle, after(59))
    assert not HeldDuty.objects.filter(circle=circle).exists()
    settles(circle, after(60))
    assert [(held.duty, held.seat_id) for held in HeldDuty.objects.filter(circle=circle)] == [("door", seat.id)]


def test_coming_in_again_keeps_the_promise_and_doubles_nothing(meeting, dee):
    says(dee, meeting, "door")
    circle = a_circle(meeting)
    sits(circle, dee)
    seat, person = sits(circle, dee)
    assert (person.pledged, seat.willing) == (("door",), ["door"])


@pytest.mark.parametrize("duty", ["time", "door"])
def test_for_whoever_joined_only_today_it_counts_nothing_and_is_erased_all_the_same(meeting, dee, duty):
    says(dee, meeting, duty)
    seat, person = sits(a_circle(meeting), dee, belongs=False)
    assert (person.pledged, seat.willing, kept()) == ((), [], [])


def test_a_guest_takes_nobodys_promise(meeting, dee):
    says(dee, meeting, "time")
    circle = a_circle(meeting)
    arrival = Arrival(identity=f"guest:{dee.pk}", name="Cleo")
    seat = take_seat(circle=circle, arrival=arrival, key=key_of(circle), now=after(-60))
    assert (seat.willing, len(kept())) == ([], 1)


def test_a_door_that_refuses_leaves_the_promise_as_it_was(meeting, ben, dee):
    says(dee, meeting, "door")
    circle = a_circle(meeting)
    sits(circle, ben)
    taken = Arrival(identity=f"member:{dee.pk}", name="Ben", belongs=True)
    with pytest.raises(NameTaken):
        take_seat(circle=circle, arrival=taken, key=key_of(circle), now=after(-60))
    assert len(kept()) == 1


def test_through_the_real_door(db):
    meeting = a_meeting_on_now()
    dee = one_who_belongs(a_member("Dee"), meeting)
    now = timezone.now()
    Pledge.objects.create(meeting=meeting, starts_at=occurrence_at(meeting, now).starts_at, duty="door", member=dee)
    _client, circle = a_member_inside(dee)
    seat = Seat.objects.get(circle=circle)
    person = unseal_person(live_key(circle, now), seat.sealed, seat=seat.id)
    assert (person.pledged, Pledge.objects.count()) == (("door",), 0)


# The page


def test_one_of_the_group_presses_i_will_and_takes_it_back(meeting, ben):
    client = browser(ben)
    page = client.get(HERE).content.decode()
    assert len(re.findall(r'name="will"', page)) == 24
    for _twice in range(2):
        answer = client.post(WEEKS, {"at": at(meeting), "will": "host"})
        assert (answer.status_code, answer.url) == (302, f"{HERE}#weeks")
    page = client.get(HERE)
    assert "host: Ben I can’t after all" in text(page)
    assert len(re.findall(r'name="will"', page.content.decode())) == 23
    client.post(WEEKS, {"at": at(meeting), "back": "host"})
    assert kept() == []


def test_whoever_serves_by_term_reads_that_it_is_theirs_and_what_happens_if_they_cannot_come(meeting, ben, dee):
    a_term(dee, a_role(meeting.group.body, "Host", ("host",)), starts_on=LONG_AGO, ends_on=date(2999, 1, 1))
    said = {name: text(browser(member).get(HERE)) for name, member in (("ben", ben), ("dee", dee))}
    assert ["host: Dee, by a term" in said["ben"], "host: yours, by your term" in said["dee"]] == [True, True]
    assert ["nothing breaks" in said["ben"], "nothing breaks" in said["dee"]] == [False, True]


def test_whoever_presses_second_reads_who_has_it(meeting, ben, dee):
    browser(ben).post(WEEKS, {"at": at(meeting), "will": "host"})
    answer = browser(dee).post(WEEKS, {"at": at(meeting), "will": "host"}, follow=True)
    assert "Ben has taken this on." in text(answer)
    assert [name for *_, name in kept()] == ["Ben"]


def test_outsiders_read_no_name_and_find_nothing_to_press(meeting, ben):
    browser(ben).post(WEEKS, {"at": at(meeting), "will": "host"})
    for client in (Client(), browser(a_member("Cleo"))):
        page = client.get(HERE)
        said = text(page).partition("The coming weeks")[2]
        assert "host: kept" in said
        assert "timekeeper: free" in said
        assert "Ben" not in said
        assert 'name="will"' not in page.content.decode()


@pytest.mark.parametrize(
    "facts", [{"threshold": "members"}, {"youth": True}, {"has_circle": False}, {"claimed": False}]
)
def test_where_it_is_not_for_everyone_or_not_held_here_outsiders_see_no_weeks(db, facts):
    meeting = a_meeting(**facts)
    assert "The coming weeks" not in text(Client().get(HERE))
    ben = one_who_belongs(a_member("Ben"), meeting)
    shown = [panel.template for panel in meeting_panels(meeting=meeting, member=ben, now=timezone.now())]
    assert ("circles/_weeks.html" in shown) == (not {"has_circle", "claimed"} & set(facts))


def test_only_those_who_belong_may_say_it(meeting):
    typed = {"at": at(meeting), "will": "host"}
    signed_out = Client().post(WEEKS, typed)
    assert (signed_out.status_code, signed_out.url) == (302, f"/sign-in/?next={HERE}")
    server = a_member("Cleo")
    a_term(server, a_role(meeting.group.body, "Host", (Duty.HOST,)), starts_on=LONG_AGO, ends_on=FAR_OFF)
    assert browser(server).post(WEEKS, typed).status_code == 404
    assert browser(a_member("Eva")).post(WEEKS, typed).status_code == 404
    assert Client().get(WEEKS).status_code == 405
    assert kept() == []


def test_who_belongs_elsewhere_belongs_not_here(meeting):
    other = one_who_belongs(a_member("Eva"), a_meeting("elsewhere"))
    assert browser(other).post(WEEKS, {"at": at(meeting), "will": "host"}).status_code == 404


@pytest.mark.parametrize(
    "typed",
    [{}, {"will": "host"}, {"at": "\0", "will": "host"}, {"at": "9" * 400, "back": "host"}, {"at": "1", "will": "x"}],
)
def test_malformed_forms_are_told_to_look_again(meeting, ben, typed):
    answer = browser(ben).post(WEEKS, typed, follow=True)
    assert (answer.status_code, kept()) == (200, [])
    assert "Please look again at the coming weeks." in text(answer)


def test_it_says_so_in_spanish(meeting, ben):
    page = text(browser(ben).get(HERE, headers={"accept-language": "es"}))
    assert "Las próximas semanas" in page
    assert "Me ofrezco" in page
