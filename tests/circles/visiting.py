"""Coming to a circle as a browser does: by its door, its pages and its forms."""

import html
import re
import secrets
from datetime import UTC, date, datetime, timedelta
from typing import Any

from django.test import Client

from circles.access import place_in
from circles.models import Act, Agreement, CareTaken, Circle, HeldDuty, Seat, Turn, Words
from groups.models import Meeting
from members.models import Member
from tests.circles.cast import CLOSING, a_meeting
from tests.groups.cast import belongs

DOOR = "/meetings/candlelight/door/"
SCRIPTED = {"HTTP_X_CIRCLE": "1"}
KINDS = [Act, Agreement, CareTaken, HeldDuty, Seat, Turn]


def a_meeting_on_now(*, minutes_ago: int = 10, **facts: Any) -> Meeting:
    """Candlelight, which began some minutes ago and goes on for three hours."""
    begun = datetime.now(UTC) - timedelta(minutes=minutes_ago)
    usual = {"zone": "UTC", "days": list(range(7)), "time": begun.time().replace(microsecond=0), "minutes": 180}
    return a_meeting(**usual | facts)


def comes_in(
    client: Client, name: str | None = "Maple", *, may_speak: bool = True, door: str = DOOR, **headers: str
) -> Circle:
    """Through the door to a place; gives the circle."""
    typed = {"name": name} if name is not None else {}
    answer = client.post(door, typed | {"how": "speak" if may_speak else "listen"}, **headers)
    assert answer.status_code == 302, answer.content.decode()
    return Circle.objects.get(slug=answer["Location"].strip("/").split("/")[-1])


def a_guest(name: str = "Maple", **habits: Any) -> tuple[Client, Circle]:
    client = Client()
    return client, comes_in(client, name, **habits)


def a_member_inside(member: Member, name: str | None = None, **habits: Any) -> tuple[Client, Circle]:
    client = Client()
    client.force_login(member)
    return client, comes_in(client, name or member.name, **habits)


def one_who_belongs(member: Member, meeting: Meeting) -> Member:
    belongs(member, meeting.group, since=date(2020, 1, 1))
    return member


def page(circle: Circle, part: str = "") -> str:
    return f"/circles/{circle.slug}/{part}"


def door_to(circle: Circle, verb: str) -> str:
    return page(circle, f"do/{verb}/")


def does(client: Client, circle: Circle, verb: str, *, key: str = "", **typed: str):
    """The act as a plain form sends it."""
    return client.post(door_to(circle, verb), {"key": key or secrets.token_hex(8)} | typed)


def does_by_script(client: Client, circle: Circle, verb: str, *, key: str = "", **typed: str):
    return client.post(door_to(circle, verb), {"key": key or secrets.token_hex(8)} | typed, **SCRIPTED)


def it_is_time_to_go_home() -> None:
    """The planned end has come: from now on whoever is here may close the circle."""
    Circle.objects.update(ends_at=datetime.now(UTC))


def text(answer) -> str:
    """What a page says, without its tags, in one line."""
    bare = re.sub(r"<(script|style)[^>]*>.*?</\1>|<[^>]+>", " ", answer.content.decode(), flags=re.S)
    return " ".join(html.unescape(bare).split())


def cookies_of(client: Client) -> dict[str, str]:
    return {name: morsel.value for name, morsel in client.cookies.items()}


def seat_of(client: Client, circle: Circle) -> Seat:
    """The place this client's cookie proves."""
    return Seat.objects.get(pk=place_in(cookies_of(client), circle.slug))


def facts_of(circle: Circle) -> list[Any]:
    """Everything that an act could change, to compare before and after one that must change nothing."""
    kinds = [Circle.objects.filter(pk=circle.pk), *(kind.objects.filter(circle=circle) for kind in KINDS)]
    rows = [list(rows.order_by("pk").values()) for rows in kinds]
    return [*rows, list(Words.objects.filter(turn__circle=circle).values())]


def shown(answer, words):
    """Whether a page shows an element that says these words, rather than keeping it hidden."""
    page = answer.content.decode().partition('<div id="sayings" hidden>')[0]
    return re.search(rf"<\w+(?![^>]*\bhidden\b)[^>]*>\s*{re.escape(words)}", page) is not None


def an_open_circle(*script):
    """(Maple, Willow, their circle), opened into the first part of the script."""
    a_meeting_on_now(script=[*script, CLOSING])
    maple, circle = a_guest("Maple")
    willow, _ = a_guest("Willow")
    does(maple, circle, "open")
    return maple, willow, circle
