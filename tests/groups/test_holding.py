"""A link, number or place given by anyone but the group's own servant waits for the group's yes; both answers can be undone."""

from datetime import time

import pytest

from groups.models import HeldChange, Meeting, Side
from groups.rules import answering, suggestions
from groups.rules.history import before_the_last_change
from groups.rules.holding import hold_back
from groups.rules.listings import edit_meeting
from groups.rules.refusals import NotTheSecretary
from rotation.models import Body, BodyKind, LinkKind, Record
from rotation.rules.links import offer, say_yes
from tests.groups.cast import FAR_OFF, LONG_AGO, NOW, a_group, a_meeting, a_member
from tests.rotation.cast import a_role, a_term

pytestmark = pytest.mark.django_db

PAGE = "/groups/tuesday-candlelight/held/"
OLD, NEW = "https://example.org/ours", "https://example.org/theirs"


@pytest.fixture
def ana():
    return a_member("Ana")


@pytest.fixture
def meeting(ana):
    return a_meeting(a_group(secretary=ana), link=OLD, phone="1")


def by_a_list(of="North list", **wanted):
    return hold_back(wanted={Meeting.objects.get().pk: wanted}, side=Side.SOURCE, of=of, now=NOW)


def now_there():
    kept = Meeting.objects.get()
    return kept.link, kept.phone


def test_link_given_by_a_list_waits_and_what_was_there_stays_in_force(client, meeting, ana):
    assert by_a_list(link=NEW, phone="1", time=time(9)) == {meeting.pk: {"link"}}
    assert now_there() == (OLD, "1")
    assert NEW not in client.get("/meetings/candlelight/").content.decode()
    client.force_login(ana)
    assert "change by others waits" in client.get("/").content.decode()
    assert PAGE in client.get("/meetings/candlelight/").content.decode()
    shown = client.get(PAGE).content.decode()
    assert [word in shown for word in (OLD, NEW, "North list", "Yes, this is ours")] == [True] * 4
    client.post(PAGE, {"yes": HeldChange.objects.get().pk})
    assert now_there() == (NEW, "1")
    line = Record.objects.get(verb="meeting-changed")
    changed = {"link": {"before": OLD, "after": NEW}}
    assert line.facts == {"meeting": "candlelight", "by": "source", "of": "North list", "changed": changed}
    assert before_the_last_change(Meeting.objects.get()) == {"link": OLD}  # a yes is undone like any change


def test_no_keeps_the_old_is_not_asked_again_and_can_be_turned(client, meeting, ana):
    by_a_list(link=NEW)
    client.force_login(ana)
    for _twice in range(2):
        client.post(PAGE, {"no": HeldChange.objects.get().pk})
    line = Record.objects.get(verb="change-not-ours")
    assert line.facts["offered"] == {"link": {"before": OLD, "after": NEW}}
    assert by_a_list(link=NEW) == {meeting.pk: {"link"}}
    assert HeldChange.objects.count() == 1
    assert "Take it after all" in client.get(PAGE).content.decode()
    for _twice in range(2):
        client.post(PAGE, {"yes": HeldChange.objects.get().pk})
    assert [now_there(), Record.objects.filter(verb="meeting-changed").count()] == [(NEW, "1"), 1]


def test_newer_value_takes_the_place_of_one_that_waits_and_what_is_gone_is_waited_for_no_more(meeting):
    by_a_list(link=NEW)
    by_a_list(of="South list", phone="2")
    by_a_list(link=NEW + "/2", phone="3")
    waits = HeldChange.objects.filter(answered_at=None, of="North list").values_list("wanted", flat=True)
    assert list(waits) == [{"link": NEW + "/2", "phone": "3"}]
    by_a_list(link=OLD, phone="1")
    assert [each.of for each in HeldChange.objects.all()] == ["South list"]


def test_listing_nobody_answers_for_holds_nothing_back():
    """The list it came from is its only voice."""
    group = a_group(claimed=False)
    a_meeting(group, link=OLD)
    assert by_a_list(link=NEW) == {}
    assert not HeldChange.objects.exists()


@pytest.mark.parametrize("rows", [1, 3])
def test_any_number_of_meetings_is_held_back_by_the_same_queries(rows, meeting, django_assert_num_queries):
    wanted = {meeting.pk: {"link": NEW}}
    for number in range(rows - 1):
        wanted[a_meeting(meeting.group, f"m{number}").pk] = {"link": NEW, "notes": "x"}
    with django_assert_num_queries(5):  # two of them are the transaction's
        held = hold_back(wanted=wanted, side=Side.SOURCE, of="North list", now=NOW)
    assert held == {pk: {"link"} for pk in wanted}


def test_only_the_groups_own_servant_says_whether_it_is_theirs(client, meeting):
    by_a_list(link=NEW)
    for rule in (answering.this_is_ours, answering.keep_ours):
        with pytest.raises(NotTheSecretary):
            rule(held=HeldChange.objects.get(), member=a_member(rule.__name__), now=NOW)
    assert now_there() == (OLD, "1")


def test_suggestion_taken_by_the_local_body_changes_all_but_where_people_would_go(client, meeting, ana):
    dora = a_member("Dora")
    local = Body.objects.create(kind=BodyKind.AREA, name="North", slug="north", created_at=NOW)
    a_term(dora, a_role(local), starts_on=LONG_AGO, ends_on=FAR_OFF)
    group = meeting.group
    link = offer(child=group.body, parent=local, kind=LinkKind.SERVICE, body=group.body, by=ana, now=NOW)
    say_yes(link=link, body=local, by=dora, now=NOW)
    made = suggestions.suggest(meeting=meeting, changes={"minutes": 50, "link": NEW}, words="", key="k", now=NOW)
    taking = {"suggestion": made, "member": dora, "changes": {"minutes": 50, "link": NEW}, "seen": 0, "now": NOW}
    with pytest.raises(NotTheSecretary):  # the group has a servant of its own
        suggestions.take(**taking)
    group.body.roles.all()[0].terms.update(ends_on=NOW.date())
    client.force_login(dora)
    assert "/groups/tuesday-candlelight/suggestions/" in client.get("/bodies/north/").content.decode()
    assert suggestions.take(**taking).answer == "in part"
    kept = Meeting.objects.get()
    assert [kept.minutes, kept.link, HeldChange.objects.get().of] == [50, OLD, "North"]
    line = Record.objects.get(body=group.body, verb="meeting-changed")
    assert [line.alias, line.facts["by"], line.facts["of"], line.facts["suggested"]] == [None, "body", "North", True]
    assert client.get(PAGE).status_code == 404


def test_a_secretarys_own_change_waits_for_nobody(meeting, ana):
    edit_meeting(meeting=meeting, member=ana, changes={"link": NEW}, seen=0, now=NOW)
    assert [now_there(), HeldChange.objects.count()] == [(NEW, "1"), 0]
