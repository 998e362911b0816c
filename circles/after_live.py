"""The after-meeting's edge: coming in, acts with presence and key at hand, readings for the hub, and its end."""

from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from django.template.loader import render_to_string
from django.utils import timezone, translation

from circles.access import place_in
from circles.after_scene import Line, audience_of, my_line, next_change, picture, read_lines
from circles.live import forget_room
from circles.models import After, AfterPlace
from circles.models.circle import known_at
from circles.rules.after import AT_MOST, AfterClosed, AskedToLeave, Talk, YouLeft, next_due
from circles.rules.after_door import decline, enter, kept_place
from circles.rules.after_table import Sent, perform, read_talk, settle_talk
from circles.rules.seal import Person
from circles.rules.sitting import Outcome
from circles.scene import EVERYONE, line_text
from rooms.hub import Pulse, Reading
from rooms.memory import memory
from rooms.news import changed
from rooms.presence import PLAIN_LEASE, PLAIN_TAB


def _key(slug: str) -> bytes:
    """The room's own key. One that was lost is made anew: the words are gone, the room is not."""
    return memory.key(slug, seconds=AT_MOST.total_seconds())


def renew_plain_lease(room: str, place: str) -> None:
    memory.lease(room, {f"{place}|{PLAIN_TAB}": (timezone.now() + PLAIN_LEASE).timestamp()})


def end_lease(room: str, place: str) -> None:
    memory.release(room, place)


def way_in(cookies: Mapping[str, str], slug: str) -> AfterPlace | None:
    """The place kept for these cookies in the room beside that closed circle, while it is open; None for everyone else."""
    seat = place_in(cookies, slug)
    after = After.objects.select_related("circle").filter(known_at(slug, "circle__")).first() if seat else None
    if seat is None or after is None:
        return None
    with suppress(AfterClosed):
        look(after.slug)
        return kept_place(after, seat=seat, key=memory.known_key(after.room))
    return None


def come_in(place: AfterPlace, *, person: Person) -> AfterPlace:
    """Stay and talk. Raises AfterClosed, NameTaken."""
    room = place.after.slug
    forget_room(place.after.circle.room)  # should the process that closed it have died before it could
    renew_plain_lease(room, place.id)  # first, so that nobody takes whoever just came for gone
    entered = enter(
        slug=room, place=place.id, person=person, presence=memory.presence(room), key=_key(room), clock=timezone.now
    )
    changed(room)
    return entered


def go_home(cookies: Mapping[str, str], slug: str) -> None:
    """Leave quietly from the closed circle's page; nobody waits for one who has gone home."""
    place = way_in(cookies, slug)
    if place is None:
        return
    room = place.after.slug
    with suppress(AfterClosed):
        if decline(slug=room, place=place.id, presence=memory.presence(room), clock=timezone.now):
            forget_room(room)
            changed(room)


def act(*, slug: str, sent: Sent) -> Outcome:
    """Perform and tell. Raises a NotNow with what stands in the way."""
    try:
        outcome = perform(slug=slug, sent=sent, presence=memory.presence(slug), key=_key(slug), clock=timezone.now)
    except AfterClosed:
        forget_room(slug)
        raise
    finally:
        changed(slug)
    if outcome.closed:
        forget_room(slug)
    return outcome


@dataclass(frozen=True)
class TalkView:
    """An after-meeting read and settled at one moment, for a page or the hub."""

    talk: Talk
    key: bytes | None
    now: datetime

    @cached_property
    def said(self) -> list[Line]:
        return read_lines(self.talk, self.key)

    def picture(self, audience: str = EVERYONE) -> dict:
        return picture(self.talk, self.said, now=self.now, audience=audience)

    def mine(self, place: str) -> dict:
        return my_line(self.talk, place, self.now)

    def check_seated(self, place: str) -> None:
        """Raises AskedToLeave, YouLeft."""
        row = self.talk.places.get(place)
        if row is not None and row.asked_to_leave_at is not None:
            raise AskedToLeave
        if row is None or row.left_at is not None:
            raise YouLeft


def look(slug: str) -> TalkView:
    """The after-meeting as it stands now, whatever was due applied first. Raises AfterClosed."""
    view = _read(slug)
    if next_due(view.talk, view.now) <= view.now:
        settle_now(slug)
        view = _read(slug)
    return view


def _read(slug: str) -> TalkView:
    after = After.objects.select_related("circle__meeting__group__body").filter(slug=slug).first()
    if after is None:
        raise AfterClosed
    key = memory.known_key(slug)
    return TalkView(read_talk(after, presence=memory.presence(slug), key=key), key, timezone.now())


def settle_now(slug: str, clock: Callable[[], datetime] = timezone.now) -> Outcome:
    """Apply what is due and tell. Raises AfterClosed."""
    outcome = settle_talk(slug=slug, presence=memory.presence(slug), clock=clock)
    changed(slug)
    if outcome.closed:
        forget_room(slug)
    return outcome


def close_forgotten(*, now: datetime) -> int:
    """Settle every after-meeting, so that an empty one ends although nobody looks; gives how many ended."""
    closed = 0
    for slug in After.objects.values_list("slug", flat=True):
        with suppress(AfterClosed):
            closed += settle_now(slug, clock=lambda: now).closed
    return closed


def live_html(view: TalkView, audience: str = EVERYONE) -> str:
    """The parts of the page that change, as that audience sees them, in the language now active."""
    return render_to_string("circles/_after_live.html", view.picture(audience))


def place_is_taken(place: str, slug: str) -> bool:
    """Whether somebody sits there in an after-meeting at that address. One query."""
    return AfterPlace.objects.filter(
        pk=place, after__slug=slug, number__isnull=False, left_at=None, asked_to_leave_at=None
    ).exists()


class AfterSource:
    """How the hub reads after-meetings."""

    def pulses(self, rooms: list[str]) -> dict[str, Pulse]:
        rows = After.objects.filter(slug__in=rooms).values_list("slug", "version")
        return {slug: Pulse(version, 0, frozenset(), closed=False) for slug, version in rows}

    def reading(self, room: str, now: datetime, tongues: frozenset[str]) -> Reading | None:
        try:
            view = look(room)
        except AfterClosed:
            return None
        talk, shared = view.talk, {}
        lines = {p.id: (audience_of(talk, p.id), line_text(view.mine(p.id))) for p in talk.seated()}
        for tongue in tongues:
            with translation.override(tongue):
                for audience in {audience for audience, _line in lines.values()}:
                    shared[audience, tongue] = live_html(view, audience)
        pulse = Pulse(talk.after.version, 0, frozenset(), closed=False)
        due = [next_due(talk, view.now), next_change(talk, view.now)]
        return Reading(pulse, shared, lines, min(moment for moment in due if moment is not None))


afters = AfterSource()
