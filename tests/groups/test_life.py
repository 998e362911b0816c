"""What a group is today, read from what its people said and the clock; its contact, and neighbours who sat with it.

Scenarios 50, 51 and 53 (domain.md); invariant 50 (governance.md).
"""

from datetime import timedelta

import pytest

from groups.access import listed_groups, published_groups
from groups.models import Contact, Group, Visit
from groups.rules import life, visits
from groups.rules.life import Facts, State, lived, state_of
from groups.rules.refusals import NotTheSecretary
from rotation.models import Body, BodyKind, LinkKind, Record
from rotation.rules.links import offer, say_yes
from tests.groups.cast import FAR_OFF, LONG_AGO, NOW, a_group, a_meeting, a_member, belongs
from tests.rotation.cast import a_role, a_term

DAY = timedelta(days=1)
LATER = NOW + 30 * DAY


@pytest.fixture
def ana(db):
    return a_member("Ana")


@pytest.fixture
def group(ana):
    """A group that said today that it is here: Ana serves, it lists a meeting and has a contact."""
    group = a_group(secretary=ana)
    a_meeting(group)
    visits.keep_contact(group=group, member=ana, mailbox="lamp@example.org", now=NOW)
    return group


def verbs(group):
    return [line.verb for line in Record.objects.filter(body=group.body)]


@pytest.mark.parametrize(
    ("facts", "days", "expected"),
    [
        (Facts(True, True, False, True), 0, State.PENDING),
        (Facts(False, False, False, True), 29, State.PENDING),
        (Facts(True, True, False, True), 30, State.ACTIVE),
        (Facts(False, True, False, True), 30, State.INCOMPLETE),
        (Facts(True, False, False, True), 30, State.INCOMPLETE),
        (Facts(True, True, True, True), 30, State.UNKNOWN),
        (Facts(True, True, False, False), 0, State.INCOMPLETE),
        (Facts(True, True, False, False), 30, State.INCOMPLETE),
    ],
)
def test_state_follows_from_facts_and_days(facts, days, expected):
    assert lived(facts, since=NOW, now=NOW + days * DAY) == expected


def test_scenario_50_a_group_with_only_a_name_and_a_meeting_is_here_without_a_servant(db):
    group = a_group()
    a_meeting(group)
    assert state_of(group, now=NOW) == State.INCOMPLETE
    assert list(listed_groups(now=NOW)) == [group]


def test_scenario_51_a_group_is_pending_for_thirty_days_and_then_active_by_itself(group, client):
    assert "It is in its first thirty days here." in client.get("/groups/tuesday-candlelight/").content.decode()
    written = verbs(group)
    states = [state_of(group, now=moment) for moment in (NOW, LATER - timedelta(microseconds=1), LATER)]
    assert states == [State.PENDING, State.PENDING, State.ACTIVE]
    assert verbs(group) == written  # nobody said anything, and nothing was written


def test_what_is_said_comes_before_what_follows(group):
    for field, moment, state in (
        ("starts_at", NOW + DAY, State.AHEAD),
        ("resting_since", NOW, State.INACTIVE),
        ("closed_at", NOW, State.CLOSED),
        ("left_at", NOW, State.LEFT),
    ):
        setattr(group, field, moment)
        assert state_of(group, now=NOW) == state
    assert state_of(a_group(slug="other", claimed=False), now=NOW) == State.ELSEWHERE


def test_state_takes_one_query(group, django_assert_num_queries):
    with django_assert_num_queries(1):
        assert state_of(group, now=LATER) == State.ACTIVE


@pytest.mark.parametrize("say", [life.rest, life.close, life.leave])
def test_resting_closing_and_leaving_unlist_at_once_and_are_taken_back(group, ana, say):
    Group.objects.update(known_at=NOW)
    with pytest.raises(NotTheSecretary):
        say(group=group, member=a_member("Cleo"), now=NOW)
    assert list(published_groups(now=NOW)) == [group]
    for _twice in range(2):
        say(group=group, member=ana, now=NOW)
    assert list(listed_groups(now=NOW)) == []
    life.come_back(group=group, member=ana, now=NOW)
    assert list(published_groups(now=NOW)) == [group]
    assert len(verbs(group)) == 4  # the term, the contact, what was said once, and that it is back


