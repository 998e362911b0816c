""" "Something is wrong here": whom it reaches, and how it is taken up, put down and answered."""

from datetime import timedelta

import pytest

from groups.models import Concern, Contact, Wrong
from groups.rules import concerns as rules
from groups.rules.visits import keep_contact
from rotation.models import Body, BodyKind, Link, LinkKind, Record
from tests.groups.cast import FAR_OFF, LONG_AGO, NOW, a_group, a_meeting, a_member, belongs
from tests.groups.secretary import as_sent
from tests.rotation.cast import a_role, a_term

pytestmark = pytest.mark.django_db

PAGE, QUEUE = "/meetings/candlelight/wrong/", "/bodies/north/concerns/"


def a_body_above(child, slug="north", *, servant=None, kind=LinkKind.SERVICE, **facts):
    body = Body.objects.create(kind=BodyKind.AREA, name=slug.title(), slug=slug, created_at=NOW)
    yes = facts or {"child_yes_at": NOW, "parent_yes_at": NOW}
    Link.objects.create(child=child, parent=body, kind=kind, offered_at=NOW, **yes)
    if servant is not None:
        a_term(servant, a_role(body), starts_on=LONG_AGO, ends_on=FAR_OFF)
    return body


@pytest.fixture
def meeting():
    return a_meeting(a_group(secretary=a_member("Ana")))


def said(meeting, key="k", wrong=Wrong.WAY, words=""):
    return rules.say_wrong(group=meeting.group, meeting=meeting, wrong=wrong, words=words, key=key, now=NOW)


def test_it_reaches_the_local_body_else_the_group_else_the_whole():
    group = a_group()
    assert rules.whom_it_reaches(group, now=NOW) == group.body  # nobody serves anywhere: it waits with the group
    whole = a_body_above(a_group(slug="other").body, "whole", servant=a_member("Whole"))
    assert rules.whom_it_reaches(group, now=NOW) == whole
    local = a_body_above(group.body)
    upper = a_body_above(local, "upper", servant=a_member("Upper"))
    assert rules.whom_it_reaches(group, now=NOW) == upper  # the nearest above in which somebody serves
    a_term(a_member("Ana"), a_role(group.body, "Host", ("host",)), starts_on=LONG_AGO, ends_on=FAR_OFF)
    assert rules.whom_it_reaches(group, now=NOW) == group.body
    a_term(a_member("Dora"), a_role(local), starts_on=LONG_AGO, ends_on=FAR_OFF)
    assert rules.whom_it_reaches(group, now=NOW) == local


def test_that_somebody_was_hurt_is_read_by_somebody_else_than_the_group(client):
    ana = a_member("Ana")
    meeting = a_meeting(a_group(secretary=ana))
    group = meeting.group

    def reached(key):
        return [said(meeting, key, Wrong.HURT).body, rules.whom_harm_reaches(group, now=NOW)]

    shown = client.get(PAGE).content.decode()
    assert reached("nobody else") == [group.body] * 2
    assert ["only the group itself would read it" in shown, "whom you can talk to" in shown] == [True, True]
    whole = a_body_above(a_group(slug="other").body, "whole", servant=a_member("Whole"))
    assert reached("the whole") == [whole] * 2
    welcoming = Body.objects.create(kind=BodyKind.AREA, name="Welcome", slug="welcome", created_at=NOW)
    a_term(a_member("Wim"), a_role(welcoming, "Welcome", ("welcome",)), starts_on=LONG_AGO, ends_on=FAR_OFF)
    Link.objects.create(
        child=welcoming, parent=whole, kind=LinkKind.SERVICE, offered_at=NOW, child_yes_at=NOW, parent_yes_at=NOW
    )
    assert reached("who welcomes") == [welcoming] * 2
    assert "those who serve in Welcome" in client.get(PAGE).content.decode()
    local = a_body_above(group.body, servant=ana)
    assert reached("she serves there too, and nobody else") == [welcoming] * 2
    a_term(a_member("Dora"), a_role(local, "Treasurer", ()), starts_on=LONG_AGO, ends_on=FAR_OFF)
    assert reached("somebody else as well") == [local] * 2
    assert whole.pk != rules.whom_it_reaches(group, now=NOW).pk == local.pk


def test_whoever_was_hurt_reads_a_word_of_comfort_and_where_help_is(client, meeting):
    shown = client.get(client.post(PAGE, as_sent(client.get(PAGE), wrong="hurt"))["Location"]).content.decode()
    assert ["you need not be alone with it" in shown, 'href="/help/">Someone to talk to' in shown] == [True, True]


def test_a_place_that_only_a_list_names_counts_until_the_group_answers_for_itself():
    listed, claimed = a_group(claimed=False), a_group(slug="claimed")
    north = a_body_above(listed.body, servant=a_member("Dora"), source="Directory")
    Link.objects.create(child=claimed.body, parent=north, kind=LinkKind.SERVICE, offered_at=NOW, source="Directory")
    a_term(a_member("Ana"), a_role(claimed.body), starts_on=LONG_AGO, ends_on=FAR_OFF)
    assert [rules.whom_it_reaches(group, now=NOW) for group in (listed, claimed)] == [north, claimed.body]


