"""A person who served and belonged asks to be forgotten: what goes, and what the groups keep."""

import json

import pytest
from django.db import connection

from groups.models import Membership
from members.models import Member
from rotation.models import Alias, Record, Term
from rotation.rules.record import note
from tests.groups.cast import FAR_OFF, LONG_AGO, NOW, a_group, belongs
from tests.members.cast import PASSWORD, a_member, signed_in

pytestmark = pytest.mark.django_db
NAME = "Ana Canary"


@pytest.fixture
def ana(client):
    """Ana serves as secretary of one group, belongs to another, and a line of record says what she did."""
    member = a_member(NAME)
    group = a_group(secretary=member)
    note(body=group.body, member=member, verb="listing-changed", facts={}, now=NOW)
    belongs(member, a_group("The Porch", slug="the-porch"))
    return signed_in(client, member)


def everything_written():
    """Every row of every table of the house, as text; sealed sessions are looked at by tests of their own."""
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")
            for row in cursor.fetchall():
                yield f"{table} {row}"


def test_all_storeys_say_what_they_hold(ana):
    page = ana.get("/you/privacy/")
    lines = {part.key: part.lines for part in page.context["held"] if part.key != "you"}
    assert lines == {
        "service": [
            "In Tuesday Candlelight you go by the name Ana Canary.",
            "Secretary in Tuesday Candlelight, from Jan. 1, 2000 until Jan. 1, 2999.",
            "1 line in the record of Tuesday Candlelight.",
        ],
        "groups": ["You belong to The Porch since Nov. 16, 2026."],
    }
    file = json.loads(ana.post("/you/privacy/").content)
    assert (file["service"], file["groups"]) == (
        [
            {
                "body": "Tuesday Candlelight",
                "name": NAME,
                "terms": [{"role": "Secretary", "starts_on": "2000-01-01", "ends_on": "2999-01-01"}],
                "record": [{"what": "listing-changed", "facts": {}, "at": "2026-11-23T12:00:00Z"}],
            }
        ],
        [{"group": "The Porch", "since": "2026-11-16", "until": None}],
    )


def test_erased_person_leaves_only_the_service_and_its_days(ana):
    """Scenario 69 (domain.md)."""
    assert ana.post("/you/privacy/erase/", {"password": PASSWORD}).status_code == 200
    assert (Member.objects.count(), Membership.objects.count()) == (0, 0)
    (term,) = Term.objects.all()
    kept = [str(term.alias), term.role.title, term.starts_on, term.ends_on]
    assert kept == ["a member", "Secretary", LONG_AGO, FAR_OFF]


def test_invariant_64_erasing_empties_names_and_the_record_stands(ana):
    """Scenario 69 (domain.md)."""
    before = list(Record.objects.values_list("pk", "body", "alias", "verb", "facts", "at"))
    assert [row for row in everything_written() if "Canary" in row]
    ana.post("/you/privacy/erase/", {"password": PASSWORD})
    assert list(Record.objects.values_list("pk", "body", "alias", "verb", "facts", "at")) == before
    assert list(Alias.objects.values_list("member", "name")) == [(None, "")]
    assert [row for row in everything_written() if "Canary" in row] == []
    assert "Canary" not in ana.get("/groups/tuesday-candlelight/").content.decode()
