"""Every page that anyone may read names nobody, and no page of anybody's is a list of people.

Scenarios 67 and 70 (domain.md).
"""

import re
from io import StringIO

import pytest
from django.core.management import call_command
from django.test import Client
from django.urls import get_resolver

from groups.models import Group, Meeting, Membership
from members.models import Member
from members.rules.mail import keep_address
from rotation.models import Alias, Duty, Role
from rotation.rules.record import note
from rotation.rules.terms import begin
from tests.circles.visiting import comes_in
from tests.groups.cast import FAR_OFF, LONG_AGO, NOW
from tests.pages.places import KEPT_BY_THE_SECRETARY, PLANTED, without_parameters

pytestmark = [pytest.mark.django_db, pytest.mark.once]
LINK = re.compile(r'(?:href|src|action)="(/[^"#?]*)')
CANARIES = ("Quillfeather", "quillfeather@example.org")
LISTS = re.compile(r"contacts|roster|directory|members?/(?:list|export)|\.csv|\.vcf|people/", re.I)


@pytest.fixture
def planted():
    """A planted house in which everybody who serves or belongs has a name and an address that would be noticed."""
    call_command("plant", stdout=StringIO())
    for number, member in enumerate(Member.objects.order_by("pk")):
        keep_address(member=member, address=f"{number}quillfeather@example.org")
        member.name = f"Quillfeather {number}"
        member.save()
    Alias.objects.update(name="Quillfeather as alias")
    group = Group.objects.select_related("body").get(body__slug="tuesday-candlelight")
    for number in range(3):
        member = Member.objects.create_user(f"Quillfeather more {number}")
        Membership.objects.create(group=group, member=member, since=NOW.date())
        role = Role.objects.create(
            body=group.body, title=f"Service {number}", duties=[str(Duty.HOST)], longest_months=12_000
        )
        begin(role=role, member=member, starts_on=LONG_AGO, ends_on=FAR_OFF, by=member, now=NOW)
        note(body=group.body, member=member, verb="page-edited", facts={}, now=NOW)
    porch = next(meeting for meeting in Meeting.objects.filter(group__body__slug="the-porch") if _is_on(meeting))
    for member in Member.objects.all()[:2]:
        inside = Client()
        inside.force_login(member)
        comes_in(
            inside,
            "Quillfeather inside" if member.pk % 2 else "Quillfeather within",
            door=f"/meetings/{porch.slug}/door/",
        )


def _is_on(meeting):
    return Client().get(f"/meetings/{meeting.slug}/door/").context.get("form") is not None


def walk(client):
    """Every page this person can reach by links from every address that needs no word, and what it says."""
    waiting = [*without_parameters(), *PLANTED, *KEPT_BY_THE_SECRETARY]
    pages, seen = {}, set(waiting)
    while waiting and len(pages) < 300:
        path = waiting.pop(0)
        answer = client.get(path, follow=True)
        pages[path] = (
            b"".join(answer).decode(errors="replace") if answer.streaming else answer.content.decode(errors="replace")
        )
        found = set(LINK.findall(pages[path])) - seen
        found = {each for each in found if not each.startswith(("/static/", "/sign-out", "/leave"))}
        seen |= found
        waiting += sorted(found)
    return pages


def test_scenario_70_no_public_page_shows_a_members_name_or_address(planted):
    pages = walk(Client())
    assert len(pages) > 40
    assert [path for path, page in pages.items() if any(canary in page for canary in CANARIES)] == []
    serving = pages["/groups/tuesday-candlelight/"]
    assert [word in serving for word in ("Secretary", "Someone is serving.")] == [True, True]


def test_scenario_67_nobody_finds_a_list_of_people_not_even_who_serves(planted):
    """Each of those who serve is named to the group's own, beside what they do; who merely belongs is named nowhere."""
    serving = Alias.objects.exclude(member=None).filter(member__name="Quillfeather 0").first().member
    viewer = Client()
    viewer.force_login(serving)
    pages = walk(viewer)
    assert len(pages) > 40
    others = Member.objects.exclude(pk=serving.pk)
    assert [path for path, page in pages.items() if any(f"{member.name}<" in page for member in others)] == []
    addresses = [f"{number}quillfeather@example.org" for number in range(1, 9)]  # those of the others
    assert [path for path, page in pages.items() if any(address in page for address in addresses)] == []
    routes = [str(pattern.pattern) for pattern in _patterns(get_resolver())]
    assert len(routes) > 40
    assert [
        route for route in routes if LISTS.search(route) and route != "feeds/meetings.csv"
    ] == []  # meetings, no people


def _patterns(resolver):
    for each in resolver.url_patterns:
        if hasattr(each, "url_patterns"):
            yield from _patterns(each)
        else:
            yield each
