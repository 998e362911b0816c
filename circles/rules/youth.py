"""Circles for young people: held only in the presence of adults whom their body certified, and never by one of each alone."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

from circles.models import Seat
from circles.rules.clock import stop
from circles.rules.refusals import AdultsNeeded, MoreNeeded
from circles.rules.table import Table

SHORT_AT_MOST = timedelta(minutes=5)  # with too few adults, and then it closes
EVER = datetime.min.replace(tzinfo=UTC)


def adults(table: Table, now: datetime) -> list[Seat]:
    return [seat for seat in table.present(now) if table.person(seat.id).certified]


def too_few(table: Table, now: datetime) -> bool:
    """Whether the piece rests because a certified adult is missing."""
    return table.meeting.youth and len(adults(table, now)) < table.meeting.adults_needed


def alone(table: Table, now: datetime) -> bool:
    """Whether one adult would be alone with one young person."""
    return table.meeting.youth and len(table.present(now)) == 2 and len(adults(table, now)) == 1


def check_adults(table: Table, now: datetime) -> None:
    """Raises what is missing before the circle may open or go on."""
    if too_few(table, now):
        raise AdultsNeeded(table.meeting.adults_needed)
    if alone(table, now):
        raise MoreNeeded


def why(table: Table, now: datetime) -> str:
    """In a word, for the page: "adults" are missing, one of each is "alone", or "" where all is well."""
    if table.circle.opened_at is None and too_few(table, now):
        return "adults"
    return "alone" if alone(table, now) else "adults" if too_few(table, now) else ""


def dues(table: Table, now: datetime) -> Iterator[tuple[datetime, bool]]:
    """When this circle pauses (False) because one of each is alone, and when it closes (True) because it was so too long."""
    circle = table.circle
    if circle.opened_at is None or not table.meeting.youth:
        return
    if alone(table, now):
        since = min(now, max(_since(table, now, enough=3, among=list(table.seats.values())), circle.opened_at))
        if circle.paused_at is None:
            yield since, False
        yield since + SHORT_AT_MOST, True
    if too_few(table, now):
        certified = [seat for seat in table.seats.values() if table.person(seat.id).certified]
        since = _since(table, now, enough=table.meeting.adults_needed, among=certified)
        yield max(since, circle.opened_at) + SHORT_AT_MOST, True


def _since(table: Table, now: datetime, *, enough: int, among: list[Seat]) -> datetime:
    """From when fewer than `enough` of these have been here."""
    went = sorted((_went(table, seat, now) for seat in among), reverse=True)
    return went[enough - 1] if len(went) >= enough else EVER


def _went(table: Table, seat: Seat, now: datetime) -> datetime:
    return min(filter(None, (seat.left_at, table.presence.gone_at(seat.id, now))), default=now)


def pause(table: Table, at: datetime) -> None:
    """Every voice and text rests until somebody joins them."""
    table.circle.paused_at = at
    if turn := table.turn:
        stop(turn, at)
