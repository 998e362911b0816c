"""A small whole house to be attacked: a circle that is open, one that closed and is talked after, and whoever may do something.

Nothing of it may change by what is not allowed; `everything()` is what is compared.
"""

import io
import secrets
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from django.apps import apps
from django.test import Client
from PIL import Image

from circles.models import After, Circle
from circles.rehearsal import address_of, rehearsal_of
from circles.rules.incidents import mark
from conscience.models import Secrecy
from conscience.rules.elections import Standing, open_election
from conscience.rules.questions import Asked, Seat, put
from feeds.models import Source
from groups.models import Arrival, Group, HeldChange, Meeting, Norms, Side, Wrong
from groups.rules.concerns import say_wrong
from groups.rules.holding import hold_back
from groups.rules.norms import norms_of
from groups.rules.pictures import keep_picture
from groups.rules.suggestions import suggest
from members.models import Member
from members.rules.mail import keep_address
from rotation.models import Body, Duty
from rotation.rules.aliases import alias_of
from tests.circles.cast import CLOSING, HANDS
from tests.circles.visiting import a_guest, a_meeting_on_now, comes_in, does, one_who_belongs, seat_of
from tests.groups.cast import FAR_OFF, LONG_AGO, an_arrival
from tests.members.cast import PASSWORD, a_member
from tests.rotation.cast import a_role, a_term

TOKEN = "t" * 32
EMBER = "/meetings/ember/door/"
NOT_COMPARED = {
    "sessions.Session",
    "members.Device",
}  # a visit of its own, and that it was made: not what was asked for


@dataclass
class World:
    """Who is here, each with a browser, and where."""

    people: dict[str, Client]
    meeting: Meeting
    circle: Circle
    ended: Circle
    after: After
    rehearsal: str
    picture: str
    source: Source
    suggested: int
    arrival: Arrival
    held: int
    concern: int
    asked: str
    election: str

    def client(self, who: str, *, expired: bool = False) -> Client:
        """A Spanish browser with that person's cookies as they were, so that no row of the table tells on the next.

        `expired`: its sign-in has ended, and the places in it are none that we signed.
        """
        fresh = Client(enforce_csrf_checks=True, raise_request_exception=False, headers={"Accept-Language": "es"})
        for name, morsel in self.people[who].cookies.items():
            opens = name == "sessionid" or name.startswith(("place-", "after-", "incident-"))
            fresh.cookies[name] = morsel.value[::-1] if expired and opens else morsel.value
        fresh.cookies["django_language"], fresh.cookies["csrftoken"] = "es", TOKEN
        return fresh


def a_world() -> World:
    """Ana serves, Ben belongs, Cleo is a member of nothing; Maple has the piece, Willow listens, both as guests."""
    meeting = a_meeting_on_now(script=[HANDS, CLOSING], types=["O", "POA"], safety_contact="safe@example.org")
    group = meeting.group
    ana, ben, cleo = (a_member(name) for name in ("Ana", "Ben", "Cleo"))
    keep_address(member=ana, address="ana@example.org")
    for member in (ana, ben):
        one_who_belongs(member, meeting)
    for duty in (Duty.SECRETARY, Duty.HOST, Duty.WELCOME):
        a_term(ana, a_role(group.body, f"Role of {duty}", (duty,)), starts_on=LONG_AGO, ends_on=FAR_OFF)
    people = {name: _signed_in(member) for name, member in (("Ana", ana), ("Ben", ben), ("Cleo", cleo))}
    people["visitor"] = Client()
    ended, after = _a_talk(people)
    people["Maple"], circle = a_guest("Maple")
    people["Willow"], _ = a_guest("Willow")
    comes_in(people["Ana"], "Ana")
    for client, verb in (("Ana", "open"), ("Ana", "take-host"), ("Maple", "hand"), ("Maple", "begin")):
        assert does(people[client], circle, verb).status_code == 302, verb
    rehearsed = address_of(rehearsal_of(meeting=meeting, now=datetime.now(UTC)))
    circle.refresh_from_db()
    drawn = io.BytesIO()
    Image.new("RGB", (8, 8)).save(drawn, "PNG")
    now = datetime.now(UTC)
    picture = keep_picture(group=group, member=ana, content=drawn.getvalue(), words="Nothing", now=now)
    source = Source.objects.create(
        body=group.body, name="Elsewhere", address="https://example.org/m.json", added_at=now
    )
    suggested = suggest(meeting=meeting, changes={"minutes": 50}, words="", key="k" * 16, now=now).pk
    arrival = an_arrival(body=group.body, now=now)
    north = Body.objects.create(name="North", slug="north", zone="UTC", created_at=now)
    a_term(ana, a_role(north), starts_on=LONG_AGO, ends_on=FAR_OFF)
    Group.objects.filter(pk=group.pk).update(known_at=now)
    Norms.objects.create(meeting=meeting, number=1, norms=norms_of(meeting) | {"one_turn": False}, saved_at=now)
    hold_back(wanted={meeting.pk: {"phone": "2"}}, side=Side.SOURCE, of="Elsewhere", now=now)
    held = HeldChange.objects.get().pk
    concern = say_wrong(group=group, meeting=meeting, wrong=Wrong.WAY, words="", key="w" * 16, now=now).pk
    chosen = _a_choice(group.body, ana, ben)
    return World(
        people, meeting, circle, ended, after, rehearsed, picture.pk, source, suggested, arrival, held, concern, *chosen
    )


