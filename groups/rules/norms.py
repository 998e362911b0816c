"""The versions of a meeting's norms: what they hold, which decision each follows, and how two of them differ."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from difflib import SequenceMatcher
from typing import Any

from groups.models import Meeting, Norms, Practice
from groups.rules.pictures import pictures_of
from groups.rules.refusals import WhichDecision
from groups.rules.scripts import mark_of
from groups.types import ANSWERS, SLIPS
from members.models import Member
from members.panels import panels
from rotation.access import positions_of
from rotation.models import Duty, Record

# Every custom is a norm. Whose mailbox one writes to after being hurt is not: it follows whoever serves.
NAMES = tuple(field.name for field in Practice._meta.get_fields() if field.name != "safety_contact")
PUBLISHED = {"answers": ANSWERS, "slips": SLIPS}  # customs that are kept as published types
GOES_ON = timedelta(hours=24)  # for so long a servant's note holds for the small changes that follow


@dataclass(frozen=True)
class Decision:
    """Which decision a change follows, in the group's words, and the day it was made."""

    words: str
    on: date


@dataclass(frozen=True)
class PartChange:
    """What became of one part of a script: "new", "gone", "changed", or "moved" to another place."""

    what: str
    before: dict[str, Any] | None
    after: dict[str, Any] | None


def norms_of(meeting: Meeting) -> dict[str, Any]:
    """The meeting's norms as a version keeps them: plain values by name."""
    published = {name: code in meeting.types for name, code in PUBLISHED.items()}
    return {name: getattr(meeting, name) for name in NAMES} | published


def as_changes(meeting: Meeting, norms: dict[str, Any]) -> dict[str, Any]:
    """What `edit_meeting` is to be given so that the meeting is held by these norms.

    Types that say nothing of norms stay as they are, and so does what an old version did not know of. A picture that was
    taken out meanwhile is left out.
    """
    changes = {name: norms[name] for name in NAMES if name in norms}
    types = list(meeting.types)
    for name, code in PUBLISHED.items():
        if name in norms and norms[name] != (code in types):
            types = [*types, code] if norms[name] else [each for each in types if each != code]
    pictures = pictures_of(meeting.group)
    script = [
        {name: value for name, value in part.items() if name != "image" or value in pictures}
        for part in norms.get("script", meeting.script)
    ]
    return changes | {"types": types, "script": script}


def held_by(meeting: Meeting, norms: dict[str, Any]) -> Meeting:
    """The meeting as it was, or would be, held by these norms; to be read and never saved."""
    facts = {field.attname: getattr(meeting, field.attname) for field in meeting._meta.concrete_fields}
    types = [code for code in meeting.types if code not in PUBLISHED.values()]
    types += [code for name, code in PUBLISHED.items() if norms.get(name)]
    return Meeting(**facts | {name: norms[name] for name in NAMES if name in norms} | {"types": types})


def touches_norms(meeting: Meeting, changes: dict[str, Any]) -> bool:
    """Whether these changes, by the model's names, would change how the group meets."""
    now = norms_of(meeting)
    then = now | {name: value for name, value in changes.items() if name in NAMES}
    if "types" in changes:
        then |= {name: code in changes["types"] for name, code in PUBLISHED.items()}
    return then != now


def noted_lately(*, meeting: Meeting, member: Member | None, now: datetime) -> Norms | None:
    """The version with which this servant last said a decision, if that was in the last day: it may hold for what follows."""
    said = Norms.objects.filter(
        meeting=meeting, line__alias__member=member, carried_on=False, saved_at__gt=now - GOES_ON
    )
    return None if member is None else said.exclude(decision="").order_by("-number").first()


def is_being_set_up(meeting: Meeting) -> bool:
    """Whether no decision was written down for this meeting, and no circle of it was ever held."""
    decided = Norms.objects.filter(meeting=meeting).exclude(decision="").exists()
    return not decided and not any(panels("was_held", room="rules.closing", meeting=meeting))


def needs_a_decision(*, meeting: Meeting, changes: dict[str, Any], setting_up: bool = False) -> bool:
    """Whether these changes can only be saved with the words and the day of a decision, or one that was noted lately."""
    return touches_norms(meeting, changes) and not (setting_up and is_being_set_up(meeting))


def which_decision(
    *, meeting: Meeting, member: Member, said: Decision | None, setting_up: bool, now: datetime
) -> tuple[Decision | None, bool]:
    """The decision a change of norms follows, and whether it goes on from one that was said in the last day.

    None in a first setting up from a profile. `setting_up`: the change is nothing but that. Raises WhichDecision.
    """
    if said is not None:
        if not said.words.strip() or said.on > now.astimezone(meeting.group.body.tz).date():
            raise WhichDecision
        return said, False
    lately = noted_lately(meeting=meeting, member=member, now=now)
    if lately is not None and lately.decided_on is not None:
        return Decision(lately.decision, lately.decided_on), True
    if setting_up and is_being_set_up(meeting):
        return None, False
    raise WhichDecision


def keep_version(
    *,
    meeting: Meeting,
    before: dict[str, Any],
    decision: tuple[Decision | None, bool],
    member: Member,
    line: Record,
    now: datetime,
) -> Norms:
    """Add a version of the norms as they are now, after one of what stood `before` where there was none."""
    newest = Norms.objects.filter(meeting=meeting).order_by("-number").values_list("number", flat=True).first()
    if newest is None:
        Norms.objects.create(meeting=meeting, number=(newest := 1), norms=before, saved_at=now)
    said, carried_on = decision
    return Norms.objects.create(
        meeting=meeting,
        number=newest + 1,
        norms=norms_of(meeting),
        decision=said.words.strip() if said else "",
        decided_on=said.on if said else None,
        carried_on=carried_on,
        by=", ".join(positions_of(member=member, body=meeting.group.body, duty=Duty.SECRETARY, now=now))[:255],
        line=line,
        saved_at=now,
    )


def script_changes(before: list[dict[str, Any]], after: list[dict[str, Any]]) -> Iterator[PartChange]:
    """How one script became the other, part by part: in the order of the newer one, and then what is no longer there."""
    compared = SequenceMatcher(
        None, [mark_of(part) for part in before], [mark_of(part) for part in after], autojunk=False
    )
    left, new = [], []
    for what, start, end, new_start, new_end in compared.get_opcodes():
        if what != "equal":
            left += before[start:end]
            new += after[new_start:new_end]
    for part in new:
        if part in left:
            left.remove(part)
            yield PartChange("moved", part, part)
        elif same := next((each for each in left if each["title"] == part["title"] and each not in new), None):
            left.remove(same)
            yield PartChange("changed", same, part)
        else:
            yield PartChange("new", None, part)
    for part in left:
        yield PartChange("gone", part, None)
