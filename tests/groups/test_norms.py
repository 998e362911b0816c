"""How a group meets is versioned, read by its own people, and changed only by a decision that is told."""

from datetime import date, timedelta

import pytest
from django.db import DatabaseError, IntegrityError, transaction

from groups.models import Meeting, Norms
from groups.rules.listings import edit_meeting
from groups.rules.norms import Decision, script_changes
from groups.rules.refusals import WhichDecision
from rotation.models import Record
from tests.groups.cast import DECISION, NOW, a_group, a_meeting, a_member, belongs
from tests.groups.secretary import DECIDED, as_sent
from tests.groups.test_script_pages import SHARING, WELCOME

pytestmark = pytest.mark.django_db

NORMS = "/meetings/candlelight/norms/"
CUSTOMS = "/meetings/candlelight/customs/"
SCRIPT = "/meetings/candlelight/script/"


@pytest.fixture
def ana():
    return a_member("Ana")


@pytest.fixture
def candlelight(ana):
    return a_meeting(a_group(secretary=ana), script=[WELCOME, SHARING], languages=["en"])


def changes(meeting, member, now=NOW, decision=None, **what):
    seen = Meeting.objects.get(pk=meeting.pk).version
    return edit_meeting(meeting=meeting, member=member, changes=what, seen=seen, decision=decision, now=now)


def versions():
    return [(each.number, each.decision, each.carried_on) for each in Norms.objects.all()]


def test_first_decision_keeps_what_stood_before_and_what_it_made(ana, candlelight):
    changes(candlelight, ana, decision=DECISION, share_seconds=240, types=["O", "XT"], notes="Upstairs")
    before, after = Norms.objects.all()
    assert [before.number, before.decision, before.by, before.line] == [1, "", "", None]
    assert [after.number, after.decision, after.decided_on, after.by] == [2, DECISION.words, DECISION.on, "Secretary"]
    assert {name: value for name, value in after.norms.items() if before.norms[name] != value} == {
        "share_seconds": 240,
        "answers": True,
    }
    assert after.line == Record.objects.get(verb="meeting-changed")


@pytest.mark.parametrize(
    "what",
    [
        {"script": [SHARING]}, {"threshold": "knock"}, {"crosstalk_words": "We listen."}, {"types": ["POA"]},
        {"decides_by": "unity"}, {"profile": "aa"}, {"has_circle": False},
    ],
)  # fmt: skip
def test_norms_change_by_a_decision_only(ana, candlelight, what):
    with pytest.raises(WhichDecision):
        changes(candlelight, ana, **what)
    assert (Meeting.objects.get().version, Norms.objects.count()) == (0, 0)
    assert changes(candlelight, ana, decision=DECISION, **what) == list(what)


def test_time_place_and_mailbox_need_none(ana, candlelight):
    changes(candlelight, ana, minutes=50, types=["O"], place="Hall", safety_contact="safety@example.org")
    assert versions() == []


@pytest.mark.parametrize("decision", [Decision(" ", date(2026, 11, 20)), Decision("Tomorrow", date(2026, 11, 24))])
def test_decision_has_words_and_a_day_that_has_come(ana, candlelight, decision):
    with pytest.raises(WhichDecision):
        changes(candlelight, ana, decision=decision, share_seconds=240)


def test_note_goes_on_for_a_day_for_the_same_servant_and_meeting(ana, candlelight):
    noon = a_meeting(candlelight.group, "noon")
    changes(candlelight, ana, decision=DECISION, share_seconds=240)
    changes(candlelight, ana, now=NOW + timedelta(hours=23), share_seconds=300)
    with pytest.raises(WhichDecision):  # counted from when it was said, not from what went on from it
        changes(candlelight, ana, now=NOW + timedelta(hours=25), share_seconds=420)
    with pytest.raises(WhichDecision):
        changes(noon, ana, share_seconds=240)
    assert versions() == [(1, "", False), (2, DECISION.words, False), (3, DECISION.words, True)]


def test_profile_is_taken_over_freely_until_the_first_decision(ana, candlelight):
    def takes(mode):
        seen = Meeting.objects.get().version
        wanted = {"turn_mode": mode}
        edit_meeting(meeting=candlelight, member=ana, changes=wanted, seen=seen, setting_up=True, now=NOW)

    takes("round")
    takes("called")
    assert versions() == [(1, "", False), (2, "", False), (3, "", False)]
    changes(candlelight, ana, decision=DECISION, share_seconds=240)
    Norms.objects.filter(number=4).delete()
    takes("piece")  # nothing decided again
    changes(candlelight, ana, now=NOW - timedelta(days=2), decision=DECISION, share_seconds=300)
    with pytest.raises(WhichDecision):
        takes("silence")


