"""A new group writes, is welcomed and is listed; nobody approves it. Scenarios 50, 51 and 52 (domain.md)."""

from datetime import timedelta

import pytest

from groups.access import held_about, published_groups
from groups.models import Arrival, Contact, Group, Letter, Tick
from groups.rules import arriving, life, welcoming
from groups.rules.held_names import word_to_talk_about
from groups.rules.narrowing import Search, few_that_answer
from rotation.models import Duty, Link, Role, Term
from tests.groups.cast import FAR_OFF, LONG_AGO, NOW, a_member, an_arrival
from tests.rotation.cast import a_body, a_role, a_term

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture
def north():
    return a_body("North", slug="north")


@pytest.fixture
def ana(north):
    """Ana welcomes new groups in North today."""
    ana = a_member("Ana")
    a_term(ana, a_role(north, "Welcome", (Duty.WELCOME,)), starts_on=LONG_AGO, ends_on=FAR_OFF)
    return ana


def answers(arrival, north, ana, now=NOW, *, all_answered=True):
    return welcoming.write_back(
        arrival=arrival, body=north, member=ana, key=f"{now:%d%H%M}", words="Hello", answers=all_answered, now=now
    )


def test_scenario_50_a_name_and_one_meeting_are_enough_and_nobody_need_serve(north, ana):
    arrival = an_arrival(body=north, duties=["secretary", "host"])
    assert arriving.state_of(arrival) == arriving.State.TALK
    group = answers(arrival, north, ana).group
    assert arriving.state_of(Arrival.objects.get()) == arriving.State.LISTED
    assert [str(role) for role in Role.objects.filter(body=group.body)] == ["Host", "Secretary"]
    assert not Term.objects.filter(role__body=group.body).exists()
    assert life.state_of(group, now=NOW) == life.State.INCOMPLETE
    assert group.meetings.get().evenings.exists()


@pytest.mark.parametrize(
    ("said", "in_a_circle", "where"),
    [
        ({"venue": "place", "address": "1 Quay Street"}, False, "place"),
        ({"link": "https://example.org/dusk", "days": [], "time": ""}, False, "online"),
        ({}, True, "here"),
    ],
)
def test_only_who_meets_online_and_nowhere_else_has_a_circle_here(north, ana, said, in_a_circle, where):
    arrival = an_arrival(body=north)
    arriving.change(arrival=arrival, facts={"meeting": arrival.meeting | said}, now=NOW)
    group = answers(arrival, north, ana).group
    (row,) = few_that_answer(Search(where=where), None, now=NOW, few=5)
    assert (row, group.meetings.get().has_circle) == (group.meetings.get().pk, in_a_circle)
    assert bool(few_that_answer(Search(where="here"), None, now=NOW, few=5)) == in_a_circle
    assert arriving.circle_opens_at_its_hour(group) == in_a_circle


def test_scenario_51_it_is_pending_for_thirty_days_and_active_by_itself(north, ana):
    dee = a_member("Dee")
    group = answers(an_arrival(body=north, member=dee, serves=True, mailbox="lamp@example.org"), north, ana).group
    states = {days: life.state_of(group, now=NOW + days * DAY) for days in (0, 29, 31)}
    assert states == {0: life.State.PENDING, 29: life.State.PENDING, 31: life.State.ACTIVE}
    assert (Contact.objects.get().mailbox, Arrival.objects.get().mailbox) == ("lamp@example.org", "")
    assert group not in published_groups(now=NOW)  # in no feed until a neighbour knows it
    link = Link.objects.get()
    assert (link.parent, link.child_yes_at, link.parent_yes_at) == (north, NOW, None)  # asked for, and theirs to give


def test_scenario_52_a_name_with_a_clinic_in_it_is_talked_about_and_not_refused(north):
    arrival = an_arrival("Hillside Clinic Tuesday", body=north)
    assert arriving.talk_about(arrival) == "Clinic"
    with pytest.raises(arriving.NotYet) as not_yet:
        arriving.list_it(arrival=arrival, now=NOW + 29 * DAY)
    assert not_yet.value.since == NOW + 30 * DAY
    assert arriving.list_it(arrival=arrival, now=NOW + 30 * DAY).body.name == "Hillside Clinic Tuesday"


def test_another_name_ends_the_hold_and_silence_holds_up_nobody(north):
    arrival = an_arrival("Parroquia del Sur", body=north)
    arriving.change(arrival=arrival, facts={"name": "Sur"}, now=NOW)
    arrival.refresh_from_db()
    assert arriving.talk_about(arrival) == ""
    with pytest.raises(arriving.NotYet):
        arriving.list_it(arrival=arrival, now=NOW + 6 * DAY)
    first = arriving.list_it(arrival=arrival, now=NOW + 7 * DAY)
    assert arriving.list_it(arrival=arrival, now=NOW + 8 * DAY) == first  # twice is once


