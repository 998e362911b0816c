"""A newcomer with a phone and the front page: sits in a circle, and takes a turn, without anybody's help (issue 3, line 4)."""

import pytest
from playwright.sync_api import Page, expect

from circles.models import Seat
from tests.circles.cast import CLOSING, SHARING
from tests.circles.visiting import a_meeting_on_now, a_member_inside, does, one_who_belongs
from tests.members.cast import a_member

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True, "device_scale_factor": 2}
BEFORE_SITTING = 4  # taps at most
# Every touch of the glass is counted, from one page to the next, whoever or whatever it was meant for.
COUNT = """addEventListener("pointerdown", (event) => {
  if (event.isTrusted) sessionStorage.taps = Number(sessionStorage.taps ?? 0) + 1
}, true)"""


@pytest.fixture
def phone(chromium, server):
    own = chromium.new_context(**PHONE, base_url=server.url, locale="en-GB", timezone_id="UTC")
    page = own.new_page()
    page.set_default_timeout(20_000)
    page.add_init_script(COUNT)
    yield page
    own.close()


def tap(page: Page, role: str, name: str) -> None:
    page.get_by_role(role, name=name).tap()


def taps(page: Page) -> int:
    return int(page.evaluate("sessionStorage.taps ?? 0"))


def an_evening_with_ben(**customs):
    meeting = a_meeting_on_now(script=[SHARING, CLOSING], **customs)
    ben, circle = a_member_inside(one_who_belongs(a_member("Ben"), meeting))
    does(ben, circle, "take-host")
    does(ben, circle, "open")
    return ben, circle


def test_newcomer_sits_down_in_four_taps_and_takes_a_turn(phone):
    an_evening_with_ben()
    phone.goto("/")
    tap(phone, "link", "Come in (Candlelight)")
    phone.get_by_label("I may speak").tap()
    phone.get_by_label("This is my first meeting").tap()
    tap(phone, "button", "Come in and sit down")
    phone.wait_for_url("**/circles/*/")
    assert taps(phone) <= BEFORE_SITTING
    expect(phone.locator("#live")).to_contain_text("The piece rests in the centre")
    tap(phone, "button", "I would like to share")
    tap(phone, "button", "Begin")
    phone.get_by_text("Everyone hears you", exact=True).wait_for()
    tap(phone, "button", "I’m done")
    expect(phone.get_by_role("button", name="I would like to share")).to_be_visible()
    assert phone.evaluate("document.documentElement.scrollWidth") <= 390
    assert Seat.objects.get(turns=1).place == 2


def test_newcomer_who_knocks_goes_in_by_themselves_when_they_are_let_in(phone):
    ben, circle = an_evening_with_ben(threshold="knock")
    phone.goto("/")
    tap(phone, "link", "Come in (Candlelight)")
    tap(phone, "button", "Knock")
    expect(phone.get_by_role("status")).to_contain_text("Please wait at the door.")
    assert taps(phone) == 2
    assert does(ben, circle, "let-in", to="1").status_code == 302
    phone.wait_for_url("**/circles/*/")
    expect(phone.locator("#live")).to_contain_text("The piece rests in the centre")
    assert taps(phone) <= BEFORE_SITTING
