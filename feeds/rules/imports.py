"""Taking listings in: a row finds its meeting again, nothing is deleted, and a group that has answered is left be."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from django.db import DataError, IntegrityError, transaction
from django.utils.text import slugify

from feeds.models import ListedBody, ListedMeeting
from feeds.rules.meeting_guide import Line, Listing, listing_of
from groups.models import Group, Meeting
from groups.rules.calendar import lay_out
from groups.rules.meeting_fields import RowIsRefused
from rotation.models import Body, Link, LinkKind

LONGEST_SLUG = 70  # leaves room for a number behind it


class Outcome(StrEnum):
    """What became of a row."""

    NEW = "new"
    CHANGED = "changed"
    UNCHANGED = "unchanged"
    KEPT = "kept"
    REFUSED = "refused"


@dataclass(frozen=True)
class Report:
    """A row's line in the report."""

    line: int
    slug: str
    outcome: Outcome
    words: str = ""


Reader = Callable[..., Listing]  # what a row says, by format


def bring_in(
    lines: Iterable[Line],
    *,
    source: str,
    zone: str,
    save: bool,
    now: datetime,
    known: bool = False,
    read: Reader = listing_of,
) -> Iterator[Report]:
    """Take the rows one by one, telling what became of each; without `save` only tells what would.

    `source` names the feed: keys are compared within it. Every row stands or falls by itself. `known` says that it is
    a directory one trusts: its groups are in our own feeds from now on.
    """
    seen: dict[str, int] = {}
    for line in lines:
        key = _name_of(line.row)
        try:
            listing = read(line.row, zone=zone)
            if listing.key in seen:
                raise RowIsRefused(f"the same slug stands on line {seen[listing.key]}")
            seen[listing.key] = line.number
            with transaction.atomic():
                outcome, words = _take(listing, source=source, save=save, now=now)
                if save and known and outcome != Outcome.KEPT:
                    _is_known(listing, source=source, now=now)
            yield Report(line.number, listing.key, outcome, "; ".join(part for part in (words, listing.words) if part))
        except RowIsRefused as reason:
            yield Report(line.number, key, Outcome.REFUSED, str(reason))
        except (
            DataError,
            IntegrityError,
        ):  # another import at the same moment, or a value the rules above did not foresee
            yield Report(line.number, key, Outcome.REFUSED, "the database would not take it")


def _take(listing: Listing, *, source: str, save: bool, now: datetime) -> tuple[Outcome, str]:
    wanted = {"name": listing.name, "days": listing.days, "time": listing.time, "zone": listing.zone, **listing.facts}
    found = Meeting.objects.filter(source=source, source_key=listing.key)
    if save:
        found = found.select_for_update(of=("self",))
    meeting = found.select_related("group").first()
    group = Group.objects.filter(source=source, source_key=listing.group_key).first()
    if any(each is not None and each.claimed_at is not None for each in (group, meeting.group if meeting else None)):
        return Outcome.KEPT, "its group answers for itself here"
    if meeting is None:
        if save:
            _add(listing, wanted, group or _new_group(listing, source, now), source, now)
        return Outcome.NEW, ""
    changed = [name for name, value in wanted.items() if getattr(meeting, name) != value]
    besides = _differing(_kept_for(meeting), listing)
    besides += ["group"] if meeting.group != group else []
    besides += ["service body"] if group is not None and _is_elsewhere(listing, group.body, source) else []
    if not changed and not besides:
        return Outcome.UNCHANGED, ""
    if save:
        meeting.group = group or _new_group(listing, source, now)
        _change(meeting, {name: wanted[name] for name in changed}, now)
        _keep(meeting, listing, source=source, now=now)
    return Outcome.CHANGED, ", ".join([*changed, *besides])


def _add(listing: Listing, wanted: dict[str, Any], group: Group, source: str, now: datetime) -> None:
    taken = Meeting.objects.values_list("slug", flat=True)
    slug = free_slug(listing.key, listing.name, taken=lambda start: set(taken.filter(slug__startswith=start)))
    meeting = Meeting.objects.create(
        group=group, slug=slug, source=source, source_key=listing.key, changed_at=now, **wanted
    )
    _keep(meeting, listing, source=source, now=now)
    lay_out(meetings=[meeting], now=now)


