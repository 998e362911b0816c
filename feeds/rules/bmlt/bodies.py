"""The bodies of a feed: plain bodies in the tree it tells, until delegates give them a life."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any

from django.db import transaction

from feeds.models import ListedBody
from feeds.rules.imports import Outcome, Report, free_slug, place_under
from feeds.rules.meeting_guide import Line
from feeds.types import KINDS
from groups.rules.meeting_fields import RowIsRefused, text_of
from rotation.models import Body

# contact_email is a person's way in and is not among them.
KEPT = {"description": 2000, "type": 10, "url": 500, "helpline": 255, "world_id": 64}


def bring_in_bodies(lines: Iterable[Line], *, source: str, zone: str, save: bool, now: datetime) -> Iterator[Report]:
    """Take the rows of GetServiceBodies, then the tree they tell. Nothing is deleted; without `save` only says what would be."""
    rows: dict[str, dict[str, Any]] = {}
    for line in lines:
        key = "?"
        try:
            row = line.row if isinstance(line.row, dict) else {}
            key = text_of(row, "id", longest=64, needed=True)
            if key in rows:
                raise RowIsRefused("the same id stands in the list already")
            with transaction.atomic():
                outcome, words = _take(row, key, source=source, zone=zone, save=save, now=now)
            rows[key] = row
            yield Report(line.number, key, outcome, words)
        except RowIsRefused as reason:
            yield Report(line.number, key, Outcome.REFUSED, str(reason))
    parents = {key: text_of(row, "parent_id", longest=64) for key, row in rows.items()}
    for number, (key, parent) in enumerate(parents.items(), start=1):
        if wrong := _no_place(key, parents):
            yield Report(number, key, Outcome.REFUSED, wrong)
        elif save:
            place_under(_body(source, key), parent if parent in parents else "", source=source, now=now)


def _take(row: dict[str, Any], key: str, *, source: str, zone: str, save: bool, now: datetime) -> tuple[Outcome, str]:
    name = text_of(row, "name", longest=255, needed=True)
    facts = {each: text for each, longest in KEPT.items() if (text := text_of(row, each, longest=longest))}
    kind = KINDS.get(facts.get("type", ""))
    if kind is None:
        raise RowIsRefused(f"type is none of {', '.join(KINDS)}")
    listed = ListedBody.objects.filter(source=source, source_key=key).select_related("body").first()
    if listed is None:
        if save:
            slug = free_slug(name, "body", taken=_taken)
            body = Body.objects.create(kind=kind, name=name, slug=slug, zone=zone or "UTC", created_at=now)
            ListedBody.objects.create(body=body, source=source, source_key=key, facts=facts)
        return Outcome.NEW, ""
    if listed.body.roles.exists():
        return Outcome.KEPT, "it answers for itself here"
    wanted = {"name": name, "kind": str(kind)}
    changed = [each for each, value in wanted.items() if getattr(listed.body, each) != value]
    changed += ["facts"] if listed.facts != facts else []
    if save and changed:
        Body.objects.filter(pk=listed.body_id).update(**wanted)
        ListedBody.objects.filter(pk=listed.pk).update(facts=facts)
    return (Outcome.CHANGED, ", ".join(changed)) if changed else (Outcome.UNCHANGED, "")


def _taken(start: str) -> set[str]:
    return set(Body.objects.filter(slug__startswith=start).values_list("slug", flat=True))


def _no_place(key: str, parents: dict[str, str]) -> str:
    """Why the row cannot stand where it says, if it cannot."""
    parent = parents[key]
    if parent in ("", "0"):
        return ""
    if parent not in parents:
        return f"its upper body {parent} is not in the list, so it stands at the top"
    passed, at = {key}, parent
    while at in parents:
        if at in passed:
            return "its upper bodies go round in a circle, so it stands at the top"
        passed.add(at)
        at = parents[at]
    return ""


def _body(source: str, key: str) -> Body:
    return Body.objects.get(pk=ListedBody.objects.get(source=source, source_key=key).pk)
