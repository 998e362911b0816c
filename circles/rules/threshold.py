"""Who comes in, and how: one answer for whoever stands at the door, from the group's own threshold and what goes on inside."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from circles.access import Standing, is_not_for
from circles.rules.refusals import ListenFirst
from circles.rules.table import Table
from groups.models import Latecomers, Meeting, Threshold

JUST_CAME = timedelta(minutes=3)


class Answer(StrEnum):
    """What the door says."""

    COME = "come"
    KNOCK = "knock"  # and wait until somebody inside answers
    PAUSE = "pause"  # and wait until nobody has the piece
    LATE = "late"  # the doors have closed for tonight
    MEMBERS = "members"  # it is for members of the group
    ACCOUNT = "account"  # young people: nobody is here as a guest


@dataclass(frozen=True)
class Inside:
    """What goes on inside, as far as it matters to the door."""

    opened_at: datetime | None = None
    slow: bool = False
    attended: bool = False  # somebody is here who could answer a knock
    sharing: bool = False  # somebody has the piece, since before this person came to the door


def answer(
    meeting: Meeting, comer: Standing, inside: Inside, now: datetime, *, has_place: bool = False, let_in: bool = False
) -> Answer:
    """What the door says to this person; `let_in`: they knocked, and were answered.

    Whoever has sat here tonight comes back freely: a dropped line must not cost anyone their place.
    """
    if meeting.youth and not comer.account:
        return Answer.ACCOUNT
    if has_place:
        return Answer.COME
    if is_not_for(meeting, comer):
        return Answer.MEMBERS
    needed = comer.serves or comer.certified  # the circle may be waiting for just this person
    if not (needed or let_in) and doors_are_shut(meeting, inside.opened_at, now):
        return Answer.LATE
    # Nobody is indispensable: with nobody there to answer, a knock would be a locked door.
    unanswerable = not inside.attended and not inside.slow
    if knocks(meeting, slow=inside.slow) and not (comer.belongs or needed or let_in or unanswerable):
        return Answer.KNOCK
    if inside.opened_at is not None and meeting.latecomers == Latecomers.PAUSE and inside.sharing:
        return Answer.PAUSE
    return Answer.COME


def inside(table: Table, *, attended: bool, since: datetime) -> Inside:
    """What goes on at this table, for someone who has stood at the door since then.

    A share that began later than that tells of a pause in between: whoever waited for one has waited long enough.
    """
    turn, circle = table.turn, table.circle
    sharing = turn is not None and turn.begun_at is not None and turn.begun_at <= since
    return Inside(circle.opened_at, circle.slow_door, attended, sharing)


def knocks(meeting: Meeting, *, slow: bool) -> bool:
    """Whether those who do not belong to the group knock here tonight.

    At a door for members, whoever joined only today does: saying "I belong" is one press, and someone greets them.
    """
    return slow or meeting.threshold in (Threshold.KNOCK, Threshold.MEMBERS)


def doors_close_at(meeting: Meeting, opened_at: datetime | None) -> datetime | None:
    """From when nobody new comes in; None where the doors stay open, or while the circle has not been opened."""
    if opened_at is None or meeting.latecomers != Latecomers.SHUT:
        return None
    return opened_at + timedelta(minutes=meeting.late_minutes)


def doors_are_shut(meeting: Meeting, opened_at: datetime | None, now: datetime) -> bool:
    closing = doors_close_at(meeting, opened_at)
    return closing is not None and now >= closing


def came_late(table: Table, seat: str, now: datetime) -> bool:
    """Whether this person has just come to a circle that had begun: for a little while their page says where it is."""
    opened_at, came_at = table.circle.opened_at, table.seats[seat].came_at
    return opened_at is not None and came_at is not None and opened_at < came_at and now < came_at + JUST_CAME


# Where a group asks guests to listen first


def may_speak_from(table: Table, seat: str) -> datetime | None:
    """From when a guest may ask for the piece, in a group where guests listen first; None for everyone else."""
    minutes, came_at = table.meeting.listen_first_minutes, table.seats[seat].came_at
    if not minutes or came_at is None or table.person(seat).belongs or table.person(seat).duties:
        return None
    return came_at + timedelta(minutes=minutes)


def listens_first(table: Table, seat: str, now: datetime) -> bool:
    moment = may_speak_from(table, seat)
    return moment is not None and now < moment


def check_listened(table: Table, seat: str, now: datetime) -> None:
    """Raises ListenFirst, which says from when."""
    moment = may_speak_from(table, seat)
    if moment is not None and now < moment:
        raise ListenFirst(moment)
