"""One circle through everything that can be on its screen. Ana is a member before a browser; Ben hosts and Cleo is a guest,
both without one: what they do arrives at Ana's page as it would from anywhere."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

from django.db import connections
from django.db.models import F
from django.utils import timezone
from playwright.sync_api import Page

from circles.models import Circle, HeldDuty, Seat, Turn
from circles.models.duty import Duty
from rooms.memory import memory
from rooms.news import changed
from tests.circles.browsers import press
from tests.circles.visiting import (
    DOOR,
    a_guest,
    a_meeting_on_now,
    a_member_inside,
    does_by_script,
    one_who_belongs,
    seat_of,
)
from tests.circles.visiting import (
    page as address,
)
from tests.members.cast import a_member
from tests.rooms.voice_browser import until

READ_TOGETHER = [
    {"kind": "welcome", "title": "Welcome", "text": "Light a candle if you have one."},
    {"kind": "sharing", "title": "Sharing", "text": "What did today leave with you?"},
    {"kind": "silence", "title": "Silence"},
    {"kind": "closing", "title": "Closing", "text": "Go gently."},
]


def elsewhere(work: Callable[..., Any], *facts: Any, **more: Any) -> Any:
    """Does it in a thread of its own: in the browser's own thread, word of a change cannot be sent."""

    def tidily() -> Any:
        try:
            return work(*facts, **more)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(1) as thread:
        return thread.submit(tidily).result()


