"""Taking listings in: a row finds its meeting again, nothing is deleted, and a group that has answered is left be.

Rows are read, compared and staged some hundred at a time, which takes as long as it takes and holds nobody up. Then all of
them come to be in one short transaction, or none do.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import IntegrityError, connection, transaction
from django.utils.translation import gettext as _

from feeds.models import Staged
from feeds.rules.applying import ChangedMeanwhile, apply_staged
from feeds.rules.bmlt.bodies import bring_in_bodies, keys_of
from feeds.rules.breathing import breathe
from feeds.rules.comparing import bodies_listed
from feeds.rules.meeting_guide import Line, listing_of
from feeds.rules.reports import Report, Reports
from feeds.rules.staging import Reader, Staging, Told
from groups.models import Meeting
from groups.rules.calendar import IN_THE_RULE, lay_out

LAID_OUT_AT_ONCE = 100  # meetings: on SQLite everyone else waits meanwhile
MOST_ON_SQLITE = 5000  # rows saved at once where one writer holds up all others
TRIES = 3


class TooManyAtOnce(Exception):
    """One file is the whole database, and a long write would hold up a live circle."""

    def __str__(self) -> str:
        return _("On SQLite at most %(most)d rows are taken at once; PostgreSQL takes more.") % {"most": MOST_ON_SQLITE}


class NotNow(Exception):
    """Others kept changing the same listings, or bring in the same list at this moment."""

    def __str__(self) -> str:
        return _("The same listings were being changed at that moment. Nothing was taken; please try again later.")


def bring_in(lines: Iterable[Line], **how: Any) -> list[Report]:
    """What became of the rows of a list that holds meetings only; else like `take`."""
    return take(lines, **how).meetings


def take(
    lines: Iterable[Line],
    *,
    source: str,
    zone: str,
    save: bool,
    now: datetime,
    bodies: Sequence[Line] = (),
    known: bool = False,
    read: Reader = listing_of,
    told: Told = lambda _done, _of: None,
) -> Reports:
    """Take a list in, whole or not at all, and tell what became of each row; without `save` only tell what would.

    `source` names the feed: keys are compared within it. A row that is refused costs only itself. `known` says that it is
    a directory one trusts: its groups are in our own feeds from now on. Raises TooManyAtOnce or NotNow.
    """
    lines = list(lines)
    if save and connection.vendor == "sqlite" and len(lines) > MOST_ON_SQLITE:
        raise TooManyAtOnce
    listed = bodies_listed(source) | keys_of(bodies)
    for _try in range(TRIES):
        staging = Staging(source=source, save=save, now=now, listed=listed)
        try:
            staging.gather(lines, zone=zone, read=read, told=told)
            with transaction.atomic():
                of_bodies = list(bring_in_bodies(bodies, source=source, zone=zone, save=save, now=now))
                if save:
                    staging.hold_back()
                    apply_staged(
                        batch=staging.batch, source=source, known=known, known_groups=staging.to_be_known, now=now
                    )
        except (
            ChangedMeanwhile,
            IntegrityError,
        ):  # a servant changed a listing meanwhile, or another import came first
            continue
        else:
            if save:
                _lay_out(staging.batch, source, now)
            return Reports(staging.reports(), of_bodies)
        finally:
            if save:
                Staged.objects.filter(batch=staging.batch).delete()
    raise NotNow


def _lay_out(batch: UUID, source: str, now: datetime) -> None:
    """The evenings of what was written, some at a time. Cut off here, the hourly clock lays them out."""
    keys = Staged.objects.filter(batch=batch).values("source_key")
    written = list(
        Meeting.objects.filter(source=source, source_key__in=keys).order_by("pk").values_list("pk", flat=True)
    )
    for start in range(0, len(written), LAID_OUT_AT_ONCE):
        some = Meeting.objects.filter(pk__in=written[start : start + LAID_OUT_AT_ONCE]).only(*IN_THE_RULE)
        lay_out(meetings=list(some), now=now)
        breathe()
