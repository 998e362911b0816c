"""The waits of a circle and the clock of a share, which serves and never cuts."""

from datetime import datetime, timedelta

from circles.models import Turn
from circles.models.turn import CLOCKED

OFFER = timedelta(seconds=30)  # an offer unanswered so long moves on
OFFER_PLAIN = timedelta(seconds=90)  # the same without script, where an answer takes a page
OFFER_AT_MOST = timedelta(seconds=120)  # however often a permission prompt or a touch held it
DROP = timedelta(seconds=20)  # a speaker whose line dropped keeps the piece so long
ASK = timedelta(seconds=90)  # neither sound nor touch: "Take your time. Still with us?"
ANSWER = timedelta(seconds=60)
AGREE = timedelta(seconds=60)  # how long one person's wish waits for a second
HOST_GRACE = timedelta(seconds=60)  # after the start, before hosting falls to any member of the group
HOST_GONE = timedelta(seconds=30)
ANYONE_OPENS = timedelta(minutes=5)  # after the start: those who could open may be here and asleep
OTHERS_FIRST = timedelta(seconds=60)  # a piece in the centre waits for those who have not shared
CERTIFICATES = timedelta(seconds=30)  # how often a circle of young people looks whether its adults still hold theirs
DOORSTEP = timedelta(minutes=5)  # one servant may ask somebody to wait at the door so long, and not again for as long
GO_ON = timedelta(minutes=3)  # after which one person's wish to go on ends a pause that no host is there to end
RUSH, RUSH_IN = 5, timedelta(seconds=30)  # more guests than this, within so long, and the door goes slowly
OVER_LIMIT = timedelta(seconds=60)
UNCLOCKED = timedelta(minutes=10)  # after which even an unclocked turn can be moved on without a host
EMPTY = timedelta(minutes=10)
FORGOTTEN = timedelta(hours=2)  # after the planned end


def spent(turn: Turn, now: datetime) -> timedelta:
    """What a turn's clock shows."""
    running = now - turn.running_since if turn.running_since else timedelta(0)
    return (turn.spent or timedelta(0)) + running


def stop(turn: Turn, now: datetime) -> None:
    turn.spent, turn.running_since = spent(turn, now), None


def run(turn: Turn, now: datetime) -> None:
    """Let the clock of a share go on where it stood."""
    if turn.kind in CLOCKED and turn.begun_at and turn.running_since is None:
        turn.running_since = now


def may_be_moved_on_at(turn: Turn, share_seconds: int, now: datetime) -> datetime | None:
    """From when a circle without a host may move on; None while the clock stands still."""
    if turn.begun_at is None:
        return None
    if turn.kind not in CLOCKED:
        return turn.begun_at + UNCLOCKED
    if turn.running_since is None:
        return None
    return now + timedelta(seconds=share_seconds) + OVER_LIMIT - spent(turn, now)