def _a_choice(body: Body, ana: Member, ben: Member) -> tuple[str, str]:
    """An open vote, and an election in which no ballot was called yet; their addresses."""
    now = datetime.now(UTC)
    seats = [Seat(alias_of(member=member, body=body)) for member in (ana, ben)]
    asked = put(body=body, asked=Asked("Saturdays?", secrecy=Secrecy.OPEN), seats=seats, by=ana, now=now)
    board = [Standing("Red"), Standing("Blue")]
    election = open_election(body=body, title="A colour", board=board, secrecy=Secrecy.OPEN, by=ana, now=now)
    return asked.address, election.address


def _signed_in(member) -> Client:
    client = Client()
    client.force_login(member)
    return client


def _a_talk(people: dict[str, Client]) -> tuple[Circle, After]:
    """A circle of another meeting that has closed: Reed and Moss stayed to talk, Fern has yet to choose."""
    meeting = a_meeting_on_now(slug="ember", script=[HANDS])
    dee = _signed_in(one_who_belongs(a_member("Dee"), meeting))
    comes_in(dee, "Dee", door=EMBER)  # strangers alone do not end a group's evening
    guests = {name: a_guest(name, door=EMBER) for name in ("Reed", "Moss", "Fern")}
    circle = guests["Reed"][1]
    seats = [seat_of(guests[name][0], circle).id for name in guests]
    does(guests["Reed"][0], circle, "open")
    for client in (dee, guests["Reed"][0]):
        does(client, circle, "close")
    for name in ("Reed", "Moss"):
        assert guests[name][0].post(f"/circles/{circle.slug}/stay/", {"name": name}).status_code == 302
    Circle.objects.filter(pk=circle.pk).update(involved=[mark(seat) for seat in seats])
    people |= {name: client for name, (client, _circle) in guests.items()} | {"Dee": dee}
    return Circle.objects.get(pk=circle.pk), After.objects.get()


def closes(world: World) -> None:
    """The circle ends, and the talk after the other one too, a day and more ago."""
    assert _acts(world, "Maple", "done").status_code == 302
    assert _acts(world, "Ana", "close", most="3").status_code in (302, 410)
    assert Circle.objects.get(pk=world.circle.pk).closed_at is not None
    for who in ("Reed", "Moss"):
        world.people[who].post(f"/after/{world.after.slug}/do/leave/", {"key": secrets.token_hex(8)})
    After.objects.all().delete()  # Fern never came
    Circle.objects.filter(pk=world.ended.pk).update(closed_at=datetime.now(UTC) - timedelta(days=2))


def _acts(world: World, who: str, verb: str, **typed: str):
    return does(world.people[who], world.circle, verb, **typed)


def everything() -> dict[str, list]:
    """Every row of every table but those named in NOT_COMPARED."""
    models = (model for model in apps.get_models() if model._meta.label not in NOT_COMPARED)
    return {model._meta.label: list(model.objects.order_by("pk").values()) for model in models}


__all__ = ["PASSWORD", "World", "a_world", "closes", "everything"]
