"""A secretary's changes to the group's page and to how its circle is held; each is a line of the record."""

from datetime import datetime
from typing import Any, TypeVar

from django.db import transaction

from groups.access import may_keep_listing
from groups.models import Group, Meeting, Side
from groups.rules.calendar import lay_out
from groups.rules.holding import hold_back
from groups.rules.norms import Decision, keep_version, norms_of, touches_norms, which_decision
from groups.rules.pictures import pictures_of
from groups.rules.plain import plain
from groups.rules.refusals import ChangedMeanwhile, NotTheSecretary
from groups.rules.scripts import check_script
from members.models import Member
from rotation.models import Record
from rotation.rules.record import note

Listing = TypeVar("Listing", Group, Meeting)


@transaction.atomic
def edit_group(*, group: Group, member: Member, changes: dict[str, Any], seen: int, now: datetime) -> list[str]:
    """Change the group's page. `seen` is the version the member had before them; gives the fields that differ now.

    Raises NotTheSecretary or ChangedMeanwhile, and then nothing is changed.
    """
    held = Group.objects.select_for_update(of=("self",)).select_related("body").get(pk=group.pk)
    _may_change(held, held, member, seen, now)
    changed, _line = _change(held, held, member, changes, verb="group-page-changed", facts={}, now=now)
    return changed


@transaction.atomic
def edit_meeting(
    *,
    meeting: Meeting,
    member: Member,
    changes: dict[str, Any],
    seen: int,
    now: datetime,
    decision: Decision | None = None,
    setting_up: bool = False,
    suggested: bool = False,
) -> list[str]:
    """Change when a meeting is and how its circle is held; else like `edit_group`. `suggested`: by whoever came by.

    Whatever changes the norms keeps a version of them, and follows a `decision`: the one said now, or in the last day by the
    same servant, or none where a profile is taken over (`setting_up`) before the first circle.
    Raises WhichDecision too, and ScriptIsWrong when the script among the changes could hold no circle.
    """
    held = Meeting.objects.select_for_update(of=("self",)).select_related("group__body").get(pk=meeting.pk)
    _may_change(held, held.group, member, seen, now)
    if "script" in changes and changes["script"] != held.script:
        check_script(changes["script"], pictures=pictures_of(held.group))
    before, of_norms = norms_of(held), touches_norms(held, changes)
    deciding = (
        which_decision(meeting=held, member=member, said=decision, setting_up=setting_up, now=now) if of_norms else None
    )
    facts = {"meeting": held.slug} | ({"suggested": True} if suggested else {})
    changed, line = _change(held, held.group, member, changes, verb="meeting-changed", facts=facts, now=now)
    if line is not None and deciding is not None:
        keep_version(meeting=held, before=before, decision=deciding, member=member, line=line, now=now)
    if changed:
        lay_out(meetings=[held], now=now)
    return changed


@transaction.atomic
def change_from_elsewhere(
    *, meeting: Meeting, changes: dict[str, Any], side: Side, of: str, seen: int, now: datetime, suggested: bool = False
) -> set[str]:
    """What somebody other than the group's own servant would have a listing say, `of` the body or list of that name.

    Where it is held waits for the group's yes, if anyone answers for it; gives those fields. All else is changed, with
    who by position in the record. Whoever brings in many calls `hold_back` for all of them. Raises ChangedMeanwhile.
    """
    held = Meeting.objects.select_for_update(of=("self",)).select_related("group__body").get(pk=meeting.pk)
    if held.version != seen:
        raise ChangedMeanwhile(held)
    waits = hold_back(wanted={held.pk: changes}, side=side, of=of, now=now).get(held.pk, set())
    rest = {name: value for name, value in changes.items() if name not in waits}
    facts = {"meeting": held.slug, "by": str(side), "of": of} | ({"suggested": True} if suggested else {})
    changed, _line = _change(held, held.group, None, rest, verb="meeting-changed", facts=facts, now=now)
    if changed:
        lay_out(meetings=[held], now=now)
    return waits


@transaction.atomic
def change_as_agreed(
    *, meeting: Meeting, member: Member | None, changes: dict[str, Any], facts: dict[str, Any], now: datetime
) -> None:
    """Let a listing say what the group's own servant agreed to, whose right to it the caller has looked at."""
    held = Meeting.objects.select_for_update(of=("self",)).select_related("group__body").get(pk=meeting.pk)
    facts = {"meeting": held.slug} | facts
    changed, _line = _change(held, held.group, member, changes, verb="meeting-changed", facts=facts, now=now)
    if changed:
        lay_out(meetings=[held], now=now)


def _may_change(held: Group | Meeting, group: Group, member: Member, seen: int, now: datetime) -> None:
    if not may_keep_listing(member=member, group=group, now=now):
        raise NotTheSecretary
    if held.version != seen:
        raise ChangedMeanwhile(held)


def _change(
    held: Listing,
    group: Group,
    member: Member | None,
    changes: dict[str, Any],
    *,
    verb: str,
    facts: dict[str, Any],
    now: datetime,
) -> tuple[list[str], Record | None]:
    before: dict[str, Any] = {
        name: getattr(held, name) for name, value in changes.items() if getattr(held, name) != value
    }
    if not before:
        return [], None
    for name in before:
        setattr(held, name, changes[name])
    held.version += 1
    stamp: dict[str, Any] = {"changed_at": now} if isinstance(held, Meeting) else {}
    for name, moment in stamp.items():
        setattr(held, name, moment)
    held.save(update_fields=[*before, "version", *stamp])
    changed = {name: {"before": plain(before[name]), "after": plain(changes[name])} for name in before}
    line = note(body=group.body, member=member, verb=verb, facts={**facts, "changed": changed}, now=now)
    return list(before), line
