"""The orphan test (issue 3): every servant is away and three members come. Every function can be held in three clicks."""

import re
from datetime import UTC, datetime
from html.parser import HTMLParser

import pytest

from circles.models import Circle, HeldDuty
from circles.models.duty import Duty
from members.models import Member
from tests.circles.cast import CLOSING, SHARING, WELCOME
from tests.circles.visiting import a_guest, a_meeting_on_now, a_member_inside, does, one_who_belongs, page, seat_of

pytestmark = pytest.mark.once

AT_MOST = 3
VOID = {"input", "br", "img", "link", "meta", "hr", "circle", "path", "col", "wbr", "area", "source"}


class Reach(HTMLParser):
    """For each act that a page shows: how many clicks it takes, folds opened on the way and the button itself."""

    def __init__(self, markup: str) -> None:
        super().__init__()
        self.clicks: dict[str, int] = {}
        self._open: list[tuple[str, bool, bool]] = []  # (tag, hidden, folded away)
        self.feed(markup)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        facts = dict(attrs)
        folded = tag == "details" and "open" not in facts
        if tag not in VOID:
            self._open.append((tag, "hidden" in facts, folded))
        verb = re.search(r"/do/([\w-]+)/", facts.get("action") or "")
        if verb and not any(hidden for _tag, hidden, _folded in self._open):
            clicks = 1 + sum(folded for _tag, _hidden, folded in self._open)
            self.clicks[verb[1]] = min(clicks, self.clicks.get(verb[1], clicks))

    def handle_endtag(self, tag: str) -> None:
        while self._open and self._open.pop()[0] != tag:
            pass


def clicks_to(client, circle, verb):
    """From the circle as it stands for this person; None where the page shows no way."""
    return Reach(client.get(page(circle)).content.decode()).clicks.get(verb)


def presses(client, circle, verb):
    """Does it, as a person would: only what the page shows, and in at most three clicks."""
    clicks = clicks_to(client, circle, verb)
    assert clicks is not None, f"{verb} is nowhere to be found"
    assert clicks <= AT_MOST, f"{verb} takes {clicks} clicks"
    assert does(client, circle, verb).status_code == 302


@pytest.fixture
def three_members():
    """Ben, Dee and Eva inside ten minutes after the start; whoever has a term stayed at home."""
    meeting = a_meeting_on_now(script=[WELCOME, SHARING, CLOSING])
    inside = [
        a_member_inside(one_who_belongs(Member.objects.create_user(name), meeting)) for name in ("Ben", "Dee", "Eva")
    ]
    return [client for client, _circle in inside], inside[0][1]


@pytest.mark.django_db
def test_three_members_open_hold_and_close_a_circle_without_any_servant(three_members):
    """Scenario 4 (domain.md), invariant 7 (governance.md)."""
    (ben, dee, eva), circle = three_members
    presses(ben, circle, "open")
    presses(dee, circle, "forward")
    presses(eva, circle, "forward")
    for each in (ben, dee, eva):
        presses(each, circle, "hand")
    for each in (ben, dee, eva):
        presses(each, circle, "begin")
        presses(each, circle, "done")
    presses(ben, circle, "forward")
    presses(dee, circle, "forward")
    presses(eva, circle, "close")
    presses(ben, circle, "close")
    assert Circle.objects.get().closed_at is not None


@pytest.mark.django_db
@pytest.mark.parametrize("duty", Duty.values)
def test_each_function_is_taken_offered_round_and_handed_on_in_three_clicks(three_members, duty):
    (ben, dee, eva), circle = three_members
    presses(ben, circle, f"take-{duty}")
    presses(dee, circle, f"willing-{duty}")
    presses(eva, circle, f"willing-{duty}")
    presses(eva, circle, f"unwilling-{duty}")
    presses(ben, circle, f"put-{duty}")
    assert HeldDuty.objects.get(duty=duty).seat_id == seat_of(dee, circle).pk
    presses(dee, circle, f"put-{duty}")
    assert HeldDuty.objects.get(duty=duty).seat_id is None


@pytest.mark.django_db
def test_with_a_host_picked_up_the_evening_is_held_by_one_hand(three_members):
    (ben, _dee, eva), circle = three_members
    presses(ben, circle, "take-host")
    for verb in ("open", "forward", "back", "word", "done", "forward", "hands", "notes", "pause", "resume", "forward"):
        presses(ben, circle, verb)
    assert clicks_to(eva, circle, "close") is None
    presses(ben, circle, "close")
    assert Circle.objects.get().closed_at is not None


@pytest.mark.django_db
def test_two_guests_alone_hold_it_openly_and_nobody_has_power_over_anybody():
    """circles.md 1.2: open hold."""
    a_meeting_on_now(script=[WELCOME, SHARING, CLOSING])
    (maple, circle), (willow, _) = a_guest("Maple"), a_guest("Willow")
    presses(maple, circle, "take-time")
    presses(willow, circle, "take-read")
    assert [clicks_to(maple, circle, f"take-{duty}") for duty in Duty.values if duty not in (Duty.TIME, Duty.READ)] == [
        None
    ] * 4
    presses(maple, circle, "open")
    for verb in ("forward", "pause", "resume", "forward"):
        for each in (maple, willow):
            presses(each, circle, verb)
    assert clicks_to(maple, circle, "close") is None  # it is the group's evening, and stays open for whoever comes next
    Circle.objects.update(ends_at=datetime.now(UTC))
    for each in (maple, willow):
        presses(each, circle, "close")
    assert Circle.objects.get().closed_at is not None
