"""Codes in a real browser: shown, printed, kept, used."""

import pytest
from axe_playwright_python.sync_playwright import Axe

from members.models import Code
from tests.members.cast import PASSWORD

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def page(chromium, server):
    context = chromium.new_context(base_url=server.url)
    yield context.new_page()
    context.close()


def sign_up(page, name="Ana"):
    page.goto("/sign-up/")
    page.get_by_label("Name").fill(name)
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Come in").click()
    page.wait_for_url("**/you/codes/*")


def shown(page):
    return page.locator(".codes code").all_inner_texts()


def test_printed_sheet_holds_the_codes_and_nothing_that_names_this_place(page):
    sign_up(page)
    codes = shown(page)
    assert page.get_by_role("button", name="Print").is_visible()
    page.emulate_media(media="print")
    assert page.locator("body").inner_text().split() == codes


def test_codes_fit_the_screen_each_on_one_line(page):
    sign_up(page)
    found = {}
    for width in (320, 390, 1280):
        page.set_viewport_size({"width": width, "height": 800})
        lines = "[...document.querySelectorAll('.codes code')].map((code) => code.getClientRects().length)"
        fits = page.evaluate("document.documentElement.scrollWidth") <= width
        found[width] = [fits, page.evaluate(lines), Axe().run(page).response["violations"]]
    assert found == {width: [True, [1] * 10, []] for width in found}


def test_codes_are_kept_and_one_opens_the_name_again(page):
    sign_up(page)
    code = shown(page)[3]
    page.get_by_role("button", name="I have kept them").click()
    page.goto("/you/codes/")
    assert (shown(page), page.get_by_text("You have 10 codes left.").is_visible()) == ([], True)
    page.context.clear_cookies()
    page.goto("/sign-in/")
    page.get_by_role("link", name="I forgot my password").click()
    page.get_by_role("link", name="I have a code").click()
    page.get_by_label("Name").fill("Ana")
    page.get_by_label("One of your codes").fill(code.lower())
    page.get_by_label("New password", exact=True).fill("rain on a tin roof")
    page.get_by_role("button", name="Come in").click()
    assert "You have 9 codes left." in page.get_by_role("status").inner_text()
    assert Code.objects.count() == 9