def _change(meeting: Meeting, changes: dict[str, Any], now: datetime) -> None:
    for name, value in changes.items():
        setattr(meeting, name, value)
    meeting.version += 1
    meeting.changed_at = now
    meeting.save()
    lay_out(meetings=[meeting], now=now)


def _kept_for(meeting: Meeting) -> dict[str, Any]:
    facts: dict[str, Any] = ListedMeeting.objects.filter(meeting=meeting).values_list("facts", flat=True).first() or {}
    return facts


def _differing(facts: dict[str, Any], listing: Listing) -> list[str]:
    before, kept = facts.get(listing.form, {}), listing.kept
    passed_over = {"types"} if listing.form == "guide" else set()
    return sorted(name for name in {*before, *kept} - passed_over if before.get(name) != kept.get(name))


def _keep(meeting: Meeting, listing: Listing, *, source: str, now: datetime) -> None:
    """What the row says that we have no field for, beside what other formats said of the same meeting; and who lists it."""
    facts = _kept_for(meeting)
    others = {name: value for name, value in facts.items() if name != listing.form}
    if listing.kept or facts:
        now_kept = others | ({listing.form: listing.kept} if listing.kept else {})
        ListedMeeting.objects.update_or_create(meeting=meeting, defaults={"facts": now_kept})
    if listing.upper:
        place_under(meeting.group.body, listing.upper, source=source, now=now)


def _is_elsewhere(listing: Listing, body: Body, source: str) -> bool:
    return bool(listing.upper) and _upper_of(body, source) != _listed(source, listing.upper)


def _listed(source: str, key: str) -> int | None:
    return ListedBody.objects.filter(source=source, source_key=key).values_list("pk", flat=True).first()


def _upper_of(body: Body, source: str) -> int | None:
    links = body.links_up.filter(source=source, kind=LinkKind.SERVICE, ended_at=None)
    return links.values_list("parent", flat=True).first()


def place_under(body: Body, key: str, *, source: str, now: datetime) -> None:
    """Put a body under the one its source names; an earlier place by the same source ends. No key: at the top."""
    upper = _listed(source, key)
    if upper == _upper_of(body, source) or upper == body.pk:
        return
    body.links_up.filter(source=source, kind=LinkKind.SERVICE, ended_at=None).update(ended_at=now)
    if upper is not None:
        Link.objects.create(child=body, parent_id=upper, kind=LinkKind.SERVICE, offered_at=now, source=source)


def _is_known(listing: Listing, *, source: str, now: datetime) -> None:
    group = Group.objects.filter(source=source, source_key=listing.group_key, known_at=None)
    group.update(known_at=now)


def _new_group(listing: Listing, source: str, now: datetime) -> Group:
    """The group the row names, which this feed has not named before; nobody has answered for it yet."""
    taken = Body.objects.values_list("slug", flat=True)
    slug = free_slug(listing.group, "group", taken=lambda start: set(taken.filter(slug__startswith=start)))
    body = Body.objects.create(name=listing.group, slug=slug, zone=listing.zone, created_at=now)
    return Group.objects.create(body=body, source=source, source_key=listing.group_key)


def free_slug(*names: str, taken: Any) -> str:
    """An address made of the first of `names` that has letters, with a number behind it where it is taken."""
    start = next((slug for slug in (slugify(name)[:LONGEST_SLUG].strip("-") for name in names) if slug), "meeting")
    others = taken(start)
    slug, number = start, 2
    while slug in others:
        slug, number = f"{start}-{number}", number + 1
    return slug


def _name_of(row: Any) -> str:
    """How the report names a row that may turn out to be anything at all."""
    slug = (row.get("slug") or row.get("id_bigint")) if isinstance(row, dict) else None
    return "".join(sign for sign in slug[:64] if sign.isprintable()) if isinstance(slug, str) and slug else "?"
