"""The circle's own edge: acts with presence and key at hand, readings for the hub, and word to every process after commit."""

from collections.abc import Callable, Collection, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from django.db import connection
from django.db.models import Case, F, OuterRef, Subquery, Value, When
from django.template.loader import render_to_string
from django.utils import timezone, translation

from circles.heard import Heard, heard_in
from circles.models import Circle, Seat, Turn, Words
from circles.rules import knocks, pretend
from circles.rules.after import AT_MOST
from circles.rules.after_door import open_after
from circles.rules.clock import FORGOTTEN
from circles.rules.doors import Arrival, take_seat
from circles.rules.refusals import CircleClosed, NotNow
from circles.rules.settle import next_due
from circles.rules.sitting import Outcome, perform, settle_circle
from circles.rules.table import Table, end_terms, read_table
from circles.scene import EVERYONE, lines, my_line, next_change, picture
from rooms.memory import memory
from rooms.news import came, changed
from rooms.presence import PLAIN_LEASE, PLAIN_TAB
from rooms.readings import Pulse, Reading

LEAN = " lean"  # after a language: for a page that spares data


def key_of(circle: Circle, now: datetime) -> bytes:
    """The circle's key: made when first asked for, gone two hours after the planned end whatever else happens."""
    return memory.key(circle.room, seconds=(circle.ends_at + FORGOTTEN - now).total_seconds())


def known_key(circle: Circle) -> bytes | None:
    """The circle's key if there is one already; asking makes none."""
    return memory.known_key(circle.room)


def act(
    *, circle: Circle, seat: str, verb: str, act_key: str, words: str = "", to: int | None = None,
    fields: Mapping[str, Sequence[str]] | None = None,
) -> Outcome:  # fmt: skip
    """Perform and tell. Raises a NotNow with what stands in the way."""
    try:
        outcome = perform(
            room=circle.room, seat=seat, verb=verb, act_key=act_key, words=words, to=to, fields=fields,
            presence=memory.presence(circle.room), key=key_of(circle, timezone.now()), clock=timezone.now,
            ending=_may_stay,
        )  # fmt: skip
    except CircleClosed:
        forget_room(circle.room)
        raise
    finally:
        changed(circle.room)
    if outcome.closed:
        forget_room(circle.room)
    return outcome


def settle_now(room: str, clock: Callable[[], datetime] = timezone.now) -> Outcome:
    """Apply what is due and tell, if anything was. Raises CircleClosed."""
    outcome = settle_circle(
        room=room, presence=memory.presence(room), clock=clock, key=memory.known_key(room), ending=_may_stay
    )
    if outcome.changed:
        changed(room)
    if outcome.closed:
        forget_room(room)
    return outcome


def _may_stay(table: Table) -> None:
    """Who likes to stay and talk finds a room with a key of its own, made while this one is about to be destroyed."""
    open_after(table, key_for=lambda room: memory.key(room, seconds=AT_MOST.total_seconds()))


def forget_room(room: str) -> None:
    """Destroy the key, so that nothing a disk may still hold can be read; and let SQLite empty its log."""
    memory.forget(room)
    if connection.vendor == "sqlite" and not connection.in_atomic_block:
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def renew_plain_lease(room: str, seat: str) -> None:
    """A page or form is a sign of presence too, for those without script."""
    memory.lease(room, {f"{seat}|{PLAIN_TAB}": (timezone.now() + PLAIN_LEASE).timestamp()})


def end_lease(room: str, seat: str) -> None:
    """Whoever leaves is gone at once, over all tabs."""
    memory.release(room, seat)


def stand_at_door(circle: Circle, identity: str, seat: str | None, now: datetime) -> knocks.AtDoor:
    """The circle as seen from outside by whoever is known by that identity or proves that seat. Raises CircleClosed."""
    if circle.closed_at is not None:  # and no key is made anew for what was forgotten
        raise CircleClosed
    key = key_of(circle, now)
    return knocks.stand(look(circle.room, now).table, identity=identity, seat=seat, key=key, now=now)


def look_again(at: knocks.AtDoor) -> knocks.AtDoor:
    """The same for whoever waits: a knock may have been answered, or the door may open by itself. Raises CircleClosed."""
    circle = at.table.circle
    return knocks.look_again(at, presence=memory.presence(circle.room), key=key_of(circle, at.now))


def come_in(circle: Circle, arrival: Arrival, now: datetime) -> Seat:
    """A place for them, present at once. Raises CircleClosed, NoPlaceLeft, NameTaken."""
    seat = take_seat(circle=circle, arrival=arrival, key=key_of(circle, now), now=now)
    renew_plain_lease(circle.room, seat.id)
    return seat


def wait_at_door(circle: Circle, arrival: Arrival, now: datetime, *, let_in: bool) -> None:
    """Note their knock and tell whoever answers, as an arrival is told. Raises CircleClosed, DoorIsBusy, NotJustNow."""
    knocks.knock(circle=circle, arrival=arrival, key=key_of(circle, now), now=now, let_in=let_in)
    came(circle.room)


