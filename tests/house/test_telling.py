"""A body's record as its own people read it: plain words, the day, and nobody else."""

import ast
import re

import pytest

from members.panels import panels
from rotation.models import Body, Record
from rotation.rules.record import note
from tests.house.tree import code_of, storey_files
from tests.rotation.cast import NOW, a_body, a_member, a_role, a_term

pytestmark = pytest.mark.django_db

RECORD = "/bodies/morning-committee/record/"


def lines(client, page=RECORD):
    return [(str(line.day), line.words, line.by) for line in client.get(page).context["lines"]]


@pytest.fixture
def ana(client):
    """Ana serves; the record already says so."""
    ana, body = a_member("Ana"), a_body(zone="Pacific/Kiritimati")  # already the next day there
    note(body=body, member=None, verb="planted", facts={}, now=NOW)
    a_term(ana, a_role(body))
    client.force_login(ana)
    return ana


def test_record_is_read_newest_first_by_the_day_in_the_bodys_own_zone(client, ana):
    body = Body.objects.get()
    note(body=body, member=ana, verb="circle-held", facts={"day": "2026-10-02", "people": 4}, now=NOW)
    assert lines(client) == [
        ("2026-10-02", "A circle was held, with 4 people.", "Ana"),
        ("2026-11-24", "A term as Secretary was written down, from Nov. 1, 2026 until May 1, 2027.", ""),
        ("2026-11-24", "This body was set up.", ""),
    ]
    assert not re.search(r"\d\d:\d\d", client.get(RECORD).content.decode().partition("<main")[2])


def test_outsiders_do_not_learn_that_there_is_a_record(client, ana):
    for member in (a_member("Cleo"), None):
        client.logout() if member is None else client.force_login(member)
        assert client.get(RECORD).status_code == 404
        assert RECORD not in client.get("/bodies/morning-committee/").content.decode()
    client.force_login(ana)
    assert RECORD in client.get("/bodies/morning-committee/").content.decode()


def test_whoever_asked_to_be_erased_is_a_member_here_too(client, ana):
    ben = a_member("Ben")
    body = Body.objects.get()
    note(body=body, member=ben, verb="planted", facts={}, now=NOW)
    assert lines(client)[0][2] == "Ben"
    panels("forget_member", room="rules.forgetting", member=ben)
    assert lines(client)[0][2] == "a member"


@pytest.mark.parametrize("rows", [1, 3])
def test_record_page_takes_the_same_queries_however_long_it_is(rows, client, ana, django_assert_num_queries):
    body = Body.objects.get()
    for _row in range(rows):
        note(body=body, member=ana, verb="meeting-changed", facts={"meeting": "x", "changed": {"script": {}}}, now=NOW)
    client.get(RECORD)
    with django_assert_num_queries(7):
        said = lines(client)
    assert said[0][1] == "The script of x was changed."
    assert len(said) == rows + 2


def test_long_record_lies_on_several_pages(client, ana):
    body = Body.objects.get()
    for _row in range(40):
        note(body=body, member=None, verb="planted", facts={}, now=NOW)
    first, second = (client.get(f"{RECORD}?page={page}").context["lines"] for page in (1, 2))
    assert [len(first), len(second)] == [30, 12]


def test_page_has_words_for_every_line_the_house_writes(client, ana):
    """Whoever lets a rule note something new says here what it means."""
    said = {
        keyword.value.value
        for path in storey_files("*.py")
        for call in ast.walk(code_of(path))
        if isinstance(call, ast.Call)
        for keyword in call.keywords
        if keyword.arg == "verb" and getattr(call.func, "id", "") in ("note", "_change", "_note_in_both")
        if isinstance(keyword.value, ast.Constant)
    }
    facts = {
        "role": "Secretary", "starts_on": "2026-11-01", "ends_on": "2027-05-01", "before": "2027-05-01", "after": "2026-12-01",
        "valid_until": "2027-05-01", "day": "2026-11-01", "people": 2, "meeting": "x", "changed": {"time": {}}, "picture": "p",
        "child": "Lamp", "parent": "North", "neighbour": "Harbour", "group": "Lamp", "into": "Harbour",
        "source": "Neighbours", "totals": {"new": 1}, "version": 1, "by": "body", "of": "North",
        "reason": "r", "from_on": "2026-11-01", "back_on": "2026-11-02", "code": "PIE", "name": "with pie",
        "asked": "Sundays?", "eligible": 5, "title": "Delegate", "for": 3, "against": 3, "names": 2,
    }  # fmt: skip
    body = Body.objects.get()
    written = [note(body=body, member=None, verb=verb, facts=facts, now=NOW) for verb in sorted(said)]
    told = dict(panels("tell", room="rules.telling", lines=Record.objects.filter(pk__in=[line.pk for line in written])))
    assert len(said) >= 9
    assert [line.verb for line in written if not told.get(line.pk)] == []
