"""One profile in real browsers: the secretary starts from a council, and the piece goes from hand to hand."""

from contextlib import ExitStack
from datetime import UTC, datetime, timedelta

import pytest

from groups.models import Meeting
from tests.groups.cast import a_group, a_meeting
from tests.journeys.people import Person
from tests.members.cast import PASSWORD, a_member

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_a_group_becomes_a_council_and_hands_the_piece_on(server, chromium):
    """Done when 1, the last yard: every step is pressed or read by somebody, on a page as wide as a phone's."""
    begun = datetime.now(UTC) - timedelta(minutes=10)
    group = a_group("Emberside", slug="emberside", zone="UTC", secretary=a_member("Ana"))
    a_meeting(
        group, "council", days=list(range(7)), time=begun.time().replace(microsecond=0), minutes=180, languages=["en"]
    )
    with ExitStack() as all_of_them:
        ana, maple, reed = (all_of_them.enter_context(Person(chromium, server)) for _ in range(3))
        ana.page.set_viewport_size({"width": 390, "height": 844})
        ana.sign_in("Ana", PASSWORD)
        ana.page.goto("/meetings/council/start/council/")
        ana.sees("Whoever has the piece speaks, and then hands it to someone")
        ana.page.get_by_label("Take this script in place of ours").check()
        ana.press("Take it over")
        ana.sees("Saved. It can be put back as it was from the meeting's page.")
        ana.page.goto("/meetings/council/script/")
        ana.page.get_by_label("Which decision was this?").fill("We begin without words")
        ana.page.get_by_label("Decided on").fill("2026-11-02")
        ana.page.get_by_role("button", name="Take out (Opening)").click()
        ana.sees("“We begin without words”")  # and goes on with it
        ana.page.get_by_role("button", name="Take out (A breath)").click()
        ana.sees("Arriving")
        assert [part["title"] for part in Meeting.objects.get().script][:2] == ["Arriving", "The prompt"]
        assert ana.page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        maple.come_in("council", "Maple", to_speak=True)
        reed.come_in("council", "Reed", to_speak=True)
        maple.press("Open the circle")
        reed.reads("How do you come? A few words each.")
        maple.press("I would like to share")
        maple.press("Begin")
        reed.reads("Maple is sharing")
        maple.page.get_by_label("Hand the piece to").select_option("Reed")
        maple.press("Hand it on")
        reed.reads("We keep silence together.")
        reed.concerns("The piece is offered to you")
        assert [person.faults for person in (ana, maple, reed)] == [[], [], []]
