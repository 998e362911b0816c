from datetime import date

import pytest
from django.utils import timezone

from members.models import Member
from rotation.access import Service, services_of, waiting_for
from rotation.models import Duty
from tests.rotation.cast import NOW, a_body, a_member, a_role, a_term

pytestmark = [pytest.mark.django_db, pytest.mark.once]


def sees(member: Member | None, body) -> list[tuple[str, list[str], bool]]:
    return [(each.role.title, each.names, each.is_open) for each in services_of(member=member, body=body, now=NOW)]


def test_services_of_names_servants_to_the_bodys_own_only():
    ana, cleo, body = a_member("Ana"), a_member("Cleo"), a_body()
    a_term(ana, a_role(body))
    a_role(body, "Timekeeper", duties=(Duty.TIME,))
    assert sees(ana, body) == [("Secretary", ["Ana"], False), ("Timekeeper", [], True)]
    assert sees(cleo, body) == sees(None, body) == [("Secretary", [], False), ("Timekeeper", [], True)]


def test_services_of_shows_an_ended_term_as_an_open_role():
    """Invariant 7 (governance.md): with its age, and with who covers it; nothing else about the body changes."""
    ana, body = a_member("Ana"), a_body()
    role = a_role(body)
    a_term(ana, role, ends_on=date(2026, 11, 23))
    duties = ["keeps the group's page and its listings"]
    assert services_of(member=ana, body=body, now=NOW) == [
        Service(role, duties=duties, names=[], is_open=True, open_since=date(2026, 11, 23))
    ]


@pytest.mark.parametrize("rows", [1, 3])
def test_body_page_lists_roles_in_a_fixed_number_of_queries(rows, client, settings, django_assert_num_queries):
    settings.STOREYS = ["members", "rotation"]  # what the storeys above would ask is theirs to count
    body = a_body()
    for row in range(rows):
        a_role(body, f"Role {'ABC'[row]}")
    with django_assert_num_queries(3):
        page = client.get(f"/bodies/{body.slug}/")
    assert [each.role.title for each in page.context["services"]] == ["Role A", "Role B", "Role C"][:rows]


def test_body_page_hides_names_from_cleo(client):
    ana, cleo, body = a_member("Ana"), a_member("Cleo"), a_body()
    a_term(ana, a_role(body), starts_on=date(2026, 1, 1), ends_on=date(2999, 1, 1))
    client.force_login(ana)
    assert "Served for now by Ana." in client.get(f"/bodies/{body.slug}/").content.decode()
    client.force_login(cleo)
    page = client.get(f"/bodies/{body.slug}/").content.decode()
    assert "Someone is serving." in page
    assert "Ana" not in page


def test_body_page_of_no_body_is_not_found(client):
    assert client.get("/bodies/nowhere/").status_code == 404


def test_front_page_panel_tells_where_a_member_serves_in_each_bodys_calendar():
    ana, cleo = a_member("Ana"), a_member("Cleo")
    east = a_body("East", slug="east", zone="Pacific/Kiritimati")  # already the 24th there
    west = a_body("West", slug="west", zone="Pacific/Pago_Pago")
    a_term(ana, a_role(east), ends_on=date(2026, 11, 24))
    kept = a_term(ana, a_role(west), ends_on=date(2026, 11, 24))
    begun = a_term(ana, a_role(east, "Host"), starts_on=date(2026, 11, 24))
    a_term(ana, a_role(west, "Host"), starts_on=date(2026, 11, 24))
    assert [panel.context for panel in waiting_for(member=ana, now=NOW)] == [{"terms": [begun, kept]}]
    assert waiting_for(member=cleo, now=NOW) == waiting_for(member=None, now=NOW) == []


def test_front_page_panel_is_drawn(client):
    ana, body = a_member("Ana"), a_body()
    today = timezone.now().date()
    a_term(ana, a_role(body), starts_on=today.replace(year=today.year - 1, day=1), ends_on=date(2999, 1, 1))
    client.force_login(ana)
    page = client.get("/").content.decode()
    assert f'<a href="/bodies/{body.slug}/">Morning Committee</a>' in page
    assert "Secretary, until Jan. 1, 2999" in page
