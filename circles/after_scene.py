"""What is shown of an after-meeting: one picture for everyone, and a short line of one's own."""

from dataclasses import dataclass
from datetime import datetime
from math import cos, pi, sin
from typing import Any

from django.utils.translation import gettext

from circles.models import AfterLine, AfterPlace
from circles.ring import Dot
from circles.rules.after import LINES_KEPT, Talk, able, fresh_wishes
from circles.rules.after_table import line_seal
from circles.rules.clock import AGREE
from circles.rules.covering import Here
from circles.rules.seal import unseal
from circles.scene import EVERYONE

MEMBERS = "members"  # the audience that sees what only members can agree to
SHOWN_AT_MOST = 40_000  # characters: everyone gets all of it at every change
TWO = 2


@dataclass(frozen=True)
class Line:
    """Something said, as it is shown."""

    number: int
    name: str
    text: str


@dataclass(frozen=True)
class Wish:
    """What somebody wishes and one more may agree to."""

    wish: str
    by: str
    about: str


def audience_of(talk: Talk, place: str) -> str:
    return MEMBERS if talk.person(place).belongs else EVERYONE


def picture(talk: Talk, said: list[Line], *, now: datetime, audience: str = EVERYONE) -> dict[str, Any]:
    """What everyone of that audience sees alike, ready for the templates. `said`: as read_lines gives it."""
    here = [talk.places[each] for each in talk.here(now)]
    return {
        "after": talk.after,
        "clock": None,  # nobody keeps the time here
        "phase": "paused" if talk.after.paused_at else "after",
        "dots": _ring(talk, here),
        "named": False,  # the ring is small here, and the list below it gives the names
        "people": [Here(place.number or 0, shown_name(talk, place)) for place in here],
        "quieted": [Here(p.number or 0, shown_name(talk, p)) for p in talk.seated() if p.quiet_at],
        "count": len(here),
        "wishes": _wishes(talk, audience, now),
        "lines": [] if talk.after.paused_at else said,
    }


def shown_name(talk: Talk, place: AfterPlace) -> str:
    """The chosen name; who is quiet for now goes by none."""
    if place.quiet_at is not None:
        return gettext("a guest (%(number)s)") % {"number": place.number}
    return talk.person(place.id).name


def _wishes(talk: Talk, audience: str, now: datetime) -> list[Wish]:
    kinds = dict.fromkeys((wish, about) for (wish, _by, about) in talk.wishes)
    return [
        Wish(wish, shown_name(talk, talk.places[by[0]]), shown_name(talk, talk.places[about]) if about else "")
        for wish, about in kinds
        if (by := fresh_wishes(talk, wish, about, now)) and (audience == MEMBERS or wish != "ask-to-leave")
    ]


def read_lines(talk: Talk, key: bytes | None) -> list[Line]:
    """The last of what was said, oldest first, in one query. Whose lines are quiet, and who left, is not among them."""
    shown, room = [], SHOWN_AT_MOST
    speaking = {place.id for place in talk.seated() if place.quiet_at is None}
    rows = AfterLine.objects.filter(after=talk.after, place__in=speaking).order_by("-number")[:LINES_KEPT]
    for row in rows:
        text = unseal(key, row.sealed, place=line_seal(row.number))
        if text is None:
            continue  # said under a key that was lost
        room -= len(text)
        if room < 0:
            break
        shown.append(Line(row.number, shown_name(talk, talk.places[row.place_id]), text))
    return shown[::-1]


def _ring(talk: Talk, here: list[AfterPlace]) -> list[Dot]:
    """Everyone connected, drawn in a ring in the order they came. Nobody reads along unseen."""
    radius = min(7.5, 36 * sin(pi / max(len(here), 3)) * 0.62)
    dots = []
    for index, place in enumerate(here):
        angle = -pi / 2 + 2 * pi * index / len(here)
        x, y = round(50 + 36 * cos(angle), 2), round(50 + 36 * sin(angle), 2)
        name = shown_name(talk, place)
        dots.append(
            Dot(
                x=x,
                y=y,
                label_y=round(y + radius + 3.6, 2),
                radius=round(radius, 2),
                name=name,
                initial=(name or "·")[0].upper(),
                state="here",
                hand=False,
            )
        )
    return dots


def my_line(talk: Talk, place: str, now: datetime) -> dict[str, Any]:
    """The line of one person: what concerns them, what they may do, and whether only two are here."""
    row = talk.places[place]
    state = "unnamed" if not talk.person(place).name else "quiet" if row.quiet_at else "talking"
    return {
        "v": talk.after.version,
        "my": state,
        "may": " ".join(able(talk, place, now)),
        "two": int(len(talk.here(now)) == TWO),
    }


def next_change(talk: Talk, now: datetime) -> datetime | None:
    """When the clock alone will next change what is shown: a wish that waited in vain, or somebody whose line lapses."""
    moments = [wish.at + AGREE for wish in talk.wishes.values()]
    moments += [talk.presence.until[place] for place in talk.here(now) if place in talk.presence.until]
    return min((moment for moment in moments if moment > now), default=None)
