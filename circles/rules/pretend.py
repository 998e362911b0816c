"""Pretend people: what they are called and say, and what one of them does next in a rehearsal.

Nothing is remembered about them: who they are follows from the circle's key, and what is due from the clock and the table.
So whoever looks moves them on, and no process has to keep them going.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from circles.rules.acts import able
from circles.rules.seal import who
from circles.rules.table import Table

# All of it is made up.
SHARES = {
    "Alder": [
        "I nearly stayed at home tonight. I am glad I did not.",
        "This week I asked someone for help, and the sky stayed where it was.",
        "That is all. Thank you for being here.",
    ],
    "Bramble": [
        "I don't know yet what I want to say, so I will be slow.",
        "My brother called. I listened to all of it, and I did not try to mend anything.",
        "It was a good call.",
    ],
    "Cricket": ["I am grateful for the quiet in this room.", "Today was ordinary, and ordinary is new to me."],
    "Dune": ["Last month I could not have sat here for ten minutes.", "Tonight I can. I wanted to say so out loud."],
}
READ = timedelta(seconds=8)  # for a part of the script, and between two sentences of a share
ASKING = ("rise", "hand")  # how one asks for the piece, where the way of taking turns has one ask
AT_REHEARSALS = ("Alder", "Bramble", "Cricket")


@dataclass(frozen=True)
class Move:
    """What one of them does next."""

    seat: str
    verb: str
    words: str = ""
    to: int | None = None


def identity(name: str) -> str:
    """Who a pretend person is at the door: no cookie or sign-in can claim it."""
    return f"pretend:{name}"


def people_of(table: Table, key: bytes | None) -> dict[str, str]:
    """The pretend people at this table, by seat; none when the key is lost."""
    if key is None:
        return {}
    known = {who(key, identity(name)): name for name in SHARES}
    return {seat.id: known[seat.who] for seat in table.seats.values() if seat.who in known and seat.left_at is None}


def next_move(table: Table, people: dict[str, str], said: int, now: datetime) -> Move | None:
    """What one of `people` does now in a rehearsal, or None while they wait. They lead nothing: that is rehearsed.

    `said`: how many sentences have been shown in the turn that is on.
    """
    if table.circle.opened_at is None or table.circle.paused_at is not None:
        return None
    if table.turn is not None:
        return _with_the_piece(table, people, said, now)
    since = [moment for moment in (table.circle.segment_at, table.circle.quiet_since) if moment is not None]
    if not table.sharing or any(now - moment < READ for moment in since):
        return None
    for seat in people:
        if not table.seats[seat].turns:
            may = able(table, seat, now)
            if verb := next((each for each in ASKING if each in may), None):
                return Move(seat, verb)
    return None


def due_at(now: datetime) -> datetime:
    """When to look at them again."""
    return now + READ / 2


def _with_the_piece(table: Table, people: dict[str, str], said: int, now: datetime) -> Move | None:
    turn = table.turn
    assert turn is not None
    if turn.seat_id not in people:
        return None
    may = able(table, turn.seat_id, now)
    if turn.begun_at is None:
        if now - turn.offered_at < READ / 2:
            return None
        ready = "begin" if not table.seats[turn.seat_id].turns else "listen"
        return Move(turn.seat_id, ready) if ready in may else None
    if now - turn.begun_at < READ * (said + 0.5):
        return None
    sentences = SHARES[people[turn.seat_id]]
    if said < len(sentences):
        return Move(turn.seat_id, "words", sentences[said])
    onward = _someone_who_has_not_shared(table, turn.seat_id, now)
    if "hand-on" in may and onward is not None:
        return Move(turn.seat_id, "hand-on", to=onward)
    return Move(turn.seat_id, "done") if "done" in may else None


def _someone_who_has_not_shared(table: Table, seat: str, now: datetime) -> int | None:
    """The next place round the ring where somebody sits who has not shared yet."""
    places = sorted(each.place for each in table.present(now) if each.id != seat and not each.turns)
    mine = table.seats[seat].place
    return next((place for place in places if place > mine), next(iter(places), None))
