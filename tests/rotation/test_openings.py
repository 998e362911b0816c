"""Every way to help on one page: what is open, "I could", taken back, paired. Scenario 49 (domain.md)."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from rotation.models import BodyKind, Chosen, Offer, RoleState, Term, TermKind
from rotation.rules.asking import pass_it_on
from rotation.rules.openings import Wanted, offer, openings, pair, withdraw
from rotation.rules.refusals import NobodyToLearnFrom, NotTheirs, RoleRests
from tests.rotation.cast import NOW, a_body, a_member, a_role, a_term

pytestmark = pytest.mark.django_db
TODAY, SOON, LATER = date(2026, 11, 23), date(2026, 12, 20), date(2027, 9, 1)


def titles(member=None, **wanted):
    return [role.title for role in openings(wanted=Wanted(**wanted), member=member, now=NOW)]


def test_scenario_49_what_is_free_ends_soon_or_would_be_passed_on_is_open_at_every_layer():
    ana, area = a_member("Ana"), a_body("Area", slug="area")
    area.kind = BodyKind.AREA
    area.save()
    a_role(area, "Archivist", (), minutes=30)
    body = a_body()
    a_term(ana, a_role(body, "Held", ()), ends_on=LATER)
    a_term(ana, a_role(body, "Ends soon", ()), ends_on=SOON)
    a_term(ana, followed := a_role(body, "Followed", ()), ends_on=SOON)
    a_term(a_member("Ben"), followed, starts_on=SOON, ends_on=LATER)
    passed = a_term(ana, a_role(body, "Passed on", (), minutes=90), ends_on=LATER)
    pass_it_on(term=passed, member=ana, now=NOW)
    a_role(body, "Resting", (), state=RoleState.PAUSED)
    two = a_role(body, "Two", (), seats=2)
    a_term(ana, two, ends_on=LATER)
    assert titles() == ["Archivist", "Ends soon", "Passed on", "Two"]
    assert titles(kind="area") == titles(minutes=30) == titles(words="archiv AREA") == ["Archivist"]
    assert titles(ana, mine=True) == ["Ends soon", "Passed on", "Two"]
    held = {role.title: (role.held, role.free_on) for role in openings(wanted=Wanted(), member=ana, now=NOW)}
    assert held == {"Archivist": (0, None), "Ends soon": (1, SOON), "Passed on": (1, LATER), "Two": (1, LATER)}


def test_i_could_is_said_taken_back_and_paired_with_whoever_serves():
    ana, ben = a_member("Ana"), a_member("Ben")
    role = a_role(a_body(), shadow_weeks=3)
    for _twice in range(2):
        offered = offer(role=role, member=ben, now=NOW)
    assert [withdraw(role=role, member=ben), withdraw(role=role, member=ben)] == [True, False]
    offered = offer(role=role, member=ben, now=NOW)
    with pytest.raises(NotTheirs):
        pair(offered=offered, by=ana, now=NOW)
    holder = a_term(ana, role)
    learns = pair(offered=offered, by=ana, now=NOW)
    assert (learns.kind, learns.learns_from, learns.ends_on) == (TermKind.SHADOW, holder, TODAY + timedelta(21))
    assert Offer.objects.count() == 0


def test_where_nobody_serves_whoever_offers_begins_if_the_body_has_it_so():
    ana, ben = a_member("Ana"), a_member("Ben")
    a_term(ana, a_role(body := a_body()))
    tea, treasurer = a_role(body, "Tea", (), chosen=Chosen.VOLUNTEER, months=3), a_role(body, "Treasurer", ())
    assert pair(offered=offer(role=tea, member=ben, now=NOW), by=ana, now=NOW).ends_on == date(2027, 2, 23)
    with pytest.raises(NobodyToLearnFrom):
        pair(offered=offer(role=treasurer, member=ben, now=NOW), by=ana, now=NOW)
    treasurer.state = RoleState.PAUSED
    with pytest.raises(RoleRests):
        offer(role=treasurer, member=ana, now=NOW)


@pytest.mark.once
@pytest.mark.parametrize("rows", [1, 3])
def test_openings_page_is_one_query_and_names_nobody(rows, client, settings, django_assert_num_queries):
    settings.STOREYS = ["members", "rotation"]
    for row in range(rows):
        role = a_role(a_body(f"Body {row}", slug=f"body-{row}"), seats=2)
        days = {"starts_on": timezone.now().date(), "ends_on": timezone.now().date() + timedelta(200)}
        a_term(a_member(f"Quill {row}"), role, **days)
    with django_assert_num_queries(1):
        page = client.get("/openings/?q=secretary&minutes=x").content.decode()
    assert page.count("I could<") == rows
    assert "Quill" not in page


@pytest.mark.once
def test_member_says_i_could_on_the_page_and_the_secretary_pairs(client):
    ana, ben = a_member("Ana"), a_member("Ben")
    today = timezone.now().date()
    a_term(ana, a_role(body := a_body()), starts_on=today, ends_on=date(2999, 1, 1))
    tea = a_role(body, "Tea", (), chosen=Chosen.VOLUNTEER)
    assert client.post("/openings/", {"could": tea.pk})["Location"].startswith("/sign-in/")
    client.force_login(ben)
    client.post("/openings/", {"could": tea.pk})
    assert "You said that you could." in client.get("/openings/").content.decode()
    client.force_login(ana)
    assert "Ben could serve as Tea." in client.get(f"/bodies/{body.slug}/service/").content.decode()
    for _twice in range(2):
        client.post(f"/bodies/{body.slug}/service/", {"do": "pair", "offer": getattr(Offer.objects.first(), "pk", 1)})
    assert Term.objects.get(role=tea).alias.member == ben