def test_invariant_50_an_active_group_that_asks_to_leave_is_unlisted_the_same_day(group, ana, client):
    Group.objects.update(known_at=NOW)
    assert state_of(group, now=LATER) == State.ACTIVE
    life.leave(group=group, member=ana, now=LATER)
    assert [list(listed_groups(now=LATER)), list(published_groups(now=LATER))] == [[], []]
    assert "andlelight" not in client.get("/groups/").content.decode()
    assert "group-left" in verbs(group)


def test_a_visit_by_somebody_of_a_known_group_makes_a_group_known_and_changes_no_state(group):
    ben, harbour = a_member("Ben"), a_group("Harbour", slug="harbour", known_at=NOW)
    belongs(ben, harbour)
    visits.sat_with(group=group, neighbour=harbour, member=ben, now=NOW + DAY)
    visits.sat_with(group=group, neighbour=harbour, member=ben, now=NOW + 2 * DAY)
    assert list(published_groups(now=NOW + DAY).filter(pk=group.pk)) == [group]
    assert state_of(group, now=NOW + DAY) == State.PENDING
    line = Record.objects.filter(body=group.body).latest("pk")
    assert (line.verb, line.alias, line.facts) == ("group-visited", None, {"neighbour": "Harbour"})
    visits.did_not_sit(group=group, neighbour=harbour, member=ben, now=NOW + DAY)
    assert [Visit.objects.count(), published_groups(now=NOW).filter(pk=group.pk).count()] == [0, 0]


def test_only_a_member_of_another_group_that_is_known_can_say_they_sat_there(group, ana):
    new = a_group("New", slug="new")
    known = a_group("Harbour", slug="harbour", known_at=NOW)
    for each in (new, group):
        belongs(ana, each)
    for neighbour, member in ((new, ana), (group, ana), (known, ana), (known, None)):
        with pytest.raises(visits.NotANeighbour):
            visits.sat_with(group=group, neighbour=neighbour, member=member, now=NOW)
    assert Group.objects.get(pk=group.pk).known_at is None


def linked_to_a_local_body(group, ana):
    """Dora, who serves in the group's local body."""
    dora = a_member("Dora")
    local = Body.objects.create(kind=BodyKind.AREA, name="North", slug="north", created_at=NOW)
    a_term(dora, a_role(local), starts_on=LONG_AGO, ends_on=FAR_OFF)
    link = offer(child=group.body, parent=local, kind=LinkKind.SERVICE, body=group.body, by=ana, now=NOW)
    say_yes(link=link, body=local, by=dora, now=NOW)
    return dora


def test_scenario_53_a_group_without_a_reachable_contact_stays_listed_as_unknown(group, ana, client):
    dora = linked_to_a_local_body(group, ana)
    for member in (ana, a_member("Cleo"), None):
        with pytest.raises(visits.NotTheirs):
            visits.could_not_be_reached(group=group, member=member, now=LATER)
    visits.could_not_be_reached(group=group, member=dora, now=LATER)
    assert state_of(group, now=LATER) == State.UNKNOWN
    assert list(listed_groups(now=LATER)) == [group]
    client.force_login(dora)
    assert "Would somebody nearby sit with them?" in client.get("/groups/tuesday-candlelight/life/").content.decode()
    assert "Tuesday Candlelight" in client.get("/bodies/north/").content.decode().partition("could not be reached")[2]
    visits.contact_answered(group=group, member=dora, now=LATER)
    assert state_of(group, now=LATER) == State.ACTIVE


def test_a_contact_that_answers_after_thirty_days_makes_a_group_known_and_not_before(group, ana):
    visits.contact_answered(group=group, member=ana, now=LATER - DAY)
    assert Group.objects.get(pk=group.pk).known_at is None
    visits.contact_answered(group=group, member=ana, now=LATER)
    assert Group.objects.get(pk=group.pk).known_at == LATER
    with pytest.raises(visits.NotTheirs):
        visits.contact_answered(group=group, member=None, now=LATER)


def test_the_mailbox_is_in_no_record_and_on_no_page_for_others(group, client):
    client.force_login(a_member("Cleo"))
    pages = "/groups/tuesday-candlelight/", "/groups/tuesday-candlelight/life/", "/groups/", "/meetings/candlelight/"
    assert [page for page in pages if "lamp@example.org" in client.get(page).content.decode()] == []
    assert "lamp@" not in str([line.facts for line in Record.objects.all()])
    assert Contact.objects.get().mailbox == "lamp@example.org"


def test_only_the_secretary_writes_the_contact_down(group):
    with pytest.raises(NotTheSecretary):
        visits.keep_contact(group=group, member=a_member("Cleo"), mailbox="x@example.org", now=NOW)
