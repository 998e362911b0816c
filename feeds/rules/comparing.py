"""What rows of a list would come to, beside what is here: some hundred at a time, in the same few queries for each batch."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db.models import F

from feeds.models import ListedBody, ListedMeeting
from feeds.rules.meeting_guide import Listing
from feeds.rules.own_kinds import codes_in, kinds_here
from feeds.rules.reports import Outcome
from groups.models import Group, Meeting
from groups.rules.holding import GUARDED, answering_for_themselves
from rotation.models import Link, LinkKind

FACTS = (
    "name", "days", "time", "zone", "minutes", "types", "languages", "notes", "venue", "place", "address", "region",
    "link", "link_notes", "phone", "latitude", "longitude",
)  # fmt: skip


@dataclass
class Compared:
    """One row beside what is here: what it would come to, why, and what would be written for it."""

    line: int
    listing: Listing
    outcome: Outcome
    words: str = ""
    seen: int = 0
    wanted: dict[str, Any] = field(default_factory=dict)
    kept: dict[str, Any] | None = None
    names_a_new_group: bool = False
    meeting: int | None = None
    guarded: dict[str, Any] = field(default_factory=dict)  # where people would go, of a listing its group answers for
    waits: set[str] = field(default_factory=set)  # which of these wait for the group's yes


@dataclass
class There:
    """What is here of a batch of rows."""

    meetings: dict[str, dict[str, Any]]
    groups: dict[str, tuple[int, datetime | None, datetime | None]]  # key: number, claimed_at, known_at
    kept: dict[int, dict[str, Any]]
    uppers: dict[int, str]  # the body each group stands under, by its key in the source
    kinds: dict[str, str]  # types that have a code of our own
    voiced: set[int]  # meetings whose group has a contact or a secretary


def compare(
    rows: Iterable[tuple[int, Listing]], *, source: str, listed: set[str], now: datetime
) -> tuple[list[Compared], There]:
    """Each row's outcome. `listed` are the keys of the bodies that this source names, here or in the list itself."""
    rows = list(rows)
    there = _there(source, [listing for _line, listing in rows], now)
    return [_compared(line, listing, there, listed) for line, listing in rows], there


def bodies_listed(source: str) -> set[str]:
    """The keys of the bodies that came from that source."""
    return set(ListedBody.objects.filter(source=source).values_list("source_key", flat=True))


def _there(source: str, listings: list[Listing], now: datetime) -> There:
    found = Meeting.objects.filter(source=source, source_key__in=[each.key for each in listings])
    meetings = found.values("pk", "source_key", "version", "group_id", *FACTS, claimed=F("group__claimed_at"))
    by_key = {each["source_key"]: each for each in meetings}
    named = Group.objects.filter(source=source, source_key__in={each.group_key for each in listings})
    groups = {key: tuple(more) for key, *more in named.values_list("source_key", "pk", "claimed_at", "known_at")}
    numbers = [each["pk"] for each in by_key.values()]
    kept = dict(ListedMeeting.objects.filter(meeting__in=numbers).values_list("meeting_id", "facts"))
    links = Link.objects.filter(
        child__in=[group[0] for group in groups.values()], source=source, kind=LinkKind.SERVICE, ended_at=None
    )
    parents = dict(links.values_list("child", "parent"))
    keys = dict(ListedBody.objects.filter(pk__in=set(parents.values()), source=source).values_list("pk", "source_key"))
    voiced = set(answering_for_themselves(now=now).filter(pk__in=numbers).values_list("pk", flat=True))
    uppers = {child: keys.get(parent, "") for child, parent in parents.items()}
    return There(by_key, groups, kept, uppers, kinds_here(), voiced)  # type: ignore[arg-type]


def _compared(line: int, listing: Listing, there: There, listed: set[str]) -> Compared:
    wanted = {"name": listing.name, "days": listing.days, "time": listing.time, "zone": listing.zone, **listing.facts}
    if codes := codes_in(listing, there.kinds):
        wanted["types"] = list(dict.fromkeys([*wanted["types"], *codes]))
    meeting, group = there.meetings.get(listing.key), there.groups.get(listing.group_key)
    if (group and group[1] is not None) or (meeting and meeting["claimed"] is not None):
        return Compared(line, listing, Outcome.KEPT, "its group answers for itself here")
    if meeting is None:
        kept = {listing.form: listing.kept} if listing.kept else None
        return Compared(line, listing, Outcome.NEW, "", 0, wanted, kept, group is None)
    facts, guarded, waits = there.kept.get(meeting["pk"], {}), dict[str, Any](), set[str]()
    if meeting["pk"] in there.voiced:
        guarded = {name: wanted[name] for name in GUARDED}
        waits = {name for name, value in guarded.items() if meeting[name] != value}
        wanted |= {name: meeting[name] for name in waits}
    changed = [name for name, value in wanted.items() if meeting[name] != value]
    changed += _differing(facts, listing)
    changed += ["group"] if group is None or meeting["group_id"] != group[0] else []
    upper = listing.upper if listing.upper in listed else ""
    changed += ["service body"] if group and listing.upper and there.uppers.get(group[0], "") != upper else []
    waiting = f"waits for the group's yes: {', '.join(sorted(waits))}" if waits else ""
    of = {"meeting": meeting["pk"], "guarded": guarded, "waits": waits}
    if not changed:
        return Compared(line, listing, Outcome.KEPT if waits else Outcome.UNCHANGED, waiting, **of)
    others = {name: value for name, value in facts.items() if name != listing.form}
    kept = others | ({listing.form: listing.kept} if listing.kept else {}) if listing.kept or facts else None
    words = "; ".join(part for part in (", ".join(changed), waiting) if part)
    whole = {name: meeting[name] for name in FACTS} | wanted
    return Compared(line, listing, Outcome.CHANGED, words, meeting["version"], whole, kept, group is None, **of)


def _differing(facts: dict[str, Any], listing: Listing) -> list[str]:
    before, kept = facts.get(listing.form, {}), listing.kept
    passed_over = {"types"} if listing.form == "guide" else set()
    return sorted(name for name in {*before, *kept} - passed_over if before.get(name) != kept.get(name))
