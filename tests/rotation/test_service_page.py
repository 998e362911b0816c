"""How service goes round, as a page: what is free to everyone, who serves to the body's own, days to whoever serves.

Scenario 49 (domain.md).
"""

from datetime import date, datetime, timedelta

import pytest
from django.utils import timezone

from rotation.access import duties_of
from rotation.forms import TermForm
from rotation.models import Chosen, Duty, Role, Term, TermKind
from rotation.rules.asking import YourTermEnds, asked_alone, glad_to_stay, pass_it_on
from rotation.rules.refusals import NotTheirs
from rotation.rules.service import places_of
from rotation.rules.terms import begin
from tests.rotation.cast import NOW, a_body, a_member, a_role, a_term

pytestmark = [pytest.mark.django_db, pytest.mark.once]
PAGE = "/bodies/morning-committee/service/"
TODAY = date(2026, 11, 23)


@pytest.fixture
def ana():
    """Ana serves as secretary; there is a free role for whoever would like it."""
    ana, body = a_member("Ana"), a_body()
    a_term(ana, a_role(body), starts_on=date(2026, 1, 1), ends_on=date(2999, 1, 1))
    a_role(body, "Tea", (Duty.GREET,), chosen=Chosen.VOLUNTEER)
    return ana


def words(client, member=None):
    client.logout() if member is None else client.force_login(member)
    return client.get(PAGE).content.decode()


def test_scenario_49_what_is_free_is_seen_by_everyone_and_names_by_the_bodys_own(client, ana):
    for outsider in (None, a_member("Cleo")):
        page = words(client, outsider)
        assert "Ana" not in page
        assert "Someone is serving." in page
        assert "Nobody has served yet." in page
        assert "Meanwhile whoever is there does it." in page
        assert "<form" not in page.partition("<main")[2].partition("</main>")[0]
    assert "Ana serves, until Jan. 1, 2999." in words(client, ana)


def test_secretary_names_a_role_and_writes_down_who_begins(client, ana):
    client.force_login(ana)
    role = {
        "title": "Host",
        "months": "3",
        "longest_months": "12",
        "seats": "1",
        "alternates": "0",
        "shadow_weeks": "0",
    }
    role |= {"away_months": "0", "part_terms": "half", "state": "open", "duties": ["host"]}
    for _twice in range(2):
        client.post(f"{PAGE}new/", role)
    host, ben = Role.objects.get(title="Host"), a_member("Ben")
    today = timezone.now().date()
    term = {"do": "write-down", "role": host.pk, "name": "Ben", "kind": "standing", "chosen": "acclaimed"}
    term |= {"starts_on": today, "ends_on": today + timedelta(60)}
    for _twice in range(2):
        client.post(PAGE, term)
    assert Term.objects.get(role=host).chosen == "acclaimed"
    form = TermForm({**term, "ends_on": "", "starts_on": "2026-11-24"}, body=host.body)
    assert [form.is_valid(), form.cleaned_data["ends_on"]] == [True, date(2027, 2, 24)]  # the role's three months
    assert duties_of(member=ben, body=host.body, now=timezone.now()) == {"host"}
    answer = client.post(PAGE, term | {"name": "Nobody", "role": Role.objects.get(title="Tea").pk})
    assert "No member goes by exactly that name." in answer.content.decode()
    client.force_login(ben)
    assert client.get(f"{PAGE}{host.pk}/").status_code == 404
    assert client.post(PAGE, term | {"role": Role.objects.get(title="Tea").pk}).status_code == 404
    client.post(PAGE, {"do": "stand-down", "term": Term.objects.get(role=host).pk, "on": str(today)})
    assert Term.objects.get(role=host).ends_on == today + timedelta(60)  # not before the day it began on is over
    client.post(PAGE, {"do": "stand-down", "term": Term.objects.get(role=host).pk, "on": str(today + timedelta(1))})
    assert Term.objects.get(role=host).ended == "resigned"


def test_whoever_is_of_the_body_takes_on_what_is_anybodys_and_nothing_else(client, ana):
    body, today = Role.objects.first().body, timezone.now().date()
    tea = Role.objects.get(title="Tea")
    for member in (a_member("Cleo"), ana):
        client.force_login(member)
        sent = client.post(PAGE, {"do": "volunteer", "role": tea.pk, "until": str(today + timedelta(60))})
        assert sent.status_code == (302 if member == ana else 404)
    assert duties_of(member=ana, body=body, now=timezone.now()) == {"secretary", "greet"}
    secretary = Role.objects.get(title="Secretary")
    Term.objects.filter(role=secretary).update(ends_on=today)
    client.post(PAGE, {"do": "volunteer", "role": secretary.pk, "until": str(today + timedelta(60))})
    client.post(PAGE, {"do": "keep-for-now", "role": secretary.pk})
    assert Term.objects.filter(role=secretary).count() == 1


def test_whoever_covered_long_is_asked_alone_and_the_body_sees_an_opening():
    ana, ben = a_member("Ana"), a_member("Ben")
    role = a_role(a_body(), months=6)
    days = {"starts_on": date(2026, 4, 1), "ends_on": date(2026, 10, 1)}
    begin(role=role, member=ana, by=None, now=NOW, **days)
    term = begin(role=role, member=ana, starts_on=days["ends_on"], ends_on=date(2027, 4, 1), by=None, now=NOW)
    body = role.body
    assert asked_alone(member=ana, body=body, now=NOW) == [term]
    assert asked_alone(member=ben, body=body, now=NOW) == []
    with pytest.raises(NotTheirs):
        pass_it_on(term=term, member=ben, now=NOW)
    with pytest.raises(YourTermEnds):
        glad_to_stay(term=term, until=date(2027, 4, 2), member=ana, now=NOW)
    glad_to_stay(term=term, until=date(2027, 2, 1), member=ana, now=NOW)
    assert asked_alone(member=ana, body=body, now=NOW) == []
    assert asked_alone(member=ana, body=body, now=datetime(2027, 2, 1, 12, tzinfo=NOW.tzinfo)) == [term]
    pass_it_on(term=term, member=ana, now=NOW)
    assert [place.would_pass_on for place in places_of(body=body, member=ben, now=NOW)] == [True]


def test_whoever_covers_is_glad_to_stay_longer_than_was_said():
    ana, role = a_member("Ana"), a_role(a_body())
    cover = begin(
        role=role,
        member=ana,
        kind=TermKind.ACTING,
        starts_on=date(2026, 9, 1),
        ends_on=date(2026, 12, 1),
        by=None,
        now=NOW,
    )
    assert asked_alone(member=ana, body=role.body, now=NOW) == [cover]
    assert glad_to_stay(term=cover, until=date(2027, 2, 1), member=ana, now=NOW).ends_on == date(2027, 2, 1)


@pytest.mark.parametrize("rows", [1, 3])
def test_service_page_takes_the_same_queries_however_many_roles(rows, client, settings, django_assert_num_queries):
    settings.STOREYS = ["members", "rotation"]
    body, today = a_body(), timezone.now().date()
    for row in range(rows):
        role = a_role(body, f"Role {'ABC'[row]}", alternates=2)
        for kind in ("standing", "alternate"):
            days = {"starts_on": today - timedelta(9), "ends_on": today + timedelta(9)}
            begin(role=role, member=a_member(f"{kind} {row}"), kind=TermKind(kind), by=None, now=NOW, **days)
    with django_assert_num_queries(6):
        assert client.get(PAGE).status_code == 200
