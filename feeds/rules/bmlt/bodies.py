"""The bodies of a feed: plain bodies in the tree it tells, until delegates give them a life."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any

from django.db import transaction

from feeds.models import ListedBody
from feeds.rules.free_slugs import FreeSlugs
from feeds.rules.meeting_guide import Line
from feeds.rules.placing import place_under
from feeds.rules.reports import Outcome, Report
from feeds.types import KINDS
from groups.rules.meeting_fields import RowIsRefused, text_of
from rotation.models import Body

# contact_email is a person's way in and is not among them.
KEPT = {"description": 2000, "type": 10, "url": 500, "helpline": 255, "world_id": 64}


def bring_in_bodies(lines: Iterable[Line], *, source: str, zone: str, save: bool, now: datetime) -> Iterator[Report]:
    """Take the rows of GetServiceBodies, then the tree they tell. Nothing is deleted; without `save` only says what would be."""
    parents: dict[str, str] = {}
    for line in lines:
        key = "?"
        try:
            row = line.row if isinstance(line.row, dict) else {}
            key = text_of(row, "id", longest=64, needed=True)
            if key in parents:
                raise RowIsRefused("the same id stands in the list already")
            parent = text_of(row, "parent_id", longest=64)
            with transaction.atomic():
                outcome, words = _take(row, key, source=source, zone=zone, save=save, now=now)
            parents[key] = parent
            yield Report(line.number, key, outcome, words)
        except RowIsRefused as reason:
            yield Report(line.number, key, Outcome.REFUSED, str(reason))
    for number, key in enumerate(parents, start=1):
        if wrong := _no_place(key, parents):
            yield Report(number, key, Outcome.REFUSED, wrong)
    if save:
        numbers = dict(ListedBody.objects.filter(source=source, source_key__in=parents).values_list("source_key", "pk"))
        sound = {key: parent for key, parent in parents.items() if not _no_place(key, parents)}
        place_under({numbers[key]: parent for key, parent in sound.items()}, source=source, now=now)


def keys_of(lines: Iterable[Line]) -> set[str]:
    """The keys under which rows of GetServiceBodies name bodies."""
    return {str(line.row.get("id", "")).strip() for line in lines if isinstance(line.row, dict)}


def _take(row: dict[str, Any], key: str, *, source: str, zone: str, save: bool, now: datetime) -> tuple[Outcome, str]:
    name = text_of(row, "name", longest=255, needed=True)
    facts = {each: text for each, longest in KEPT.items() if (text := text_of(row, each, longest=longest))}
    kind = KINDS.get(facts.get("type", ""))
    if kind is None:
        raise RowIsRefused(f"type is none of {', '.join(KINDS)}")
    listed = ListedBody.objects.filter(source=source, source_key=key).select_related("body").first()
    if listed is None:
        if save:
            slug = FreeSlugs(Body).one_for(name, "body")
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
