"""The lock changed under people in browsers: nobody's page is loaded again, and nothing that was being said or typed is lost."""

from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from circles.models import Circle, HeldDuty, Seat, Turn
from tests.circles.browsers import a_meeting_now, comes_in, press, takes_the_piece

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_point_13_pages_come_along_with_the_piece_and_with_what_was_typed_and_the_door_opens_at_once(chromium, server):
    """circles.md 8.13 and 8.12: also for whoever waited at the door meanwhile, once they may come in."""
    meeting = a_meeting_now()
    people = [comes_in(chromium, server.url, meeting, name) for name in ("Maple", "Willow", "Reed")]
    maple, willow, reed = (page for _context, page in people)
    press(maple, "Open the circle")
    takes_the_piece(maple)
    willow.evaluate("window.same = true")
    maple.evaluate("window.same = true")
    maple.locator('textarea[name="words"]').first.evaluate("(each) => (each.value = 'Half a thought')")
    turn, old = Turn.objects.get(), Circle.objects.get().slug
    HeldDuty.objects.create(circle=turn.circle, duty="host", seat=Seat.objects.get(place=2))
    Seat.objects.filter(place=3).update(doorstep_until=timezone.now() + timedelta(minutes=4))
    reed.reload()
    expect(reed.get_by_role("heading", name="Please wait at the door")).to_be_visible()
    willow.reload()
    willow.evaluate("window.same = true")
    willow.evaluate("for (const each of document.querySelectorAll('details')) each.open = true")
    press(willow, "Yes, change the lock")
    for page in (willow, maple):
        expect(page).not_to_have_url(f"{server.url}/circles/{old}/")
    new = Circle.objects.get().slug
    for page in (willow, maple):
        assert page.evaluate("window.same") is True
        left = page.locator(
            ", ".join(f'[{name}*="{old}"]' for name in ("action", "formaction", "href", "src", "data-state"))
        )
        assert [page.url, left.count()] == [f"{server.url}/circles/{new}/", 0]
    assert maple.locator('textarea[name="words"]').first.input_value() == "Half a thought"
    assert [Turn.objects.get().ended_at, Turn.objects.get().dropped_at] == [None, None]
    press(maple, "I’m done")
    expect(willow.locator(".now__what").first).to_have_text("The piece rests in the centre")
    assert old in reed.url
    Seat.objects.filter(place=3).update(doorstep_until=None)
    reed.wait_for_url(f"**/circles/{new}/")
    expect(reed.get_by_text("You are connected.").first).to_be_visible()
    for context, _page in people:
        context.close()
