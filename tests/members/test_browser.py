"""The frame of every page in a real browser: leaving, zones, shared devices, keys, and long names."""

import re

import pytest
from playwright.sync_api import expect

from tests.members.cast import PASSWORD, a_member

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PAGES = [
    "/",
    "/sign-in/",
    "/sign-up/",
    "/forgotten/",
    "/forgotten/code/",
    "/sign-in/letter/",
    "/sign-in/letter/code/",
    "/help/",
    "/what-we-keep/",
    "/zone/",
    "/page/",
    "/nothing-here/",
]
MEMBERS_PAGES = [
    "/you/",
    "/you/e-mail/",
    "/you/password/",
    "/you/codes/",
    "/you/devices/",
    "/you/passkeys/",
    "/you/privacy/",
    "/you/privacy/erase/",
    "/sign-out/",
]


@pytest.fixture
def visit(chromium, server):
    """A page at an address, in a browser that has never been here."""
    contexts = []

    def at(path, **habits):
        contexts.append(chromium.new_context(base_url=server.url, **habits))
        page = contexts[-1].new_page()
        page.goto(path)
        return page

    yield at
    for context in contexts:
        context.close()


def sign_in(page, name="Ana"):
    page.goto("/sign-in/")
    page.get_by_label("Name").fill(name)
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url("**/")


def test_shift_three_times_lets_go_and_replaces_the_page(visit):
    page = visit("/help/")
    page.evaluate("document.addEventListener('leave-quickly', () => localStorage.setItem('let', 'go'))")
    page.evaluate("document.body.dataset.leaveAction = '/what-we-keep/'")
    before = page.evaluate("history.length")
    for _ in range(2):
        page.keyboard.press("Shift")
    page.keyboard.press("a")  # writing a capital letter is not leaving
    for _ in range(2):
        page.keyboard.press("Shift")
    assert page.url.endswith("/help/")
    with page.expect_request(lambda request: request.resource_type == "ping") as farewell:
        page.keyboard.press("Shift")
    page.wait_for_url("**/page/")
    assert (farewell.value.method, farewell.value.url.endswith("/what-we-keep/")) == ("POST", True)
    assert page.evaluate("[localStorage.getItem('let'), history.length]") == ["go", before]
    assert page.title() == "Page"


@pytest.mark.parametrize("script", [True, False])
def test_button_leaves_with_and_without_script(visit, script):
    page = visit("/help/", java_script_enabled=script)
    page.get_by_role("button", name="Leave quickly").click()
    page.wait_for_url("**/page/")
    assert page.get_by_role("heading").all_inner_texts() == ["This page is empty"]


def test_zone_of_the_device_is_told_once_and_a_chosen_one_stays(visit):
    page = visit("/help/", timezone_id="America/New_York")
    page.reload()
    assert "Times are in America/New York" in page.inner_text("footer")
    page.goto("/zone/")
    page.get_by_label("Time zone").select_option("Asia/Tokyo")
    page.get_by_role("button", name="Use this clock").click()
    assert "Times are in Asia/Tokyo" in page.inner_text("footer")
    page.goto("/help/")
    assert "Times are in Asia/Tokyo" in page.inner_text("footer")


def test_password_is_shown_on_asking_and_hidden_again(visit):
    page = visit("/sign-up/")
    password = page.get_by_label("Password", exact=True)
    page.get_by_role("button", name="Show").click()
    assert password.get_attribute("type") == "text"
    page.get_by_role("button", name="Hide").click()
    assert password.get_attribute("type") == "password"


def test_browser_is_asked_to_remember_only_on_a_device_of_ones_own(visit):
    page = visit("/sign-in/")
    kept = "[...document.querySelectorAll('[data-autocomplete]')].map((field) => field.autocomplete)"
    assert page.evaluate(kept) == ["off", "off"]
    page.get_by_label("Only I use it").check()
    assert page.evaluate(kept) == ["username", "current-password"]
    page.get_by_label("Others use it too").check()
    assert page.evaluate(kept) == ["off", "off"]


@pytest.mark.parametrize("script", [True, False])
def test_coming_in_and_going_works_with_and_without_script(visit, script):
    page = visit("/sign-up/", java_script_enabled=script)
    page.get_by_label("Name").fill("Ben")
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Come in").click()
    assert "Welcome, Ben." in page.get_by_role("status").inner_text()
    page.get_by_role("link", name="Ben", exact=True).click()
    page.get_by_role("link", name="Sign out").click()
    page.get_by_role("button", name="Sign out").click()
    expect(page.get_by_role("link", name="Sign in")).to_be_visible()


def test_signed_out_the_back_button_shows_nothing_of_the_member(visit):
    a_member("Ana")
    page = visit("/")
    sign_in(page)
    page.goto("/you/")
    page.goto("/sign-out/")
    page.get_by_role("button", name="Sign out").click()
    page.wait_for_url("**/")
    page.go_back()
    page.go_back()
    assert page.get_by_role("heading", name="Ana").count() == 0


def test_keys_alone_lead_through_the_page(visit):
    page = visit("/sign-in/")
    stops = []
    for _ in range(12):
        page.keyboard.press("Tab")
        stops.append(page.evaluate("(document.activeElement.labels?.[0] ?? document.activeElement).innerText.trim()"))
    assert stops[:3] == ["Go to the page", stops[1], "Leave quickly"]
    at = stops.index("Name")
    assert stops[at : at + 5] == ["Name", "Password", "Show", "Others use it too", "Sign in"]
    ring = page.evaluate("getComputedStyle(document.activeElement).outlineWidth")
    assert ring == "3px"


def test_first_stop_skips_to_the_page(visit):
    page = visit("/help/")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"


def test_nothing_is_wider_than_the_screen_whatever_a_member_is_called(visit):
    a_member("W" * 40)
    page = visit("/", viewport={"width": 320, "height": 800})
    wide = [path for path in PAGES if too_wide(page, path)]
    sign_in(page, "W" * 40)
    wide += [path for path in MEMBERS_PAGES if too_wide(page, path)]
    assert wide == []


def too_wide(page, path):
    page.goto(path, wait_until="domcontentloaded")
    return page.evaluate("document.documentElement.scrollWidth > innerWidth")


def test_what_can_be_pressed_is_large_enough(visit):
    page = visit("/sign-up/", viewport={"width": 390, "height": 844})
    small = page.evaluate(
        """[...document.querySelectorAll("button, nav a, .foot a, select, .choice label, input:not([type=hidden])")]
           .filter((thing) => thing.type !== "radio" && thing.getBoundingClientRect().height < 44)
           .map((thing) => thing.outerHTML)"""
    )
    assert small == []


def test_movement_stops_for_those_who_ask(visit):
    page = visit("/sign-in/", reduced_motion="reduce")
    seconds = page.evaluate("getComputedStyle(document.querySelector('main .button')).transitionDuration")
    assert set(re.split(r",\s*", seconds)) == {"0s"}
