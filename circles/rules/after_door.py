"""How a closing circle leaves a door open for those who like to stay, and how one goes through it: by choice only."""

from collections.abc import Callable
from datetime import datetime

from circles.models import After, AfterPlace
from circles.rules.after import AfterClosed, Talk, check_free
from circles.rules.after_table import NOT_YET, locked_talk
from circles.rules.clock import EMPTY
from circles.rules.refusals import NotNow
from circles.rules.seal import Person, who
from circles.rules.table import Table
from rooms.presence import Presence

ENOUGH = 2  # people: nobody is asked to stay and talk with nobody


def open_after(table: Table, *, key_for: Callable[[str], bytes]) -> After | None:
    """Make the after-meeting of a circle that closes just now, before its seats are erased, in the same transaction.

    A place is kept for everyone present who was not asked to leave or to wait. `key_for` makes the key of that room.
    """
    circle, meeting, at = table.circle, table.meeting, table.circle.closed_at
    if at is None or circle.opened_at is None or circle.rehearsal or not meeting.after_meeting or meeting.youth:
        return None
    welcome = [seat for seat in table.seats if _may_stay(table, seat, at)]
    if len(welcome) < ENOUGH:
        return None
    after = After.objects.create(circle=circle, opened_at=at)
    key = key_for(after.slug)
    # In the order of their marks, which says nothing: the order of rows must not tell who sat where.
    marks = sorted(mark_of(key, seat) for seat in welcome)
    AfterPlace.objects.bulk_create([AfterPlace(after=after, mark=mark) for mark in marks])
    return after


def _may_stay(table: Table, seat: str, at: datetime) -> bool:
    row = table.seats[seat]
    if row.left_at or row.asked_to_leave_at or (row.doorstep_until and row.doorstep_until > at):
        return False
    gone = table.presence.gone_at(seat, at)
    return gone is None or at - gone < EMPTY  # whose line dropped at the last moment was there too


def mark_of(key: bytes, seat: str) -> str:
    """A seat of the circle as the after-meeting knows it: nothing without this room's key."""
    return who(key, f"seat:{seat}")


def kept_place(after: After, *, seat: str, key: bytes | None) -> AfterPlace | None:
    """The place kept for whoever proves that seat, if there is one and they were not asked to leave."""
    if key is None:
        return None
    return AfterPlace.objects.filter(after=after, mark=mark_of(key, seat), asked_to_leave_at=None).first()


def decline(*, slug: str, place: str, presence: Presence, clock: Callable[[], datetime]) -> bool:
    """Go home instead: the place is kept no longer. Whether the room closed, as when nobody is left to choose."""
    with locked_talk(slug, presence=presence, key=None, clock=clock) as (talk, _now):
        if place not in talk.places:
            AfterPlace.objects.filter(pk=place, after=talk.after).delete()
            talk.undecided = AfterPlace.objects.filter(NOT_YET, after=talk.after).exists()
    return talk.after.closed_at is not None


def enter(
    *, slug: str, place: str, person: Person, presence: Presence, key: bytes, clock: Callable[[], datetime]
) -> AfterPlace:
    """Come in to the place kept for oneself, under the name given now. Raises AfterClosed, NameTaken."""
    refusal: NotNow | None = None
    with locked_talk(slug, presence=presence, key=key, clock=clock) as (talk, now):
        try:
            _enter(talk, place, person, now)
        except NotNow as no:
            refusal = no
    if refusal is not None:
        raise refusal
    return talk.places[place]


def _enter(talk: Talk, place: str, person: Person, now: datetime) -> None:
    if talk.after.closed_at is not None:
        raise AfterClosed
    row = talk.places.get(place) or AfterPlace.objects.filter(after=talk.after, pk=place).first()
    if row is None or row.asked_to_leave_at is not None:
        raise AfterClosed
    check_free(talk, person.name, but=place)
    row.left_at, row.came_at = None, now
    if row.number is None:
        talk.after.people += 1
        row.number = talk.after.people
    talk.places[place], talk.people[place] = row, person
    talk.after.version += 1
