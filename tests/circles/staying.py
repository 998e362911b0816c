"""People who stay after a circle has closed, as their browsers do it."""

import secrets

from django.test import Client

from circles.access import after_place_in
from circles.models import After, AfterAct, AfterLine, AfterPlace, AfterWish, Circle
from tests.circles.cast import SHARING
from tests.circles.visiting import (
    SCRIPTED,
    a_guest,
    a_meeting_on_now,
    cookies_of,
    does,
    it_is_time_to_go_home,
    page,
    text,
)

KINDS = [After, AfterAct, AfterLine, AfterPlace, AfterWish]


def a_closed_circle(*names: str, **meeting):
    """(the circle, a client for each name): opened, shared in by the first, and closed by the first two."""
    a_meeting_on_now(**{"script": [SHARING]} | meeting)
    clients = [a_guest(name)[0] for name in names]
    circle = Circle.objects.get()
    does(clients[0], circle, "open")
    closes(circle, *clients[:2])
    return circle, clients


def closes(circle: Circle, *clients: Client) -> None:
    it_is_time_to_go_home()
    for client in clients:
        does(client, circle, "close")
    circle.refresh_from_db()
    assert circle.closed_at is not None


def stays(client: Client, circle: Circle, name: str = "Reed"):
    return client.post(page(circle, "stay/"), {"name": name})


def room(part: str = "") -> str:
    return f"/after/{After.objects.get().slug}/{part}"


def talks(client: Client, verb: str, *, key: str = "", scripted: bool = False, **typed):
    return client.post(
        room(f"do/{verb}/"), {"key": key or secrets.token_hex(8)} | typed, **(SCRIPTED if scripted else {})
    )


def reads(client: Client) -> str:
    return text(client.get(room()))


def place_of(client: Client) -> AfterPlace:
    return AfterPlace.objects.get(pk=after_place_in(cookies_of(client), After.objects.get().slug))


def a_talk(*names: str, **meeting):
    """(the circle, a client for each name), who all stayed, under the same names."""
    circle, clients = a_closed_circle(*names, **meeting)
    for client, name in zip(clients, names, strict=True):
        assert stays(client, circle, name).status_code == 302
    return circle, clients


def left_behind() -> list[int]:
    return [kind.objects.count() for kind in KINDS]