def test_visitor_says_it_without_account_and_reads_the_answer(client, meeting):
    dora = a_member("Dora")
    north = a_body_above(meeting.group.body, servant=dora)
    page = client.get(PAGE)
    assert "This reaches those who serve in North." in page.content.decode()
    assert client.post(PAGE, as_sent(page, wrong="else")).status_code == 400
    sent = as_sent(page, wrong="unreached", words="Nobody answers.")
    there = client.post(PAGE, sent)["Location"]
    assert [client.post(PAGE, sent)["Location"], Concern.objects.get().body] == [there, north]
    assert "It waits for those who serve in North" in client.get(there).content.decode()
    client.force_login(dora)
    assert QUEUE in client.get("/bodies/north/").content.decode()
    client.post(QUEUE, {"act": "take-up", "concern": Concern.objects.get().pk})
    shown = client.get(QUEUE).content.decode()
    assert ["Nobody answers." in shown, "Dora is with it" in shown, "waiting since today" in shown] == [True] * 3
    client.post(QUEUE, {"act": "answer", "concern": Concern.objects.get().pk, "words": "We will go and see."})
    client.logout()
    page = client.get(there)
    assert ["We will go and see." in page.content.decode(), page["Cache-Control"]] == [True, "no-store, private"]
    assert Record.objects.exclude(verb="term-begun").count() == 0


def test_pages_say_whose_group_it_is_and_agree_on_who_keeps_the_listing(client, meeting):
    ana = meeting.group.body.roles.get().terms.get().alias.member
    client.force_login(ana)
    assert "about your own group" in client.get(f"/bodies/{meeting.group.body.slug}/concerns/").content.decode()
    lonely = a_meeting(a_group(slug="lonely"), slug="lonely")

    def both(words):
        pages = [client.get(f"/meetings/lonely/{page}/").content.decode() for page in ("wrong", "suggest")]
        return [words in page for page in pages]

    assert both("Nobody keeps this listing just now.") == [True, True]
    dora = a_member("Dora")
    a_body_above(lonely.group.body, servant=dora)
    assert both("hoever serves in North") == [True, True]
    client.force_login(dora)
    assert "about groups near you" in client.get(QUEUE).content.decode()


def test_one_puts_it_down_and_another_takes_it_up(meeting):
    dora, eve = a_member("Dora"), a_member("Eve")
    north = a_body_above(meeting.group.body, servant=dora)
    a_term(eve, a_role(north, "Treasurer", ()), starts_on=LONG_AGO, ends_on=FAR_OFF)
    concern = said(meeting)
    rules.take_up(concern=concern, member=dora, now=NOW)
    with pytest.raises(rules.AnotherHasIt):
        rules.take_up(concern=concern, member=eve, now=NOW)
    rules.put_down(concern=concern, member=eve, now=NOW)
    assert str(rules.take_up(concern=concern, member=eve, now=NOW).held_by) == "Eve"
    dora_serves_no_more = NOW + timedelta(days=400_000)
    with pytest.raises(rules.NotServingHere):
        rules.answer(concern=concern, member=dora, words="Hm", now=dora_serves_no_more)


def test_those_above_can_ask_for_the_visit(client, meeting):
    dora, group = a_member("Dora"), meeting.group
    a_body_above(group.body, servant=dora)
    keep_contact(group=group, member=group.body.roles.get().terms.get().alias.member, mailbox="a@example.org", now=NOW)
    concern = said(meeting, wrong=Wrong.UNREACHED)
    client.force_login(dora)
    assert "ask for a visit" in client.get(QUEUE).content.decode()
    for _twice in range(2):
        client.post(QUEUE, {"act": "visit", "concern": concern.pk})
    assert Contact.objects.get().unreached_at is not None
    assert "/groups/tuesday-candlelight/life/" in client.get(QUEUE).content.decode()


def test_outsiders_read_no_queue_and_only_so_much_waits(client, meeting):
    ben = a_member("Ben")
    belongs(ben, meeting.group)
    a_body_above(meeting.group.body, servant=a_member("Dora"))
    for number in range(rules.MOST_WAITING):
        said(meeting, key=f"key {number}")
    with pytest.raises(rules.EnoughWaits):
        said(meeting, key="one more")
    for who in (ben, meeting.group.body.roles.get().terms.get().alias.member):
        client.force_login(who)
        assert client.get(QUEUE).status_code == 404


def test_answered_concerns_are_forgotten_after_ninety_days(meeting):
    dora = a_member("Dora")
    a_body_above(meeting.group.body, servant=dora)
    rules.answer(concern=said(meeting), member=dora, words="Thank you.", now=NOW)
    said(meeting, "waits still")
    found = [rules.forget_concerns(now=NOW + timedelta(days=days)) for days in (90, 91)]
    assert [found, Concern.objects.count()] == [[0, 1], 1]


@pytest.mark.parametrize("rows", [1, 3])
def test_queue_takes_the_same_queries(rows, client, meeting, django_assert_num_queries):
    dora = a_member("Dora")
    a_body_above(meeting.group.body, servant=dora)
    for number in range(rows):
        said(meeting, key=f"key {number}")
    client.force_login(dora)
    client.get(QUEUE)
    with django_assert_num_queries(6):
        assert len(client.get(QUEUE).context["waiting"]) == rows