class Evening:
    """Ana's page, and the others at the table."""

    def __init__(self, visit: Callable[..., Page], **habits: object) -> None:
        meeting = a_meeting_on_now(
            script=READ_TOGETHER,
            thanks="Thank you, {name}",
            crosstalk_words="Nobody answers a share.",
            share_seconds=240,
        )
        self.ben, self.circle = elsewhere(a_member_inside, one_who_belongs(a_member("Ben"), meeting))
        self.cleo, _ = elsewhere(a_guest, "Cleo")
        self.page = visit(DOOR, member=one_who_belongs(a_member("Ana"), meeting), **habits)
        self.page.get_by_label("I may speak").check()
        press(self.page, "Come in and sit down")
        self.page.wait_for_url("**/circles/*/")
        self.finds("#live .people", "Ana")

    def ben_does(self, verb: str, **words: str) -> None:
        assert elsewhere(does_by_script, self.ben, self.circle, verb, **words).status_code == 200, verb

    def cleo_does(self, verb: str) -> None:
        assert elsewhere(does_by_script, self.cleo, self.circle, verb).status_code == 200, verb

    def finds(self, where: str, words: str) -> None:
        """Waits until Ana's page says so."""
        self.page.locator(where).get_by_text(words).first.wait_for()

    def concerns(self, state: str) -> None:
        """Waits until Ana's page knows what concerns her."""
        until(self.page, f"document.getElementById('circle').dataset.my === '{state}'")

    def time_brings(self, **facts: object) -> None:
        """What the clock would have brought about by now, to the turn that is on."""
        Turn.objects.filter(circle=self.circle, ended_at=None).update(**facts)
        Circle.objects.filter(pk=self.circle.pk).update(version=F("version") + 1)
        elsewhere(changed, self.circle.room)

    def bens_line_drops(self) -> None:
        memory.release(self.circle.room, seat_of(self.ben, self.circle).id)
        elsewhere(changed, self.circle.room)
        self.finds(".now__what", "Ben’s line dropped")

    def ben_comes_back(self) -> None:
        assert elsewhere(self.ben.get, address(self.circle)).status_code == 200
        self.finds(".now__what", "Ben is sharing")

    def ana_captions(self, words: str) -> None:
        """Ana has taken on the captions, types a line and lays them down again."""
        seat = Seat.objects.get(circle=self.circle, place=3)
        held = HeldDuty.objects.create(circle=self.circle, duty=Duty.CAPTION, seat=seat)
        elsewhere(changed, self.circle.room)
        self.page.get_by_label("Type along with whoever is speaking").fill(words)
        press(self.page, "Show this line")
        self.finds(".captions", words)
        held.delete()

    def states(self) -> Iterator[str]:
        """Every state in turn, named, with Ana's page showing it."""
        yield from self._gathering_and_reading()
        yield from self._listening()
        yield from self._speaking()
        yield from self._caring()
        yield from self._ending()

    def _gathering_and_reading(self) -> Iterator[str]:
        self.finds(".now__what", "We are gathering")
        self.finds("#line", "Silence is kept. You are connected.")
        yield "gathering"
        self.page.locator("details").evaluate_all("all => all.forEach((each) => (each.open = true))")
        yield "gathering, everything unfolded"
        self.page.locator("details").evaluate_all("all => all.forEach((each) => (each.open = false))")
        self.ben_does("take-host")
        self.ben_does("open")
        self.finds(".now__text", "Light a candle")
        yield "welcome"
        press(self.page, "Read this aloud")
        self.concerns("reading")
        yield "reading aloud"
        press(self.page, "I’m done")
        self.concerns("listening")
        self.ben_does("word")
        self.finds(".now__what", "A word from Ben")
        yield "a word from the host"
        self.ana_captions("Welcome, everyone.")
        yield "a word that is captioned"
        self.ben_does("done")
        self.ben_does("forward")
        self.finds(".now__what", "The piece rests in the centre")
        yield "the piece in the centre"

    def _listening(self) -> Iterator[str]:
        self.ben_does("hand")
        self.finds(".now__what", "The piece is offered to Ben")
        yield "offered to another"
        self.ben_does("begin")
        self.finds(".now__what", "Ben is sharing")
        yield "another shares"
        self.ben_does("words", words="I planted beans.\n\nThey came up.")
        self.finds(".words", "They came up.")
        yield "another shares in writing"
        self.cleo_does("hand")
        press(self.page, "I would like to share")
        self.concerns("in-line")
        yield "hand up"
        self.cleo_does("lower")
        self.concerns("next")
        yield "next"
        self.time_brings(running_since=timezone.now() - timedelta(seconds=200))
        self.finds(".now__clock", "Nearly time")
        yield "nearly time"
        self.bens_line_drops()
        yield "another's line dropped"
        self.ben_comes_back()

    def _speaking(self) -> Iterator[str]:
        self.ben_does("done")
        self.concerns("offered")
        yield "offered"
        self.time_brings(offer_until=timezone.now() - timedelta(seconds=1))
        self.concerns("missed")
        yield "offer missed"
        press(self.page, "I’m ready")
        self.concerns("offered")
        press(self.page, "Begin")
        self.finds("#circle", "Everyone hears you")
        yield "speaking"
        self.time_brings(asked_at=timezone.now() + timedelta(seconds=30))
        self.finds("#circle", "Still with us?")
        yield "asked"
        press(self.page, "Yes, I’m here")
        self.concerns("speaking")
        self.page.get_by_text("Share in writing", exact=True).click()
        self.page.get_by_label("Your words").fill("I came home.")
        yield "speaking, with words typed"
        press(self.page, "Show my words")
        self.finds(".words", "I came home.")
        press(self.page, "Show my words")  # there are none now
        self.page.locator("#refused").wait_for()
        yield "refused"

    def _caring(self) -> Iterator[str]:
        self.ben_does("step-in")
        self.finds(".now__what", "Ben is with them")
        yield "someone is with me"
        self.ben_does("pause")
        self.concerns("resting")
        yield "paused with the piece"
        self.ben_does("resume")
        self.ben_does("step-out")
        self.concerns("speaking")
        press(self.page, "I’m done")
        self.concerns("listening")
        self.ben_does("pause")
        self.finds(".now__what", "We pause together")
        press(self.page, "Go on together")
        self.finds(".now__wish", "Ana would like to go on")
        yield "paused, and a wish to go on"
        self.ben_does("resume")

    def _ending(self) -> Iterator[str]:
        self.ben_does("forward")
        self.finds(".now__what", "Silence")
        yield "silence"
        self.ben_does("forward")
        self.finds(".now__text", "Go gently.")
        yield "closing"
        memory.forget(self.circle.room)
        self.page.reload()
        self.finds("#circle", "The names of this circle were forgotten")
        yield "names lost"
        elsewhere(self.ben.get, address(self.circle))  # his presence was forgotten with the names
        self.ben_does("close")
        self.finds("main", "This circle has closed")
        yield "ended"
