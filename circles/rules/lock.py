"""Changing the lock: the circle gets a new address at once, and whoever sits in it comes along without noticing.

Nobody else does: whoever waits at the door goes on waiting there, whoever had been let in and not come yet, or had left their
place, stands at the door like someone new, and whoever was asked to leave learns nothing. New guests knock (circles.md 8.13).
"""

from collections.abc import Iterable
from datetime import datetime, timedelta

from circles.models import CareTaken, Knock
from circles.models.circle import random_address
from circles.rules.deeds import ActRule, Rules
from circles.rules.helm import forget, of_the_group, servant, serves, together
from circles.rules.refusals import LockJustChanged, NotYours
from circles.rules.table import Table

VERB = "change-lock"
WISH = f"{VERB} 0"  # about nobody's place, and it stands while the script goes on, as wishes about a person do
AT_ONCE = timedelta(seconds=30)  # two who press at the same time change it once


def check_change(table: Table, seat: str, now: datetime) -> None:
    """For the host or the door; or two of the group where neither is here. Raises NotYours, LockJustChanged."""
    if serves(table, now) and not servant(table, seat, now):
        raise NotYours
    if not of_the_group(table, seat, now):
        raise NotYours
    changed = table.circle.lock_changed_at
    if changed is not None and now < changed + AT_ONCE:
        raise LockJustChanged


def change(table: Table, seat: str, now: datetime) -> None:
    """Give the circle a new address, or wish it until a second of the group does."""
    check_change(table, seat, now)
    by = [seat]
    if not servant(table, seat, now):
        first = together(table, WISH, seat, now=now, members_only=True)
        if first is None:
            return
        by = list(dict.fromkeys([first, seat]))
    forget(table, WISH)
    circle = table.circle
    circle.slug, circle.lock_changed_at, circle.slow_door = random_address(), now, True
    for knock in _outside(table):
        knock.let_in_at, knock.at = None, now
    table.fresh.extend(CareTaken(circle=circle, by_id=each, verb=VERB, at=now) for each in by)


def _outside(table: Table) -> Iterable[Knock]:
    """The knocks of those who have not come in. Whoever sits here may have knocked before, too."""
    inside = {seat.who for seat in table.seats.values() if seat.left_at is None}
    return [knock for knock in table.knocks.values() if knock.who not in inside]


ACTS: Rules = {VERB: ActRule(check_change, change)}