@dataclass(frozen=True)
class View:
    """A circle read and settled at one moment, for a page or the hub."""

    table: Table
    key: bytes | None
    now: datetime

    @cached_property
    def heard(self) -> Heard:
        """The last share and its words, read when first shown."""
        return heard_in(self.table, self.key)

    def picture(self, audience: str = EVERYONE) -> dict:
        return picture(self.table, key=self.key, now=self.now, audience=audience, heard=self.heard)

    def mine(self, seat: str) -> dict:
        return my_line(self.table, seat, self.now)


def look(room: str, now: datetime | None = None) -> View:
    """The circle as it stands now, whatever was due applied first. Raises CircleClosed."""
    view = _read(room, now or timezone.now())
    due = next_due(view.table, view.now)
    if due is not None and due <= view.now:
        settle_now(room)
        view = _read(room, now or timezone.now())
    return _with_pretend_people(view) if view.table.circle.rehearsal else view


def _with_pretend_people(view: View) -> View:
    """In a rehearsal whoever looks keeps the pretend people present and lets at most one of them act.

    Two who look at once send the same act, which happens once.
    """
    circle, people = view.table.circle, pretend.people_of(view.table, view.key)
    for seat in people:
        renew_plain_lease(circle.room, seat)
    said = Words.objects.filter(turn__circle=circle, turn__ended_at=None).count()
    move = pretend.next_move(view.table, people, said, view.now)
    if move is None:
        return view
    with suppress(NotNow):
        once = f"pretend-{circle.version}"
        act(circle=circle, seat=move.seat, verb=move.verb, act_key=once, words=move.words, to=move.to)
    return _read(circle.room, view.now)


def _read(room: str, now: datetime) -> View:
    circle = Circle.objects.select_related("meeting__group__body").filter(room=room, closed_at=None).first()
    if circle is None:
        raise CircleClosed
    key = known_key(circle)
    table = read_table(circle, presence=memory.presence(circle.room), key=key)
    end_terms(table, now)
    return View(table, key, now)


def live_html(view: View, audience: str = EVERYONE, *, lean: bool = False) -> str:
    """The parts of the page that change, as that audience sees them, in the language now active.

    `lean`: drawn with as few bytes as tell the same.
    """
    return render_to_string("circles/_live.html", view.picture(audience) | {"lean": lean})


class CircleSource:
    """How the hub reads circles."""

    def pulses(self, rooms: list[str]) -> dict[str, Pulse]:
        open_turn = Turn.objects.filter(circle=OuterRef("pk"), ended_at=None, begun_at__isnull=False)
        rows = (
            Circle.objects.filter(room__in=rooms)
            .annotate(
                holder=Case(When(paused_at=None, then=Subquery(open_turn.values("seat_id")[:1])), default=Value(None)),
                helper=Case(When(paused_at=None, then=F("helping_id")), default=Value(None)),
            )
            .values_list("room", "version", "fence", "closed_at", "paused_at", "holder", "helper", "word")
        )
        return {
            room: Pulse(version, fence, frozenset(filter(None, voices)), bool(closed_at), bool(paused_at))
            for room, version, fence, closed_at, paused_at, *voices in rows
        }

    def reading(self, room: str, now: datetime, tongues: frozenset[str]) -> Reading | None:
        try:
            view = look(room)
        except CircleClosed:
            return None
        table, shared = view.table, {}
        told = lines(table, view.now)
        for tongue in tongues:
            with translation.override(tongue.removesuffix(LEAN)):
                for audience in {EVERYONE, *(audience for audience, _line in told.values())}:
                    shared[audience, tongue] = live_html(view, audience, lean=tongue.endswith(LEAN))
        due = [moment for moment in (next_due(table, view.now), next_change(table, view.now)) if moment is not None]
        if table.circle.rehearsal:
            due.append(pretend.due_at(view.now))
        return Reading(_pulse(table), shared, told, min(due, default=None))


def _pulse(table: Table) -> Pulse:
    circle, turn = table.circle, table.turn
    voices = {circle.word_id} if circle.word_id else set()
    if turn is not None and turn.begun_at is not None and circle.paused_at is None:
        voices = {turn.seat_id} | ({circle.helping_id} if circle.helping_id else set())
    return Pulse(circle.version, circle.fence, frozenset(voices), bool(circle.closed_at), bool(circle.paused_at))


def rooms_of(seats: Collection[str]) -> dict[str, str]:
    """The room in which each of these seats is somebody's, while its circle is open and they do not wait at the door.

    A seat of which that is not true is left out. One query.
    """
    sits = Seat.objects.filter(pk__in=seats, left_at=None, doorstep_until=None, circle__closed_at=None)
    return dict(sits.values_list("pk", "circle__room"))


circles = CircleSource()


def close_forgotten(*, now: datetime) -> int:
    """Settle every circle past its planned end, so that an empty one closes and forgets; gives how many closed."""
    closed = 0
    for room in Circle.objects.filter(closed_at=None, ends_at__lt=now).values_list("room", flat=True):
        with suppress(CircleClosed):
            closed += settle_now(room, clock=lambda: now).closed
    return closed