def test_database_keeps_a_version_as_it_is_and_each_number_once(ana, candlelight):
    changes(candlelight, ana, decision=DECISION, share_seconds=240)
    kept = Norms.objects.get(number=2)
    for change in ({"decision": "Otherwise"}, {"norms": {}}, {"number": 7}):
        with pytest.raises(DatabaseError), transaction.atomic():
            Norms.objects.filter(pk=kept.pk).update(**change)
    facts = {"meeting": candlelight, "norms": {}, "saved_at": NOW}
    for more in ({"number": 2}, {"number": 0}, {"number": 3, "decision": "Undated"}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Norms.objects.create(**facts | more)
    assert Norms.objects.get(number=2).decision == DECISION.words


def test_script_tells_part_by_part_what_became_of_it():
    closing, reading = {"kind": "closing", "title": "End"}, {"kind": "reading", "title": "Text", "text": "New"}
    now = [SHARING, WELCOME | {"text": "Good evening."}, reading]
    told = [
        (each.what, (each.after or each.before)["title"]) for each in script_changes([WELCOME, SHARING, closing], now)
    ]
    assert told == [("changed", "Welcome"), ("new", "Text"), ("gone", "End")]
    moved = script_changes([WELCOME, SHARING, closing], [SHARING, closing, WELCOME])
    assert [(each.what, each.after["title"]) for each in moved] == [("moved", "Welcome")]
    assert [each.what for each in script_changes([SHARING], [SHARING, SHARING])] == ["new"]


# Pages


def test_form_without_its_decision_is_refused_kindly_and_loses_nothing(client, ana, candlelight):
    client.force_login(ana)
    for page, typed in ((CUSTOMS, "crosstalk_words"), (SCRIPT + "0/", "text")):
        sent = as_sent(client.get(page), **{typed: "My long words"}, decision=None, decided_on=None)
        answer = client.post(page, sent)
        assert [answer.status_code, "My long words" in answer.content.decode()] == [200, True]
        assert list(answer.context["decision"].errors) == ["decision", "decided_on"]
    answer = client.post(SCRIPT, {"version": 0, "later": "0"})
    assert [answer.status_code, list(answer.context["decision"].errors)] == [200, ["decision", "decided_on"]]
    assert Meeting.objects.get().version == 0


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({"decision": "Agreed", "decided_on": None}, "decided_on"),
        ({"decision": " ", "decided_on": "2026-11-20"}, "decision"),
        ({"decision": "Agreed", "decided_on": "2126-11-20"}, "decided_on"),
        ({"decision": "Agreed", "decided_on": "last week"}, "decided_on"),
        ({"decision": "x" * 301}, "decision"),
        ({"decision": "a\0b"}, "decision"),
    ],
)
def test_broken_note_is_said_at_its_field(client, ana, candlelight, said, field):
    client.force_login(ana)
    answer = client.post(CUSTOMS, as_sent(client.get(CUSTOMS), share_seconds=240, **said))
    assert (list(answer.context["decision"].errors), Meeting.objects.get().version) == ([field], 0)


def test_second_small_edit_shows_what_was_noted_and_goes_on(client, ana, candlelight):
    client.force_login(ana)
    client.post(SCRIPT, DECIDED | {"version": 0, "later": "0"})
    assert f"“{DECIDED['decision']}”" in client.get(SCRIPT).content.decode()
    assert client.post(SCRIPT, {"version": 1, "later": "0", "decision": "", "decided_on": ""}).status_code == 302
    assert [each[1:] for each in versions()] == [("", False), (DECIDED["decision"], False), (DECIDED["decision"], True)]
    undone = client.post("/meetings/candlelight/undo/", {"version": 2, "decision": "", "decided_on": ""})
    assert list(undone.context["decision"].errors) == ["decision", "decided_on"]  # never under what it undoes
    assert 'href="#id_decision"' in undone.content.decode()


def test_groups_own_people_read_each_version_and_its_servant_goes_back(client, ana, candlelight):
    changes(candlelight, ana, decision=DECISION, share_seconds=240, script=[SHARING])
    changes(candlelight, ana, decision=Decision("Shorter", date(2026, 11, 22)), share_seconds=120)
    ben = a_member("Ben")
    belongs(ben, candlelight.group)
    client.force_login(ben)
    shown = client.get(NORMS).content.decode()
    assert [words in shown for words in ("Shorter", DECISION.words, "Secretary", "The script")] == [True] * 4
    assert shown.index("Shorter") < shown.index(DECISION.words)
    version = client.get(NORMS + "2/").content.decode()
    assert [words in version for words in ("3 minutes", "4 minutes", "Come in.", "Go back to this")] == [
        True, True, True, False,
    ]  # fmt: skip
    assert client.post(NORMS + "2/", DECIDED | {"version": 2}).status_code == 404
    client.force_login(ana)
    old = Norms.objects.get(number=2).norms
    answer = client.post(NORMS + "1/", {"version": 2, "decision": "", "decided_on": ""})
    assert (answer.status_code, list(answer.context["decision"].errors)) == (
        200,
        ["decision", "decided_on"],
    )  # one of its own
    assert client.post(NORMS + "1/", DECIDED | {"version": 2}).status_code == 302
    kept = Meeting.objects.get()
    assert (kept.version, kept.share_seconds, kept.script) == (3, 180, [WELCOME, SHARING])
    assert client.post(NORMS + "2/", DECIDED | {"version": 3}).status_code == 302
    assert (Norms.objects.last().number, Norms.objects.last().norms) == (5, old)
    assert client.get(NORMS + "9/").status_code == 404


def test_outsiders_do_not_learn_that_there_are_versions(client, ana, candlelight):
    changes(candlelight, ana, decision=DECISION, share_seconds=240)
    for member in (None, a_member("Cleo")):
        if member:
            client.force_login(member)
        assert [client.get(page).status_code for page in (NORMS, NORMS + "2/")] == [404, 404]
        assert NORMS not in client.get("/meetings/candlelight/").content.decode()
    client.force_login(ana)
    assert NORMS in client.get("/meetings/candlelight/").content.decode()


@pytest.mark.parametrize("rows", [1, 3])
def test_versions_take_the_same_queries_however_many(client, ana, candlelight, rows, django_assert_num_queries):
    for seconds in range(rows):
        changes(candlelight, ana, decision=DECISION, share_seconds=240 + seconds)
    client.force_login(ana)
    client.get(NORMS)
    with django_assert_num_queries(7):
        assert len(client.get(NORMS).context["versions"]) == rows + 1
