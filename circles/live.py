"""The circle's own edge: acts with presence and key at hand, readings for the hub, and word to every process after commit."""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime

from django.db import connection
from django.db.models import Case, F, OuterRef, Subquery, Value, When
from django.template.loader import render_to_string
from django.utils import timezone, translation

from circles.models import Circle, Seat, Turn
from circles.rules.clock import FORGOTTEN
from circles.rules.refusals import CircleClosed
from circles.rules.settle import next_due
from circles.rules.sitting import Outcome, perform, settle_circle
from circles.rules.table import Table, read_table
from circles.scene import line_text, my_line, next_change, picture
from rooms.hub import Pulse, Reading
from rooms.memory import memory
from rooms.news import changed
from rooms.presence import PLAIN_LEASE, PLAIN_TAB

SEAT = "seat"  # the one audience so far


def key_of(circle: Circle, now: datetime) -> bytes:
    """The circle's key: made when first asked for, gone two hours after the planned end whatever else happens."""
    return memory.key(circle.room, seconds=(circle.ends_at + FORGOTTEN - now).total_seconds())


def known_key(circle: Circle) -> bytes | None:
    """The circle's key if there is one already; asking makes none."""
    return memory.known_key(circle.room)


def act(*, circle: Circle, seat: str, verb: str, act_key: str, words: str = "") -> Outcome:
    """Perform and tell. Raises a NotNow with what stands in the way."""
    try:
        outcome = perform(
            slug=circle.slug, seat=seat, verb=verb, act_key=act_key, words=words,
            presence=memory.presence(circle.room), key=key_of(circle, timezone.now()), clock=timezone.now,
        )  # fmt: skip
    except CircleClosed:
        _after_closing(circle.room)
        raise
    finally:
        changed(circle.room)
    if outcome.closed:
        _after_closing(circle.room)
    return outcome


def settle_now(slug: str, clock: Callable[[], datetime] = timezone.now) -> Outcome:
    """Apply what is due and tell, if anything was. Raises CircleClosed."""
    outcome = settle_circle(slug=slug, presence=memory.presence(slug), clock=clock)
    if outcome.changed:
        changed(slug)
    if outcome.closed:
        _after_closing(slug)
    return outcome


def _after_closing(room: str) -> None:
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


@dataclass(frozen=True)
class View:
    """A circle read and settled at one moment, for a page or the hub."""

    table: Table
    key: bytes | None
    now: datetime

    def picture(self) -> dict:
        return picture(self.table, key=self.key, now=self.now)

    def mine(self, seat: str) -> dict:
        return my_line(self.table, seat, self.now)


def look(slug: str, now: datetime | None = None) -> View:
    """The circle as it stands now, whatever was due applied first. Raises CircleClosed."""
    view = _read(slug, now or timezone.now())
    due = next_due(view.table, view.now)
    if due is not None and due <= view.now:
        settle_now(slug)
        view = _read(slug, now or timezone.now())
    return view


def _read(slug: str, now: datetime) -> View:
    circle = Circle.objects.select_related("meeting__group__body").filter(slug=slug, closed_at=None).first()
    if circle is None:
        raise CircleClosed
    key = known_key(circle)
    return View(read_table(circle, presence=memory.presence(circle.room), key=key), key, now)


def live_html(view: View) -> str:
    """The parts of the page that change, as every place sees them, in the language now active."""
    return render_to_string("circles/_live.html", view.picture())


class CircleSource:
    """How the hub reads circles."""

    def pulses(self, rooms: list[str]) -> dict[str, Pulse]:
        open_turn = Turn.objects.filter(circle=OuterRef("pk"), ended_at=None, begun_at__isnull=False)
        rows = (
            Circle.objects.filter(slug__in=rooms)
            .annotate(
                holder=Case(When(paused_at=None, then=Subquery(open_turn.values("seat_id")[:1])), default=Value(None)),
                helper=Case(When(paused_at=None, then=F("helping_id")), default=Value(None)),
            )
            .values_list("slug", "version", "fence", "closed_at", "paused_at", "holder", "helper")
        )
        return {
            slug: Pulse(version, fence, frozenset(filter(None, (holder, helper))), bool(closed_at), bool(paused_at))
            for slug, version, fence, closed_at, paused_at, holder, helper in rows
        }

    def reading(self, room: str, now: datetime, tongues: frozenset[str]) -> Reading | None:
        try:
            view = look(room)
        except CircleClosed:
            return None
        shared = {}
        for tongue in tongues:
            with translation.override(tongue):
                shared[SEAT, tongue] = live_html(view)
        table = view.table
        lines = {
            seat.id: (SEAT, line_text(view.mine(seat.id))) for seat in table.seats.values() if seat.left_at is None
        }
        due = [moment for moment in (next_due(table, view.now), next_change(table, view.now)) if moment is not None]
        return Reading(_pulse(table), shared, lines, min(due, default=None))


def _pulse(table: Table) -> Pulse:
    circle, turn = table.circle, table.turn
    voices = set()
    if turn is not None and turn.begun_at is not None and circle.paused_at is None:
        voices = {turn.seat_id} | ({circle.helping_id} if circle.helping_id else set())
    return Pulse(circle.version, circle.fence, frozenset(voices), bool(circle.closed_at), bool(circle.paused_at))


def seat_is_taken(seat: str, slug: str) -> bool:
    """Whether that seat is somebody's in an open circle at that address. One query."""
    return Seat.objects.filter(pk=seat, circle__slug=slug, circle__closed_at=None, left_at=None).exists()


circles = CircleSource()


def close_forgotten(*, now: datetime) -> int:
    """Settle every circle past its planned end, so that an empty one closes and forgets; gives how many closed."""
    closed = 0
    for slug in Circle.objects.filter(closed_at=None, ends_at__lt=now).values_list("slug", flat=True):
        with suppress(CircleClosed):
            closed += settle_now(slug, clock=lambda: now).closed
    return closed
