"""A body's word that a member may sit with young people: issued, withdrawn, seen and forgotten (domain.md 6.4; circles.md 3)."""

from datetime import date, timedelta

import pytest
from django.test import Client

from groups.access import held_about, is_certified
from groups.models import Certificate
from groups.rules.certificates import (
    AT_MOST,
    NobodyOfThatName,
    NotForOneself,
    NotThatDay,
    NotTheSecretary,
    issue,
    withdraw,
)
from members.rules.forgetting import erase
from rotation.models import Alias, Record
from tests.groups.cast import NOW, a_group, a_member

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 23)
NEXT_YEAR = date(2027, 11, 23)
PAGE = "/bodies/tuesday-candlelight/certificates/"


@pytest.fixture
def ana():
    return a_member("Ana")


@pytest.fixture
def body(ana):
    return a_group(secretary=ana).body


def a_year(body, by, name="Ben", until=NEXT_YEAR):
    return issue(body=body, name=name, valid_until=until, by=by, now=NOW)


def test_secretary_certifies_a_member_by_exact_name_until_a_day(body, ana):
    ben = a_member("Ben")
    a_year(body, ana)
    (held,) = Certificate.objects.all()
    assert (held.member, held.body, held.issued_on, held.valid_until) == (ben, body, TODAY, NEXT_YEAR)
    days = {day: is_certified(member=ben, body=body, on=day) for day in (TODAY - timedelta(days=1), TODAY, NEXT_YEAR)}
    assert list(days.values()) == [False, True, False]


def test_record_says_to_which_alias_and_by_whom_and_never_a_name(body, ana):
    ben = a_member("Ben")
    held = a_year(body, ana)
    withdraw(body=body, certificate=held.pk, by=ana, now=NOW)
    lines = list(Record.objects.filter(verb__startswith="certificate").order_by("pk"))
    alias = Alias.objects.get(member=ben).mark
    assert [(line.verb, line.alias.member, line.facts) for line in lines] == [
        ("certificate-issued", ana, {"alias": alias, "valid_until": "2027-11-23"}),
        ("certificate-withdrawn", ana, {"alias": alias}),
    ]
    erase(member=ben)
    assert str(Alias.objects.get(mark=alias)) == "a member"


def test_renewing_leaves_one_certificate(body, ana):
    a_member("Ben")
    a_year(body, ana)
    a_year(body, ana, until=NEXT_YEAR + timedelta(days=30))
    assert [each.valid_until for each in Certificate.objects.all()] == [NEXT_YEAR + timedelta(days=30)]


@pytest.mark.parametrize("name", ["ben", "Ben ", "Be", "%", "", "Ben\u200b"])
def test_no_other_name_will_do(body, ana, name):
    a_member("Ben")
    with pytest.raises(NobodyOfThatName):
        a_year(body, ana, name=name)
    assert Certificate.objects.count() == 0


@pytest.mark.parametrize("day", [TODAY - timedelta(days=1), TODAY, TODAY + AT_MOST + timedelta(days=1)])
def test_day_lies_ahead_and_not_too_far(body, ana, day):
    a_member("Ben")
    with pytest.raises(NotThatDay):
        a_year(body, ana, until=day)
    assert Certificate.objects.count() == 0


def test_nobody_certifies_themselves(body, ana):
    with pytest.raises(NotForOneself):
        a_year(body, ana, name="Ana")


def test_nobody_certifies_for_a_body_they_do_not_serve(body, ana):
    a_member("Ben")
    sol = a_member("Sol")
    elsewhere = a_group("Elsewhere", slug="elsewhere", secretary=sol).body
    with pytest.raises(NotTheSecretary):
        a_year(elsewhere, ana)
    held = a_year(body, ana)
    assert withdraw(body=elsewhere, certificate=held.pk, by=sol, now=NOW) is False
    with pytest.raises(NotTheSecretary):
        withdraw(body=body, certificate=held.pk, by=sol, now=NOW)
    assert Certificate.objects.count() == 1


def test_member_sees_their_own_and_it_goes_with_them(body, ana):
    """Invariant 64 (governance.md): what is held about a person is shown to them and erased when they ask."""
    ben = a_member("Ben")
    a_year(body, ana)
    (held,) = held_about(member=ben)
    assert held.facts == [{"body": "Tuesday Candlelight", "issued_on": TODAY, "until": NEXT_YEAR}]
    assert "that you may sit with young people" in held.lines[0]
    assert held_about(member=ana) == []
    erase(member=ben)
    assert Certificate.objects.count() == 0


# The page


def signed_in(member):
    client = Client()
    client.force_login(member)
    return client


def tomorrow_next_year():
    return (date.today() + timedelta(days=365)).isoformat()  # noqa: DTZ011 (any day within the next two years will do)


def test_page_is_the_secretarys_and_there_for_nobody_else(body, ana):
    assert [signed_in(ana).get(PAGE).status_code, Client().get(PAGE).status_code] == [200, 404]
    for client in (signed_in(a_member("Cleo")), Client()):
        typed = {"name": "Cleo", "valid_until": tomorrow_next_year()}
        assert [client.get(PAGE).status_code, client.post(PAGE, typed).status_code] == [404, 404]
    assert signed_in(ana).get("/bodies/nowhere/certificates/").status_code == 404
    assert Certificate.objects.count() == 0


def test_page_issues_lists_and_withdraws(body, ana):
    a_member("Ben")
    page = signed_in(ana)
    typed = {"name": "Ben", "valid_until": tomorrow_next_year()}
    assert page.post(PAGE, typed).status_code == 302
    shown = page.get(PAGE).content.decode()
    (held,) = Certificate.objects.all()
    assert [f'name="withdraw" value="{held.pk}"' in shown, "Ben" in shown] == [True, True]
    assert PAGE in page.get("/groups/tuesday-candlelight/").content.decode()
    assert PAGE not in Client().get("/groups/tuesday-candlelight/").content.decode()
    assert page.post(PAGE, {"withdraw": str(held.pk)}).status_code == 302
    assert Certificate.objects.count() == 0


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ({"name": "Ana"}, "Nobody certifies themselves."),
        ({"name": "Nobody"}, "No member goes by exactly that name."),
        ({"name": "Ben\x00"}, "Null characters are not allowed."),
        ({"valid_until": "2001-01-01"}, "within the next two years"),
        ({"valid_until": "soon"}, "Enter a valid date."),
        ({"name": ""}, "This field is required."),
    ],
)
def test_page_says_what_is_wrong_and_keeps_what_was_typed(body, ana, typed, says):
    a_member("Ben")
    answer = signed_in(ana).post(PAGE, {"name": "Ben", "valid_until": tomorrow_next_year()} | typed)
    assert [answer.status_code, says in answer.content.decode(), Certificate.objects.count()] == [400, True, 0]


@pytest.mark.parametrize("number", ["0", "-1", "1e3", "９", "9" * 40, "maple"])
def test_withdrawing_what_is_not_there_changes_nothing(body, ana, number):
    a_member("Ben")
    a_year(body, ana)
    assert signed_in(ana).post(PAGE, {"withdraw": number}).status_code == 302
    assert Certificate.objects.count() == 1


def test_guessing_names_is_slow(body, ana):
    page = signed_in(ana)
    typed = {"valid_until": tomorrow_next_year()}
    answers = [page.post(PAGE, typed | {"name": f"Guess {number}"}).status_code for number in range(21)]
    assert answers == [400] * 20 + [429]
