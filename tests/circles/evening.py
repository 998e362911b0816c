"""An evening in memory for random orders of events: a table, the tabs and pages of its people, and a clock.

Every step is followed by the promises every state must keep (`promises`). Used by test_turns_hold and nothing else.
"""

import copy
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from circles.models.duty import Duty
from circles.models.turn import CLOCKED, Kind
from circles.rules.acts import ACTS, able
from circles.rules.clock import DOORSTEP, spent
from circles.rules.deeds import AimedRule
from circles.rules.line import mode
from circles.rules.refusals import NotNow
from circles.rules.seal import Person
from circles.rules.settle import next_due, settle
from circles.rules.table import Table
from rooms.presence import LIVE_LEASE, PLAIN_LEASE, Presence
from tests.circles.cast import does, sit
from tests.circles.likeness import check_alike

OWN_HAND = {"lower", "begin", "listen", "words", "leave", "rise"}  # what can take one's own hand down
MAY_BE_TOO_LATE = {"rise"}  # offered to all while it is quiet, and the first to rise is heard
A_HAIR = timedelta(milliseconds=20)


@dataclass
class Evening:
    """A table and what a room's memory would hold about its people."""

    table: Table
    now: datetime
    until: dict[str, datetime] = field(default_factory=dict)
    signs: dict[str, datetime] = field(default_factory=dict)
    live: set[str] = field(default_factory=set)  # socket open, its leases renewed as time goes by
    lost: set[str] = field(default_factory=set)  # socket half open: counted live until the lease lapses, never renewed
    story: list[str] = field(default_factory=list)

    def look(self) -> None:
        """Presence as a process would read it now."""
        self.until |= dict.fromkeys(self.live, self.now + LIVE_LEASE)
        live = frozenset(seat for seat in self.live | self.lost if self.until[seat] > self.now)
        self.table.presence = Presence(until=dict(self.until), live=live, signs=dict(self.signs))

    # What may happen. Each is one step, checked as a whole.

    def connects(self, seat: str) -> None:
        self.live.add(seat)
        self.lost.discard(seat)
        self.signs[seat] = self.now

    def closes_tab(self, seat: str) -> None:
        self.live.discard(seat)
        self.lost.discard(seat)
        self.until[seat] = min(self.until.get(seat, self.now), self.now)

    def loses_line(self, seat: str) -> None:
        if seat in self.live:
            self.live.discard(seat)
            self.lost.add(seat)

    def opens_page(self, seat: str) -> None:
        self.until[seat] = max(self.until.get(seat, self.now), self.now + PLAIN_LEASE)

    def stirs(self, seat: str) -> None:
        self.signs[seat] = self.now

    def comes_back(self, seat: str) -> None:
        """Through the door again, as circles.rules.doors.take_seat does it."""
        if self.table.circle.closed_at is None and self.table.seats[seat].asked_to_leave_at is None:
            self.table.seats[seat].left_at = None

    def sits_down(self, person: Person) -> None:
        if person.name.lower() not in self.table.seats and self.table.circle.closed_at is None:
            self.until[sit(self.table, person).id] = self.now + PLAIN_LEASE

    def loses_key(self) -> None:
        self.table.people.clear()

    # Steps

    def step(self, what: Callable[[], None], *, told: str = "", own: tuple[str, str] = ("", "")) -> None:
        """One happening at this moment and what has fallen due by then, and the promises over both."""
        self.story.append(told)
        self.look()
        settle(self.table, self.now)
        before = snapshot(self.table, self.now)
        clock = clock_of(self.table, self.now)
        what()
        self.look()
        settle(self.table, self.now)
        check_clock(clock, clock_of(self.table, self.now), timedelta(0))
        self.promises(before, own=own)

    def wait(self, seconds: float, promptly: bool = False) -> None:
        """Time goes by; what falls due is applied promptly, as by a timer, or late, by whoever looks first."""
        self.story.append(f"wait {seconds}{' promptly' if promptly else ''}")
        target = self.now + timedelta(seconds=seconds)
        while True:
            self.look()
            before, began, clock = snapshot(self.table, self.now), self.now, clock_of(self.table, self.now)
            due = next_due(self.table, self.now) if promptly and self.table.circle.closed_at is None else None
            self.now = min(target, max(due, self.now) + A_HAIR) if due is not None else target
            self.look()
            settle(self.table, self.now)
            self.promises(before)
            check_clock(clock, clock_of(self.table, self.now), self.now - began)
            if self.now >= target:
                return

    def does(self, seat: str, verb: str) -> bool:
        """The act, towards the next person where it is aimed, if nothing stands in its way; only a NotNow may."""
        held = [True]

        def act() -> None:
            held[0] = any(self._did(seat, verb, to) for to in self._whom(seat, verb))

        self.step(act, told=f"{seat} {verb}", own=(seat, verb))
        return held[0]

    def _did(self, seat: str, verb: str, to: str) -> bool:
        try:
            does(self.table, seat, verb, self.now, to=to, **self.typed(verb))
        except NotNow:
            return False
        return True

    def _whom(self, seat: str, verb: str) -> list[str]:
        """Whom an act may be aimed at, one after the other: a different one first each time."""
        if not isinstance(ACTS[verb], AimedRule):
            return [""]
        seats, first = list(self.table.seats), len(self.story)
        return [seats[(first + step) % len(seats)] for step in range(len(seats))]

    def typed(self, verb: str) -> dict[str, str]:
        """What a form of that act needs to be filled in with."""
        waiting = [note for note in self.table.notes.values() if not note.answer]
        answer = f"{self.table.seats[waiting[0].seat_id].place} seen" if waiting else ""
        return {"note": {"about": "help"}, "answer": {"answer": answer}}.get(verb, {})

    def everyone(self, verb: str) -> None:
        for seat in list(self.table.seats):
            self.does(seat, verb)

    def does_something(self, seat: str, choice: int) -> None:
        """One of the acts the table offers this person. What is offered is never refused."""
        self.look()
        settle(self.table, self.now)
        row = self.table.seats.get(seat)
        if self.table.circle.closed_at or row is None or row.left_at:
            return
        verbs = [verb for verb in able(self.table, seat, self.now) if verb in VERBS]
        verb = verbs[choice % len(verbs)]
        if isinstance(ACTS[verb], AimedRule) or verb in MAY_BE_TOO_LATE:
            self.does(seat, verb)  # it can be done to somebody, perhaps not to this one
        else:
            assert self.does(seat, verb), f"{verb} was offered to {seat} and refused"

    def promises(self, before: "Snapshot", *, own: tuple[str, str] = ("", "")) -> None:
        """What no order of events may break."""
        table, after = self.table, snapshot(self.table, self.now)
        assert after.version >= before.version
        assert after.fence >= before.fence
        assert settle(table, self.now) == 0, "what was due was applied once and is due again"
        check_alike(table, self.now, every=20, step=len(self.story))
        numbers = [turn.number for turn in table.turns]
        assert numbers == sorted(set(numbers))
        assert after.fence == max(numbers, default=0)
        assert [turn.number for turn in table.turns if turn.ended_at is None] in ([], numbers[-1:])
        for turn in table.turns:
            assert turn.ended_at is None or turn.ended_at >= turn.offered_at
            assert turn.begun_at is None or turn.begun_at >= turn.offered_at
        stamps_now = after.stamps.items() - before.stamps.items()
        early = {stamp: str(at) for stamp, at in stamps_now if at is not None and not before.at <= at <= self.now}
        assert not early, f"done as of a moment already gone by: {early}"
        assert after.places.items() >= before.places.items()
        assert len(set(after.places.values())) == len(after.places)
        hands = [hand for hand in after.hands.values() if hand is not None]
        assert len(hands) == len(set(hands))
        assert all(hand <= table.circle.lines for hand in hands)
        lost = {seat for seat, hand in before.hands.items() if hand is not None and after.hands[seat] != hand}
        asked = {seat.id for seat in table.seats.values() if seat.asked_to_leave_at == self.now}
        heard = {turn.seat_id for turn in table.turns if turn.kind == Kind.RISEN and turn.offered_at >= before.at}
        assert lost <= ({own[0]} if own[1] in OWN_HAND else set()) | asked | heard, f"hands lost: {lost}"
        self._promises_of_now()
        if after.fence > before.fence and table.turn is not None and table.turn.begun_at is None:
            self._offered_in_order()

    def _promises_of_now(self) -> None:
        table, circle, turn = self.table, self.table.circle, self.table.turn
        assert min((seat.round_number for seat in table.seats.values()), default=0) >= 0
        assert circle.round_place is None or circle.round_place >= 0
        assert 0 <= circle.segment < len(circle.script)
        if circle.closed_at is not None:
            assert turn is None
        if turn is not None:
            assert table.seats[turn.seat_id].left_at is None
            assert (turn.begun_at is None) == (turn.offer_until is not None and turn.begun_at is None)
            if circle.paused_at is not None or circle.helping_id is not None or turn.begun_at is None:
                assert turn.running_since is None, "the clock runs while it should stand still"
            elif turn.kind in CLOCKED:
                assert turn.running_since is not None, "the clock of a share stands still"
        if circle.helping_id is not None:
            assert turn is not None
            assert turn.begun_at is not None
            assert turn.seat_id != circle.helping_id
            assert table.seats[circle.helping_id].left_at is None

        self._promises_of_safety()

    def _promises_of_safety(self) -> None:
        """Whoever is quiet or at the door has no voice; nobody waits there long; and a host's word in a pause is the host's."""
        table, circle = self.table, self.table.circle
        voices = {table.turn.seat_id if table.turn else None, circle.helping_id, circle.word_id}
        for seat in table.seats.values():
            assert seat.id not in voices or (seat.quiet_at is None and table.sits(seat.id)), f"{seat.id} is heard"
            assert seat.doorstep_until is None or seat.doorstep_until <= self.now + DOORSTEP
            assert seat.asked_to_leave_at is None or seat.left_at is not None
        assert circle.word_id is None or (circle.paused_at is not None and table.holder_of("host") == circle.word_id)

    def _offered_in_order(self) -> None:
        """Nobody who was here with a hand up stood before whoever has just been offered the piece."""
        table, turn = self.table, self.table.turn
        mine = table.seats[turn.seat_id]
        if mode(table) != "hands" or mine.hand is None or table.circle.current["kind"] == "reserved":
            return
        rank = lambda seat: (table.meeting.one_turn and seat.turns > 0, seat.hand)  # noqa: E731
        for seat in table.seats.values():
            waits = seat.hand is not None and not seat.missed and seat.left_at is None and seat is not mine
            kept = seat.quiet_at or seat.doorstep_until or (seat.doorstep_over_at or turn.offered_at) > turn.offered_at
            if waits and not kept and table.presence.here(seat.id, turn.offered_at):
                assert rank(mine) < rank(seat), f"{seat.id} stood before {mine.id}"


