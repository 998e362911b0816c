"""A passkey in a real browser, kept by Chromium's virtual authenticator."""

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.members.cast import PASSWORD, a_member

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
KIND = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


@pytest.fixture
def page(chromium, server):
    context = chromium.new_context(base_url=server.url)
    page = context.new_page()
    page.faults = []
    page.on("console", lambda said: page.faults.append(said.text) if "Content Security" in said.text else None)
    yield page
    assert page.faults == []
    context.close()


@pytest.fixture
def device(page):
    """The devtools session and the id of an authenticator that this browser believes to be built in."""
    talk = page.context.new_cdp_session(page)
    talk.send("WebAuthn.enable")
    return talk, talk.send("WebAuthn.addVirtualAuthenticator", {"options": KIND})["authenticatorId"]


def sign_in(page, *, mine):
    page.goto("/sign-in/")
    page.get_by_label("Name").fill("Ana")
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    if mine:
        page.get_by_label("Only I use it").check()
    page.get_by_role("button", name="Sign in", exact=True).click()
    page.wait_for_url("**/")


def make_one(page, password=PASSWORD):
    page.goto("/you/passkeys/")
    page.get_by_label("Your password", exact=True).fill(password)
    page.get_by_label("Your word for it").last.fill("Kitchen tablet")
    page.get_by_role("button", name="Make a passkey").click()


def test_passkey_is_made_comes_in_and_is_removed(page, device):
    a_member("Ana")
    sign_in(page, mine=True)
    make_one(page)
    page.get_by_role("heading", name="Kitchen tablet").wait_for()
    assert Axe().run(page).response["violations"] == []
    page.goto("/sign-out/")
    page.get_by_role("button", name="Sign out").click()
    page.wait_for_url("**/")

    page.goto("/sign-in/?next=/you/passkeys/")
    button = page.get_by_role("button", name="Sign in with a passkey")
    assert not button.is_visible()  # until one says that the device is one's own
    page.get_by_label("Only I use it").check()
    assert Axe().run(page).response["violations"] == []
    button.click()
    page.wait_for_url("**/you/passkeys/")
    assert "Welcome back, Ana." in page.get_by_role("status").inner_text()

    page.get_by_role("button", name="Remove it").click()
    page.get_by_text("That passkey opens nothing here any more.").wait_for()
    assert page.get_by_role("heading", name="Kitchen tablet").count() == 0
    page.context.clear_cookies()
    page.goto("/sign-in/")
    page.get_by_label("Only I use it").check()
    button.click()
    page.get_by_text("That passkey does not open a name here.").wait_for()


def test_device_that_refuses_and_a_wrong_password_are_said_and_lose_nothing(page, device):
    a_member("Ana")
    sign_in(page, mine=True)
    make_one(page, "guess")
    page.get_by_text("That is not your password.").wait_for()
    assert page.get_by_label("Your word for it").input_value() == "Kitchen tablet"
    talk, which = device
    talk.send("WebAuthn.setUserVerified", {"authenticatorId": which, "isUserVerified": False})
    make_one(page)
    page.get_by_text("No passkey was made. Please try once more.").wait_for()
    assert page.get_by_label("Your word for it").input_value() == "Kitchen tablet"


def test_none_is_offered_on_a_device_that_others_use(page, device):
    a_member("Ana")
    sign_in(page, mine=False)
    page.goto("/you/passkeys/")
    assert page.get_by_text("You said that others use this device.").is_visible()
    assert page.get_by_role("button", name="Make a passkey").count() == 0
