"""The rows of a list on their way in: read, compared with what is here, and staged where they are to be written."""

from collections.abc import Callable
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from django.db import DataError, transaction

from feeds.models import Staged
from feeds.rules.applying import ChangedMeanwhile
from feeds.rules.breathing import breathe
from feeds.rules.comparing import Compared, compare
from feeds.rules.free_slugs import FreeSlugs
from feeds.rules.meeting_guide import Line, Listing
from feeds.rules.reports import Outcome, Report
from groups.models import Meeting, Side
from groups.rules.holding import hold_back
from groups.rules.meeting_fields import RowIsRefused
from groups.rules.times import A_DAY
from rotation.models import Body

A_BATCH = 500

Reader = Callable[..., Listing]  # what a row says, by format
Told = Callable[[int, int], None]  # rows read, and of how many


class Staging:
    """A list's rows, compared with what is here, and staged where they are to be written."""

    def __init__(self, *, source: str, save: bool, now: datetime, listed: set[str]) -> None:
        self.batch: UUID = uuid4()
        self.to_be_known: set[int] = set()
        self._of_voiced: dict[int, Compared] = {}
        self._source, self._save, self._now, self._listed = source, save, now, listed
        self._reports: dict[int, Report] = {}  # by the row's place in the list: two may stand on one line
        self._on_line: dict[str, int] = {}
        self._groups: set[str] = set()
        self._slugs, self._group_slugs = FreeSlugs(Meeting), FreeSlugs(Body)

    def reports(self) -> list[Report]:
        """A report for each row, in the order of the rows."""
        return [self._reports[place] for place in sorted(self._reports)]

    def hold_back(self) -> None:
        """Let what would lead people elsewhere wait for the yes of groups that answer. Raises ChangedMeanwhile."""
        wanted = {number: each.guarded for number, each in self._of_voiced.items()}
        held = hold_back(wanted=wanted, side=Side.SOURCE, of=self._source, now=self._now)
        if any(held.get(number, set()) != each.waits for number, each in self._of_voiced.items()):
            raise ChangedMeanwhile

    def gather(self, lines: list[Line], *, zone: str, read: Reader, told: Told) -> None:
        """Read, compare and stage every row."""
        if self._save:
            Staged.objects.filter(at__lt=self._now - A_DAY).delete()
        for start in range(0, len(lines), A_BATCH):
            self._take(start, lines[start : start + A_BATCH], zone, read)
            if self._save:
                breathe()
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
        compared, there = compare(sound, source=self._source, listed=self._listed, now=self._now)
        stands = {group[0] for group in there.groups.values() if group[2] is None and group[1] is None}
        self.to_be_known |= stands
        self._of_voiced |= {each.meeting: each for each in compared if each.guarded and each.meeting is not None}
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


def name_of(row: Any) -> str:
    """How the report names a row that may turn out to be anything at all."""
    slug = (row.get("slug") or row.get("id_bigint")) if isinstance(row, dict) else None
    return "".join(sign for sign in slug[:64] if sign.isprintable()) if isinstance(slug, str) and slug else "?"
