"""Who does what tonight, as everyone is shown it; and what one person is told of their own duties."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from circles.models.duty import Duty
from circles.rules.duties import lying_free
from circles.rules.helm import at_hand
from circles.rules.notes import sought
from circles.rules.table import Table
from groups.profiles import duty_titles, own_titles

# What each does, what it is to have it, and how the room is asked for it.
WHAT: dict[str, Any] = {
    Duty.HOST: _("Opens, goes through the script, and closes."),
    Duty.TIME: _("Says “time” when a share has reached its length, and nothing more."),
    Duty.DOOR: _("Lets in those who knock, and looks after the peace of the circle with the host."),
    Duty.READ: _("Reads aloud, or lets others read, and opens and closes hands and notes."),
    Duty.GREET: _("Welcomes those who are here for the first time, in the group's own words."),
    Duty.CAPTION: _("Types along while someone speaks, for those who cannot hear."),
}
YOURS: dict[str, Any] = {
    Duty.HOST: _("You are hosting."),
    Duty.TIME: _("You keep the time."),
    Duty.DOOR: _("You are at the door."),
    Duty.READ: _("You are the reader."),
    Duty.GREET: _("You are the greeter."),
    Duty.CAPTION: _("You type the captions."),
}
ASKED: dict[str, Any] = {
    Duty.HOST: _("Would someone host?"),
    Duty.TIME: _("Would someone keep the time?"),
    Duty.DOOR: _("Would someone keep the door?"),
    Duty.READ: _("Would someone be the reader?"),
    Duty.GREET: _("Would someone greet newcomers?"),
    Duty.CAPTION: _("Would someone type the captions?"),
}
SOUGHT = _("Somebody here would like to reach whoever serves. Would someone take that on?")


@dataclass(frozen=True)
class Line:
    """One duty of the evening."""

    duty: str
    title: str  # in the group's own words
    what: Any
    yours: Any
    name: str  # whoever has it; empty where it is free
    asked: Any  # the question to the room; empty where nobody has put it down


def roll(table: Table, now: datetime) -> list[Line]:
    """All six duties: what each is called here, and who has it."""
    titles, own, free = duty_titles(table.meeting), own_titles(table.meeting), lying_free(table, now)
    return [
        Line(
            duty=duty, title=titles[duty], what=WHAT[duty], yours=_yours(duty, own),
            name=table.person(holder).name if (holder := at_hand(table, duty, now)) else "",
            asked=_asked(duty, own, sought=sought(table, now), free=duty in free),
        )
        for duty in Duty.values
    ]  # fmt: skip


def _yours(duty: str, own: dict[str, str]) -> Any:
    """A group that has a word of its own for a duty reads that word alone, not ours beside it."""
    return gettext("Yours tonight: %(duty)s.") % {"duty": own[duty]} if duty in own else YOURS[duty]


def _asked(duty: str, own: dict[str, str], *, sought: bool, free: bool) -> Any:
    if sought and duty == Duty.DOOR:
        return SOUGHT
    if not free:
        return ""
    return gettext("Would someone take this on: %(duty)s?") % {"duty": own[duty]} if duty in own else ASKED[duty]


def told(table: Table, seat: str, now: datetime) -> Iterator[str]:
    """Which duties this person has, and which they would take on."""
    for duty in Duty.values:
        if at_hand(table, duty, now) == seat:
            yield f"has-{duty}"
        elif duty in table.seats[seat].willing:
            yield f"would-{duty}"
