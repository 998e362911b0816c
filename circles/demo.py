"""A demo evening: pretend people take turns in a real circle, so that whoever is new to the software sees what it is.

They do nothing a person could not do, by the same acts, and share in writing. Anyone may come in by the door and take part;
the pretend people then wait like everyone else.
"""

import logging
import secrets
import threading
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime, time

from django.db import close_old_connections
from django.urls import reverse
from django.utils import timezone

from circles.live import act, key_of, look, renew_plain_lease
from circles.models import Circle
from circles.models.duty import Duty
from circles.rules.doors import Arrival, circle_of, take_seat
from circles.rules.line import mode
from circles.rules.pretend import READ, SHARES, Move
from circles.rules.refusals import CircleClosed, NotNow
from circles.rules.table import Table
from groups.models import Group, Meeting, TurnMode
from groups.rules.calendar import lay_out
from groups.rules.times import occurrence_at
from rotation.models import Body

SLUG = "an-evening-to-watch"
LOOK = 2.0  # seconds between two looks at the circle
log = logging.getLogger(__name__)

LISTENS = "Elm"  # one who only listens, and counts as much
SCRIPT = [
    {"kind": "welcome", "title": "Welcome", "text": "These people are pretended. Everything else is as it would be."},
    {"kind": "sharing", "title": "Sharing by raised hands", "mode": "hands", "text": ""},
    {"kind": "sharing", "title": "Once round the circle", "mode": "round", "text": ""},
    {"kind": "closing", "title": "Closing", "text": "Thank you for watching. We begin again in a moment."},
]


@dataclass
class Memories:
    """What the pretend people remember from one look to the next."""

    segment: tuple[int, int] = (-1, -1)  # (part of the script, number of the round)
    since: datetime | None = None  # when that part, or the last sentence, began
    said: dict[int, int] = field(default_factory=dict)  # sentences by turn number
    shared: set[str] = field(default_factory=set)  # who has had a turn in this part


def next_move(table: Table, people: dict[str, str], memories: Memories, now: datetime) -> Move | None:
    """What one of `people` (seat -> name) does now, or None while they wait. Pure but for `memories`."""
    host = next(seat for seat, name in people.items() if name == "Alder")
    here = (table.circle.segment, table.circle.round_number)
    if here != memories.segment:
        memories.segment, memories.since, memories.shared = here, now, set()
    waited = memories.since is None or now - memories.since >= READ
    if table.circle.paused_at is not None:
        return None
    if table.holder_of(Duty.HOST) is None:
        return Move(host, "take-host")
    if table.circle.opened_at is None:
        return Move(host, "open")
    turn = table.turn
    if turn is not None:
        return _with_the_piece(turn.seat_id, turn.number, turn.begun_at, people, memories, waited, now)
    if not table.sharing:
        return Move(host, "forward" if here[0] + 1 < len(table.circle.script) else "back") if waited else None
    return _from_the_centre(table, people, memories, host, waited)


def _with_the_piece(
    seat: str,
    number: int,
    begun: datetime | None,
    people: dict[str, str],
    memories: Memories,
    waited: bool,
    now: datetime,
) -> Move | None:
    if seat not in people or not waited:
        return None
    memories.since = now
    memories.shared.add(seat)
    if begun is None:
        return Move(seat, "begin")
    sentences, count = SHARES.get(people[seat], []), memories.said.get(number, 0)
    if count >= len(sentences):
        return Move(seat, "done")
    memories.said[number] = count + 1
    return Move(seat, "words", sentences[count])


def _from_the_centre(table: Table, people: dict[str, str], memories: Memories, host: str, waited: bool) -> Move | None:
    """Nobody has the piece: someone who has not shared asks for it, and when all have, the evening goes on."""
    if not waited:
        return None
    for seat, name in people.items():
        if name in SHARES and seat not in memories.shared and mode(table) == TurnMode.HANDS:
            return Move(seat, "hand")
    return Move(host, "forward")


class DemoEvening:
    """The pretend people of one circle. `step` looks once and lets at most one of them act."""

    def __init__(self) -> None:
        self._circle: Circle | None = None
        self._people: dict[str, str] = {}
        self._memories = Memories()

    def step(self, now: datetime) -> Move | None:
        """One look and at most one act; gives the act. A circle that closed is followed by the next one."""
        circle = self._sit_down(now)
        for seat in self._people:
            renew_plain_lease(circle.room, seat)
        try:
            move = next_move(look(circle.room).table, self._people, self._memories, now)
            if move is not None:
                key = secrets.token_urlsafe(16)
                act(circle=circle, seat=move.seat, verb=move.verb, act_key=key, words=move.words)
            return move
        except CircleClosed:
            self._circle = None
        except NotNow:
            pass  # someone else was quicker, as happens
        return None

    def _sit_down(self, now: datetime) -> Circle:
        if self._circle is not None and now < self._circle.ends_at:
            return self._circle
        meeting = a_meeting_to_watch(now)
        occurrence = occurrence_at(meeting, now)
        assert occurrence is not None  # it lasts all day, every day
        circle = circle_of(meeting=meeting, occurrence=occurrence)
        self._people, self._memories = {}, Memories()
        for name in [*SHARES, LISTENS]:
            arrival = Arrival(
                identity=f"guest:demo {name}",
                name=name,
                belongs=True,
                duties=("host",) if name == "Alder" else (),
                listening=name == LISTENS,
            )
            self._people[take_seat(circle=circle, arrival=arrival, key=key_of(circle, now), now=now).id] = name
        self._circle = circle
        return circle

    def run(self, stop: threading.Event) -> None:
        """Live the evening, again and again, until `stop` is set."""
        while not stop.wait(LOOK):
            close_old_connections()
            try:
                self.step(timezone.now())
            except Exception as fault:  # noqa: BLE001  (a demo must never bring down what it shows)
                log.warning("The demo evening stumbled (%s) and goes on.", type(fault).__name__)
        close_old_connections()


def where() -> str:
    """The address of the door through which anyone can watch."""
    return reverse("circle_door", args=[SLUG])


def a_meeting_to_watch(now: datetime) -> Meeting:
    """The meeting of the pretend people, made when it is not there yet: all day, every day."""
    with suppress(Meeting.DoesNotExist):
        return Meeting.objects.select_related("group__body").get(slug=SLUG)
    body, _ = Body.objects.get_or_create(
        slug=SLUG, defaults={"name": "Pretend people", "zone": "UTC", "created_at": now}
    )
    group, _ = Group.objects.get_or_create(
        body=body, defaults={"claimed_at": now, "welcome": "Pretend people sit here and take turns. Come in and watch."}
    )
    meeting, _ = Meeting.objects.get_or_create(
        slug=SLUG,
        defaults={
            "group": group, "name": "An evening to watch", "zone": "UTC", "time": time(0), "minutes": 1440,
            "languages": ["en"], "script": SCRIPT, "thanks": "Thank you, {name}",
        },
    )  # fmt: skip
    lay_out(meetings=[meeting], now=now)
    return meeting
