"""Starting from a profile, seen before it is done; what a change or its putting back would do."""

from dataclasses import dataclass
from typing import Any

from groups.models import Meeting
from groups.profiles import Profile, starting_script, starting_settings
from groups.rules.customs import customs_of
from groups.rules.scripts import as_kept


@dataclass(frozen=True)
class WhatWouldChange:
    """A dry run: the changes, and what the group's page and script would say before and after. Nothing is saved."""

    changes: dict[str, Any]  # by the model's names, as `edit_meeting` takes them; empty where all would stay
    customs_gone: list[str]
    customs_new: list[str]
    script_before: list[dict[str, Any]] | None  # None where the script would stay as it is
    script_after: list[dict[str, Any]] | None

    @property
    def settings_change(self) -> bool:
        """Whether anything beside the script would differ."""
        return bool(self.changes.keys() - {"script"})


def from_profile(meeting: Meeting, profile: Profile, *, customs: bool, script: bool) -> dict[str, Any]:
    """What starting from `profile` would set: its customs, its script, or both. Its own wording of how it shares stays."""
    wanted = starting_settings(profile, meeting.languages) if customs else {}
    if script:
        wanted["script"] = [as_kept(part) for part in starting_script(profile, meeting.languages)]
    return wanted


def dry_run(meeting: Meeting, wanted: dict[str, Any]) -> WhatWouldChange:
    """What would differ if the meeting were given the wanted values."""
    changes = {name: value for name, value in wanted.items() if getattr(meeting, name) != value}
    facts = {field.attname: getattr(meeting, field.attname) for field in meeting._meta.concrete_fields}
    then = Meeting(**facts | changes)
    now_said, then_said = customs_of(meeting), customs_of(then)
    turned = "script" in changes
    return WhatWouldChange(
        changes=changes,
        customs_gone=[said for said in now_said if said not in then_said],
        customs_new=[said for said in then_said if said not in now_said],
        script_before=meeting.script if turned else None,
        script_after=changes["script"] if turned else None,
    )
