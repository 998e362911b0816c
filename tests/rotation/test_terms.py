from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import IntegrityError, transaction

from rotation.access import duties_of
from rotation.models import Duty, Record, Term
from rotation.rules.refusals import EndsBeforeItStarts, NotEarlier, ThatDayIsOver
from rotation.rules.terms import begin, end_early
from tests.rotation.cast import NOW, a_body, a_member, a_role, a_term

pytestmark = pytest.mark.django_db


def test_begin_gives_the_powers_and_one_line_of_record():
    ana, ben = a_member("Ana"), a_member("Ben")
    role = a_role(a_body(), duties=(Duty.SECRETARY, Duty.HOST))
    term = begin(role=role, member=ana, starts_on=date(2026, 11, 1), ends_on=date(2027, 5, 1), by=ben, now=NOW)
    assert duties_of(member=ana, body=role.body, now=NOW) == {"secretary", "host"}
    assert list(Record.objects.values_list("verb", "alias__name", "facts")) == [
        (
            "term-begun",
            "Ben",
            {"term": term.pk, "role": "Secretary", "starts_on": "2026-11-01", "ends_on": "2027-05-01"},
        )
    ]


def test_begin_refuses_a_term_that_ends_before_it_starts_and_so_does_the_database_invariant_2():
    ana, role = a_member("Ana"), a_role(a_body())
    day = date(2026, 11, 1)
    with pytest.raises(EndsBeforeItStarts):
        a_term(ana, role, starts_on=day, ends_on=day)
    term = a_term(ana, role)
    with pytest.raises(IntegrityError, match="a_term_ends_after_it_starts"), transaction.atomic():
        Term.objects.filter(pk=term.pk).update(ends_on=term.starts_on)


@pytest.mark.parametrize(
    ("zone", "midnight"),
    [
        ("UTC", datetime(2027, 5, 1, 0, 0, tzinfo=UTC)),
        ("Pacific/Auckland", datetime(2027, 4, 30, 12, 0, tzinfo=UTC)),
        ("America/Los_Angeles", datetime(2027, 5, 1, 7, 0, tzinfo=UTC)),
    ],
)
def test_powers_end_at_midnight_in_the_bodys_zone_with_no_job_run_invariant_6(zone, midnight):
    ana = a_member("Ana")
    role = a_role(a_body(zone=zone))
    a_term(ana, role, ends_on=date(2027, 5, 1))
    last = midnight - timedelta(microseconds=1)
    assert duties_of(member=ana, body=role.body, now=last) == {"secretary"}
    assert duties_of(member=ana, body=role.body, now=midnight) == set()


def test_powers_begin_on_the_first_day_and_belong_to_one_body_only_invariant_49():
    ana, cleo = a_member("Ana"), a_member("Cleo")
    role, other = a_role(a_body()), a_body("Evening Committee", slug="evening-committee")
    a_term(ana, role, starts_on=date(2026, 11, 24))
    tomorrow = NOW + timedelta(days=1)
    assert duties_of(member=ana, body=role.body, now=NOW) == set()
    assert duties_of(member=ana, body=role.body, now=tomorrow) == {"secretary"}
    assert duties_of(member=ana, body=other, now=tomorrow) == set()
    assert duties_of(member=cleo, body=role.body, now=tomorrow) == set()
    assert duties_of(member=None, body=role.body, now=tomorrow) == set()


def test_end_early_takes_the_powers_from_that_day_and_keeps_what_was_planned_in_the_record():
    ana = a_member("Ana")
    term = a_term(ana, a_role(a_body()))
    end_early(term=term, on=date(2026, 11, 25), by=ana, now=NOW)
    body = term.role.body
    assert duties_of(member=ana, body=body, now=NOW + timedelta(days=1)) == {"secretary"}
    assert duties_of(member=ana, body=body, now=NOW + timedelta(days=2)) == set()
    line = Record.objects.get(verb="term-ended-early")
    assert (line.alias.name, line.facts) == (
        "Ana",
        {"term": term.pk, "role": "Secretary", "before": "2027-05-01", "after": "2026-11-25"},
    )


@pytest.mark.parametrize(
    ("starts_on", "on", "refusal"),
    [
        (date(2026, 11, 1), date(2026, 11, 22), ThatDayIsOver),
        (date(2026, 11, 1), date(2027, 5, 1), NotEarlier),
        (date(2026, 11, 23), date(2026, 11, 23), EndsBeforeItStarts),
    ],
)
def test_end_early_refuses_other_days_and_changes_nothing(starts_on, on, refusal):
    term = a_term(a_member("Ana"), a_role(a_body()), starts_on=starts_on)
    with pytest.raises(refusal):
        end_early(term=term, on=on, by=None, now=NOW)
    term.refresh_from_db()
    assert (term.ends_on, Record.objects.count()) == (date(2027, 5, 1), 1)
