"""Knocking: who waits at the door, who may answer, and what happens when nobody does.

Nobody can be locked out and nobody can flood: an unanswered knock opens the door by itself after five minutes, or at once where
nobody is inside who could answer; after unrest (a slow door) it then lets in one person every twenty seconds, the first to
knock first. Twenty seconds are short for one newcomer and long for a crowd of trolls, and whoever comes back may answer them all.
"""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from django.db import transaction

from circles.access import Standing
from circles.models import Circle, Knock, Seat
from circles.rules.answering import GONE, attended, is_waiting, waiting
from circles.rules.doors import Arrival
from circles.rules.names import tidy_name
from circles.rules.refusals import CircleClosed, DoorIsBusy, NotJustNow
from circles.rules.seal import Person, seal_person, unseal_person, who
from circles.rules.table import Table, locked_table
from circles.rules.threshold import Answer, answer, inside
from rooms.presence import Presence

PATIENCE = timedelta(minutes=5)  # unanswered so long, the door opens by itself
AGAIN = timedelta(minutes=5)  # after "not now"
ONE_BY_ONE = timedelta(seconds=20)  # at a slow door that nobody answers
WAITING_AT_MOST = 40


@dataclass(frozen=True)
class AtDoor:
    """Someone before the door, and the circle behind it as it stands at that moment."""

    table: Table
    now: datetime
    person: Person  # as they named themselves when they knocked
    has_place: bool
    knock: Knock | None

    @property
    def known(self) -> bool:
        """Whether they sat or knocked here before."""
        return self.has_place or self.knock is not None

    def answer(self, comer: Standing) -> Answer:
        """What the door says to them."""
        let_in = self.knock is not None and self.knock.let_in_at is not None
        since = self.knock.at if self.knock is not None and let_in else self.now
        going_on = inside(self.table, attended=attended(self.table, self.now), since=since)
        return answer(self.table.meeting, comer, going_on, self.now, has_place=self.has_place, let_in=let_in)


def is_locked_out(table: Table, row: Seat) -> bool:
    """Whether they had left before the lock was changed, and so come to the door as someone new."""
    changed = table.circle.lock_changed_at
    return changed is not None and row.left_at is not None and row.left_at <= changed


def stand(table: Table, *, identity: str, seat: str | None, key: bytes, now: datetime) -> AtDoor:
    """Before the door of that circle, as whoever is known by `identity` or proves `seat`."""
    known = who(key, identity)
    sat = any(
        (known == each.who or seat == each.id) and not is_locked_out(table, each) for each in table.seats.values()
    )
    mine = next((each for each in table.knocks.values() if each.who == known), None)
    person = unseal_person(key, mine.sealed, seat=mine.pk) if mine else Person()
    return AtDoor(table, now, person, sat, mine)


# Knocking, and looking again


def knock(*, circle: Circle, arrival: Arrival, key: bytes, now: datetime, let_in: bool = False) -> Knock:
    """Note who stands at the door. Knocking again while one waits changes nothing but the name.

    `let_in`: nobody need answer; they only wait for a pause.

    Raises CircleClosed, DoorIsBusy, or NotJustNow where they were asked to wait a little.
    """
    with transaction.atomic():
        held = Circle.objects.select_for_update().get(pk=circle.pk)
        if held.closed_at is not None:
            raise CircleClosed
        rows = list(Knock.objects.filter(circle=held))
        known = who(key, arrival.identity)
        mine = next((row for row in rows if row.who == known), None)
        if mine is not None and mine.not_now_at is not None and now < mine.not_now_at + AGAIN:
            raise NotJustNow(mine.not_now_at + AGAIN)
        there = [row for row in rows if is_waiting(row, now)]
        if mine is None or (mine not in there and mine.let_in_at is None):
            if len(there) >= WAITING_AT_MOST:
                raise DoorIsBusy
            mine = mine or Knock(circle=held, who=known, number=1 + max((row.number for row in rows), default=0))
            mine.at, mine.not_now_at = now, None  # whoever comes back stands behind those who stayed
        mine.seen_at, mine.listening = now, arrival.listening
        if let_in:
            mine.let_in_at = mine.let_in_at or now
        person = Person(name=tidy_name(arrival.name), first_time=arrival.first_time)
        mine.sealed = seal_person(key, person, seat=mine.id)
        mine.save()
        return mine


def look_again(at: AtDoor, *, presence: Presence, key: bytes) -> AtDoor:
    """How it stands with a knock when its person looks: still waiting, answered, or let in by itself.

    Only where the door opens by itself is the circle read again, under its lock. Raises CircleClosed.
    """
    mine, now = at.knock, at.now
    if mine is None:
        return at
    if now - mine.seen_at > GONE / 4:
        Knock.objects.filter(pk=mine.pk).update(seen_at=now)
    if mine.let_in_at is not None or mine.not_now_at is not None or not _opens_by_itself(at.table, mine.pk, now):
        return at
    try:
        with locked_table(at.table.circle.room, presence=presence, key=key) as held:
            if _opens_by_itself(held, mine.pk, now):
                held.knocks[mine.pk].let_in_at = now
    except Circle.DoesNotExist:
        raise CircleClosed from None
    return replace(at, table=held, knock=held.knocks[mine.pk])


def _opens_by_itself(table: Table, mine: str, now: datetime) -> bool:
    row = table.knocks.get(mine)
    if row is None or (attended(table, now) and now < row.at + PATIENCE):
        return False
    if not table.circle.slow_door:
        return True
    last = max((each.let_in_at for each in table.knocks.values() if each.let_in_at is not None), default=row.at)
    first = [each for each in waiting(table, now) if each.pk != mine][:1]
    return (
        all((row.at, row.number) < (each.at, each.number) for each in first) and now >= max(last, row.at) + ONE_BY_ONE
    )