@pytest.mark.parametrize(
    ("name", "word"),
    [("St. Mark's CHURCH", "CHURCH"), ("Clinicas unidas", "Clinicas"), ("Lamp S.L.", "S.L."), ("Salsa", ""), ("", "")],
)  # fmt: skip
def test_words_are_found_whole_without_accents_and_in_either_language(name, word):
    assert word_to_talk_about(name) == word


def test_group_may_choose_its_own_moment(north, ana):
    arrival = answers(an_arrival(body=north, list_when_answered=False), north, ana)
    assert (arriving.state_of(arrival), Group.objects.count()) == (arriving.State.ANSWERED, 0)
    arriving.list_it(arrival=arrival, now=NOW)
    assert Group.objects.count() == 1


def test_talk_is_put_down_and_taken_up_by_another_and_falls_with_the_term(north, ana):
    ben = a_member("Ben")
    a_term(ben, a_role(north, "Welcome too", (Duty.WELCOME,)), ends_on=(NOW + 5 * DAY).date())
    arrival = an_arrival()  # to nobody in particular
    welcoming.take_up(arrival=arrival, body=north, member=ben, now=NOW)
    with pytest.raises(welcoming.AnotherHasIt):
        welcoming.take_up(arrival=arrival, body=north, member=ana, now=NOW)
    welcoming.put_down(arrival=arrival, body=north, member=ana, now=NOW)
    welcoming.take_up(arrival=arrival, body=north, member=ben, now=NOW)
    later = NOW + 6 * DAY
    assert [each.holder for each in welcoming.queue(body=north, now=later)] == [None]
    assert str(welcoming.take_up(arrival=arrival, body=north, member=ana, now=later).held_by) == "Ana"
    with pytest.raises(welcoming.NotAWelcomer):
        welcoming.put_down(arrival=arrival, body=north, member=ben, now=later)


def test_ticks_say_by_whom_and_can_be_taken_back(north, ana):
    arrival = an_arrival(body=north)
    for done in (True, True, False, True):
        welcoming.tick(arrival=arrival, body=north, member=ana, line="hour", done=done, now=NOW)
    assert str(Tick.objects.get().by) == "Ana"


def test_whoever_wrote_first_waits_first_and_a_word_back_ends_the_waiting(north, ana, django_assert_num_queries):
    first, second = (an_arrival(name, body=north, now=NOW - days * DAY) for name, days in (("A", 6), ("B", 20)))
    with django_assert_num_queries(5):
        said = [(each.arrival.name, each.since) for each in welcoming.queue(body=north, now=NOW)]
    assert said == [("B", "waiting since Nov. 3, 2026"), ("A", "waiting since Tuesday")]
    answers(second, north, ana, all_answered=False)
    assert [each.since for each in welcoming.queue(body=north, now=NOW)] == ["waiting since Tuesday", ""]
    for _again in range(2):
        arriving.write(arrival=second, key="k" * 32, words="Thank you", now=NOW)
    assert (Letter.objects.count(), welcoming.queue(body=north, now=NOW)[1].since) == (2, "waiting since today")
    assert first.waiting_since < Arrival.objects.get(pk=second.pk).waiting_since


def test_words_go_thirty_days_after_and_silence_ends_too(north, ana):
    listed, back, _silent = (an_arrival(name, body=north) for name in ("Listed", "Back", "Silent"))
    answers(listed, north, ana)
    arriving.take_back(arrival=back, now=NOW)
    for days, left in ((29, {"Listed", "Back", "Silent"}), (31, {"Silent"}), (91, set())):
        now = NOW + days * DAY
        assert set(Arrival.objects.kept(now).values_list("name", flat=True)) == left  # whether or not the job ran
    assert (arriving.forget_words(now=NOW + 31 * DAY), Letter.objects.count()) == (2, 0)
    assert Group.objects.get().body.name == "Listed"


def test_whoever_wrote_with_an_account_reads_so_and_may_be_forgotten():
    dee = a_member("Dee")
    an_arrival(member=dee)
    assert [held.lines for held in held_about(member=dee)] == [["You wrote for a new group, Lamp."]]
    dee.delete()
    assert Arrival.objects.get().member is None


def test_whoever_holds_the_address_serves_first_while_nobody_does(north, ana):
    arrival = an_arrival(body=north)
    with pytest.raises(arriving.NotYet):
        arriving.serve(arrival=arrival, member=ana, now=NOW)
    answers(arrival, north, ana)
    arriving.serve(arrival=arrival, member=a_member("Dee"), now=NOW)
    with pytest.raises(arriving.IsKept):
        arriving.serve(arrival=arrival, member=a_member("Eve"), now=NOW)
