"""A visitor with no account finds a meeting that is on now and sits in its circle in three clicks (issue 5, line 5)."""

import pytest
from playwright.sync_api import expect

from circles.models import Seat
from tests.circles.visiting import a_meeting_on_now

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_visitor_sits_down_in_three_clicks_from_the_front_page(chromium, server):
    a_meeting_on_now()
    with chromium.new_context(base_url=server.url, locale="en-GB", timezone_id="Asia/Tokyo") as own:
        page = own.new_page()
        page.goto("/")
        page.get_by_role("navigation", name="Places").get_by_role("link", name="Meetings").click()
        expect(page.locator("main")).to_contain_text("your time")
        page.get_by_role("link", name="Come in (Candlelight)").click()
        page.get_by_role("button", name="Come in and sit down").click()
        page.wait_for_url("**/circles/*/")
        assert Seat.objects.count() == 1