@dataclass(frozen=True)
class Snapshot:
    at: datetime
    version: int
    fence: int
    places: dict[str, int]
    hands: dict[str, int | None]
    stamps: dict[tuple[int, str], datetime]


STAMPS = ("offered_at", "begun_at", "running_since", "asked_at", "stirred_at", "dropped_at", "ended_at")


def snapshot(table: Table, now: datetime) -> Snapshot:
    return Snapshot(
        at=now,
        version=table.circle.version,
        fence=table.circle.fence,
        places={seat.id: seat.place for seat in table.seats.values()},
        hands={seat.id: seat.hand for seat in table.seats.values()},
        stamps={(turn.number, stamp): getattr(turn, stamp) for turn in table.turns[-4:] for stamp in STAMPS},
    )


def clock_of(table: Table, now: datetime) -> tuple[int, timedelta, bool] | None:
    """(turn, what its clock shows, whether it stands still) of the open turn."""
    turn = table.turn
    return None if turn is None else (turn.number, spent(turn, now), turn.running_since is None)


def check_clock(was: tuple | None, shows: tuple | None, elapsed: timedelta) -> None:
    """Over a wait the clock of one turn goes forward by at most the time that went by, and not at all while it stands."""
    if was is None or shows is None or was[0] != shows[0]:
        return
    assert timedelta(0) <= shows[1] - was[1] <= elapsed
    if was[2] and shows[2]:
        assert shows[1] == was[1]


def twin(table: Table) -> Table:
    """The same table again, to be settled otherwise."""
    return replace(
        table,
        circle=copy.copy(table.circle),
        seats={name: copy.copy(seat) for name, seat in table.seats.items()},
        turns=[copy.copy(turn) for turn in table.turns],
        held={name: copy.copy(held) for name, held in table.held.items()},
        wishes=dict(table.wishes),
    )


def facts(table: Table) -> dict:
    """All a table holds, to be compared as a whole."""
    rows = [table.circle, *table.seats.values(), *table.turns, *table.held.values()]
    plain = [{f.attname: getattr(row, f.attname) for f in row._meta.concrete_fields} for row in rows]
    return {"rows": plain, "wishes": sorted((wish, seat, row.at) for (wish, seat), row in table.wishes.items())}


AT_THE_DOOR = {"let-in", "not-now", "let-all-in", "all-not-now", "greet"}  # nobody knocks or is new in these evenings
# Every duty is offered round and handed on alike: hosting stands for all of them; the others are only taken and put down.
HANDED_ON = {f"{what}-{duty}" for what in ("hand", "willing", "unwilling") for duty in Duty.values if duty != Duty.HOST}
VERBS = sorted(set(ACTS) - HANDED_ON - AT_THE_DOOR)
