"""Taking listings in: a row finds its meeting again, nothing is deleted, and a group that has answered is left be.

Rows are read, compared and staged some hundred at a time, which takes as long as it takes and holds nobody up. Then all of
them come to be in one short transaction, or none do.
"""

import time
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from django.db import DataError, IntegrityError, connection, transaction
from django.utils.translation import gettext as _

from feeds.models import Staged
from feeds.rules.applying import ChangedMeanwhile, apply_staged
from feeds.rules.bmlt.bodies import bring_in_bodies, keys_of
from feeds.rules.comparing import Compared, bodies_listed, compare
from feeds.rules.free_slugs import FreeSlugs
from feeds.rules.meeting_guide import Line, Listing, listing_of
from feeds.rules.reports import Outcome, Report, Reports
from groups.models import Meeting
from groups.rules.calendar import IN_THE_RULE, lay_out
from groups.rules.meeting_fields import RowIsRefused
from groups.rules.times import A_DAY
from rotation.models import Body

A_BATCH = 500
LAID_OUT_AT_ONCE = 100  # meetings: on SQLite everyone else waits meanwhile
A_BREATH = 0.05  # s, in which on SQLite others write
MOST_ON_SQLITE = 5000  # rows saved at once where one writer holds up all others
TRIES = 3

Reader = Callable[..., Listing]  # what a row says, by format
Told = Callable[[int, int], None]  # rows read, and of how many


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
        staging = _Staging(source=source, save=save, now=now, listed=listed)
        try:
            staging.gather(lines, zone=zone, read=read, told=told)
            with transaction.atomic():
                of_bodies = list(bring_in_bodies(bodies, source=source, zone=zone, save=save, now=now))
                if save:
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


class _Staging:
    """A list's rows, compared with what is here, and staged where they are to be written."""

    def __init__(self, *, source: str, save: bool, now: datetime, listed: set[str]) -> None:
        self.batch: UUID = uuid4()
        self.to_be_known: set[int] = set()
        self._source, self._save, self._now, self._listed = source, save, now, listed
        self._reports: dict[int, Report] = {}  # by the row's place in the list: two may stand on one line
        self._on_line: dict[str, int] = {}
        self._groups: set[str] = set()
        self._slugs, self._group_slugs = FreeSlugs(Meeting), FreeSlugs(Body)

    def reports(self) -> list[Report]:
        """A report for each row, in the order of the rows."""
        return [self._reports[place] for place in sorted(self._reports)]

    def gather(self, lines: list[Line], *, zone: str, read: Reader, told: Told) -> None:
        """Read, compare and stage every row."""
        if self._save:
            Staged.objects.filter(at__lt=self._now - A_DAY).delete()
        for start in range(0, len(lines), A_BATCH):
            self._take(start, lines[start : start + A_BATCH], zone, read)
            if self._save:
                _breathe()
            told(min(start + A_BATCH, len(lines)), len(lines))

    def _take(self, start: int, lines: list[Line], zone: str, read: Reader) -> None:
        sound: list[tuple[int, Listing]] = []
        places: list[int] = []
        for place, line in enumerate(lines, start=start):
            try:
                sound.append((line.number, self._read(line, zone, read)))
                places.append(place)
            except RowIsRefused as reason:
                self._reports[place] = Report(line.number, name_of(line.row), Outcome.REFUSED, str(reason))
        compared, there = compare(sound, source=self._source, listed=self._listed)
        stands = {group[0] for group in there.groups.values() if group[2] is None and group[1] is None}
        self.to_be_known |= stands
        for place, each in zip(places, compared, strict=True):
            words = "; ".join(part for part in (each.words, each.listing.words) if part)
            self._reports[place] = Report(each.line, each.listing.key, each.outcome, words)
        if self._save:
            self._stage([(place, each) for place, each in zip(places, compared, strict=True) if each.wanted])

    def _read(self, line: Line, zone: str, read: Reader) -> Listing:
        listing = read(line.row, zone=zone)
        if listing.key in self._on_line:
            raise RowIsRefused(f"the same slug stands on line {self._on_line[listing.key]}")
        self._on_line[listing.key] = line.number
        return listing

    def _stage(self, rows: list[tuple[int, Compared]]) -> None:
        staged = [self._staged(each) for _place, each in rows]
        try:
            with transaction.atomic():
                Staged.objects.bulk_create(staged)
        except DataError:  # a value the rules did not foresee: find the row, and let it cost only itself
            for (place, each), row in zip(rows, staged, strict=True):
                try:
                    with transaction.atomic():
                        row.save(force_insert=True)
                except DataError:
                    words = "the database would not take it"
                    self._reports[place] = Report(each.line, each.listing.key, Outcome.REFUSED, words)

    def _staged(self, each: Compared) -> Staged:
        listing, new = each.listing, each.outcome == Outcome.NEW
        names_group = each.names_a_new_group and listing.group_key not in self._groups
        if names_group:
            self._groups.add(listing.group_key)
        return Staged(
            batch=self.batch,
            line=each.line,
            at=self._now,
            source_key=listing.key,
            is_new=new,
            slug=self._slugs.one_for(listing.key, listing.name) if new else "",
            seen=each.seen,
            group_key=listing.group_key,
            group_name=listing.group,
            group_slug=self._group_slugs.one_for(listing.group, "group") if names_group else "",
            upper=listing.upper,
            kept=each.kept,
            **each.wanted,
        )


def _lay_out(batch: UUID, source: str, now: datetime) -> None:
    """The evenings of what was written, some at a time. Cut off here, the hourly clock lays them out."""
    keys = Staged.objects.filter(batch=batch).values("source_key")
    written = list(
        Meeting.objects.filter(source=source, source_key__in=keys).order_by("pk").values_list("pk", flat=True)
    )
    for start in range(0, len(written), LAID_OUT_AT_ONCE):
        some = Meeting.objects.filter(pk__in=written[start : start + LAID_OUT_AT_ONCE]).only(*IN_THE_RULE)
        lay_out(meetings=list(some), now=now)
        _breathe()


def _breathe() -> None:
    """Let others write: on SQLite whoever waits looks again every tenth of a second, and must find a gap."""
    if connection.vendor == "sqlite" and not connection.in_atomic_block:
        time.sleep(A_BREATH)


def name_of(row: Any) -> str:
    """How the report names a row that may turn out to be anything at all."""
    slug = (row.get("slug") or row.get("id_bigint")) if isinstance(row, dict) else None
    return "".join(sign for sign in slug[:64] if sign.isprintable()) if isinstance(slug, str) and slug else "?"
