"""A change of a listing suggested by whoever comes by: its answer, and that nothing of them is kept."""

from datetime import time, timedelta

import pytest

from groups.models import Answer, Evening, Meeting, Suggestion
from groups.rules import suggestions as rules
from groups.rules.history import before_the_last_change
from groups.rules.listings import edit_meeting
from groups.rules.refusals import ChangedMeanwhile, NotTheSecretary
from rotation.models import Record
from tests.groups.cast import NOW, a_group, a_meeting, a_member, belongs
from tests.groups.secretary import as_sent

pytestmark = pytest.mark.django_db

PAGE = "/meetings/candlelight/suggest/"
OURS = "/groups/tuesday-candlelight/suggestions/"
KEY = "a-key-of-this-form"


@pytest.fixture
def ana():
    return a_member("Ana")


@pytest.fixture
def meeting(ana):
    return a_meeting(a_group(secretary=ana), minutes=60, phone="1")


def suggested(meeting, words="", key=KEY, **changes):
    return rules.suggest(meeting=meeting, changes=changes, words=words, key=key, now=NOW)


def test_visitor_suggests_without_account_and_nothing_of_them_is_kept(client, meeting):
    sent = as_sent(client.get(PAGE), time="19:30", words="It moved in May.")
    there = client.post(PAGE, sent)["Location"]
    assert client.post(PAGE, sent)["Location"] == there  # sent twice, suggested once
    made = Suggestion.objects.get()
    assert (made.was, made.wanted, made.words) == ({"time": "20:00"}, {"time": "19:30"}, "It moved in May.")
    assert {field.name for field in Suggestion._meta.get_fields()} == {
        "id", "meeting", "address", "was", "wanted", "words", "made_at", "answered_at", "answer", "reason",
    }  # fmt: skip
    page = client.get(there)
    assert ["19:30" in page.content.decode(), page["Cache-Control"]] == [True, "no-store, private"]
    assert client.get("/suggestions/0123456789abcdef/").status_code == 404
    assert (Meeting.objects.get().time, Record.objects.exclude(verb="term-begun").count()) == (time(20), 0)


def test_nothing_is_suggested_where_nothing_differs_and_old_pages_are_noticed(client, meeting, ana):
    old = as_sent(client.get(PAGE))
    assert "Nothing would differ yet." in client.post(PAGE, old).content.decode()
    edit_meeting(meeting=meeting, member=ana, changes={"minutes": 90}, seen=0, now=NOW)
    assert "Someone else changed this" in client.post(PAGE, old | {"words": "Hm"}).content.decode()
    assert not Suggestion.objects.exists()


def test_only_so_much_waits_for_one_meeting(meeting):
    for number in range(rules.MOST_WAITING):
        suggested(meeting, "Once more", f"key {number}")
    with pytest.raises(rules.EnoughWaits):
        suggested(meeting, "Once more")


def test_taken_suggestion_is_a_change_like_the_secretarys_own(client, meeting, ana):
    made = suggested(meeting, time=time(19, 30), phone="2")
    client.force_login(ana)
    assert OURS in client.get("/meetings/candlelight/").content.decode()
    shown = client.get(OURS).content.decode()
    assert [word in shown for word in ("20:00", "19:30", "waiting since", "Take it")] == [True] * 4
    for _twice in range(2):
        client.post(OURS, {"take": made.pk, "version": "0"})
    kept = Meeting.objects.get()
    assert (kept.time, kept.phone, kept.version) == (time(19, 30), "2", 1)
    line = Record.objects.get(verb="meeting-changed")
    assert (str(line.alias), line.facts["suggested"], set(line.facts["changed"])) == ("Ana", True, {"time", "phone"})
    assert Evening.objects.filter(starts_at__minute=30).exists()  # laid out anew
    assert before_the_last_change(kept) == {"time": time(20), "phone": "1"}
    made.refresh_from_db()
    assert made.answer == Answer.TAKEN
    client.logout()
    assert "It was taken as it was suggested." in client.get(f"/suggestions/{made.address}/").content.decode()


def test_servant_changes_it_before_taking_it(client, meeting, ana):
    made = suggested(meeting, minutes=50, types=["O", "ES"])
    client.force_login(ana)
    page = client.get(f"{OURS}{made.pk}/")
    assert page.context["form"]["minutes"].value() == 50
    sent = {name: value for name, value in page.context["form"].data.items() if value is not None}
    assert client.post(f"{OURS}{made.pk}/", sent | {"minutes": 55}).status_code == 302
    made.refresh_from_db()
    assert (made.answer, Meeting.objects.get().minutes, Meeting.objects.get().types) == ("otherwise", 55, ["O"])


def test_declined_with_a_reason_and_not_without(client, meeting, ana):
    made = suggested(meeting, "It has closed", minutes=50)
    client.force_login(ana)
    assert client.post(OURS, {"decline": made.pk, "reason": " "}).status_code == 200
    client.post(OURS, {"decline": made.pk, "reason": "We still meet."})
    made.refresh_from_db()
    assert (made.answer, made.reason, Meeting.objects.get().minutes) == ("declined", "We still meet.", 60)
    with pytest.raises(rules.AlreadyAnswered):
        rules.take(suggestion=made, member=ana, changes={"minutes": 50}, seen=0, now=NOW)


def test_what_has_changed_since_is_shown_and_not_taken_unseen(client, meeting, ana):
    made = suggested(meeting, minutes=50)
    edit_meeting(meeting=meeting, member=ana, changes={"minutes": 90}, seen=0, now=NOW)
    client.force_login(ana)
    assert "The listing has changed since; now it says: 90" in client.get(OURS).content.decode()
    with pytest.raises(ChangedMeanwhile):
        rules.take(suggestion=made, member=ana, changes={"minutes": 50}, seen=0, now=NOW)
    made.refresh_from_db()
    assert (made.answered_at, Meeting.objects.get().minutes) == (None, 90)


def test_what_no_longer_fits_is_looked_at_first(client, meeting, ana):
    """Every other week is counted from a first day; the one it stood on was taken out since."""
    made = suggested(meeting, every=2)
    client.force_login(ana)
    assert client.post(OURS, {"take": made.pk, "version": "0"})["Location"] == f"{OURS}{made.pk}/"
    assert "Give the first day" in client.get(f"{OURS}{made.pk}/").content.decode()


def test_only_the_groups_own_servant_answers(client, meeting):
    made = suggested(meeting, minutes=50)
    ben = a_member("Ben")
    belongs(ben, meeting.group)
    with pytest.raises(NotTheSecretary):
        rules.decline(suggestion=made, member=ben, reason="No", now=NOW)
    client.force_login(ben)
    assert [client.get(OURS).status_code, client.get(f"{OURS}{made.pk}/").status_code] == [404, 404]


def test_answered_suggestions_are_forgotten_after_ninety_days(meeting, ana):
    made, waits = suggested(meeting, minutes=50), suggested(meeting, "Hm", "another key of it")
    rules.decline(suggestion=made, member=ana, reason="No", now=NOW)
    assert rules.forget_answered(now=NOW + timedelta(days=90)) == 0
    assert rules.forget_answered(now=NOW + timedelta(days=91)) == 1
    assert Suggestion.objects.get() == waits


@pytest.mark.parametrize("rows", [1, 3])
def test_page_of_suggestions_takes_the_same_queries(rows, client, meeting, ana, django_assert_num_queries):
    for number in range(rows):
        suggested(meeting, key=f"key {number}", minutes=50 + number)
    client.force_login(ana)
    client.get(OURS)
    with django_assert_num_queries(5):
        assert len(client.get(OURS).context["waiting"]) == rows
