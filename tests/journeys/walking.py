"""An evening walked through as its people's browsers would, without script: by pages and forms, one part after another."""

import re
from dataclasses import dataclass, field
from datetime import timedelta

from django.test import Client
from django.utils import timezone

from circles.models import Circle, Turn
from groups.models import Meeting
from tests.circles.visiting import a_guest, a_member_inside, does, page, seat_of, text
from tests.groups.cast import belongs
from tests.groups.secretary import as_sent


def starts_from(secretary: Client, meeting: Meeting, code: str) -> None:
    """The secretary looks at what would change, says yes, and fills in the readings the profile leaves free."""
    here = f"/meetings/{meeting.slug}/"
    look = secretary.get(f"{here}start/{code}/")
    secretary.post(
        f"{here}start/{code}/", {"version": look.context["version"]["version"].value(), "customs": "on", "script": "on"}
    )
    for at, part in enumerate(Meeting.objects.get(pk=meeting.pk).script):
        if part["text"].startswith("Put "):
            form = f"{here}script/{at}/"
            assert (
                secretary.post(form, as_sent(secretary.get(form), text=f"Our own words, number {at}.")).status_code
                == 302
            )


@dataclass
class Evening:
    """People in one circle. Whoever hosts steps alone; where nobody does, two agree."""

    circle: Circle
    people: dict[str, Client]
    host: str = ""
    heard: list[str] = field(default_factory=list)  # who shared, in order

    def now(self) -> Circle:
        return Circle.objects.get(pk=self.circle.pk)

    def reads(self, name: str) -> str:
        """What the circle shows this person, without the page around it and the sayings that wait in it."""
        return text(self.people[name].get(page(self.circle, "ring/")))

    def does(self, name: str, verb: str, **typed: str) -> int:
        """The act as a plain form sends it: 302 where it was done, 409 where something stands in its way."""
        return does(self.people[name], self.circle, verb, **typed).status_code

    def place(self, name: str) -> str:
        return str(seat_of(self.people[name], self.circle).place)

    def has_the_piece(self) -> str:
        """ "Maple" while Maple shares, "Maple?" while it is offered, "" while it rests."""
        turn = Turn.objects.filter(circle=self.circle, ended_at=None).first()
        if turn is None:
            return ""
        name = next(name for name, client in self.people.items() if seat_of(client, self.circle).pk == turn.seat_id)
        return name if turn.begun_at else f"{name}?"

    def agrees(self, verb: str) -> None:
        """What a host does alone and two do together. One alone changes nothing."""
        names = [self.host] if self.host else list(self.people)[:2]
        for name in names[:-1]:
            before = self.now().segment
            assert self.does(name, verb) == 302
            assert self.now().segment == before
        assert self.does(names[-1], verb) == 302

    def shares(self, name: str) -> None:
        """Whom the piece is offered to takes it, writes a line that everyone reads, and is done."""
        assert self.has_the_piece() == f"{name}?"
        assert self.does(name, "begin") == 302
        self.speaks(name)
        assert self.does(name, "done") == 302
        self.heard.append(name)

    def speaks(self, name: str) -> None:
        """While one has the piece nobody else can put a word in, and everyone reads theirs."""
        assert self.has_the_piece() == name
        said = f"What {name} has to say."
        assert self.does(name, "words", words=said) == 302
        others = [other for other in self.people if other != name]
        assert {self.does(other, "words", words="But!") for other in others} == {409}
        assert all(said in self.reads(other) and "But!" not in self.reads(other) for other in others)

    def silence_is_kept(self) -> None:
        """Between two shares, where the group keeps a silence: nobody can begin in it, and no countdown is shown."""
        seconds = self.now().meeting.silence_seconds
        rest = self.now().rest_until
        assert (rest is not None) == (seconds > 0)
        if rest is None:
            return
        assert rest <= timezone.now() + timedelta(seconds=seconds)
        # A slow machine must not let it pass while we look.
        Circle.objects.filter(pk=self.circle.pk).update(rest_until=timezone.now() + timedelta(seconds=60))
        read = self.reads(next(iter(self.people)))
        assert "We keep silence together." in read
        assert re.findall(r"\d+ \w+ (?:left|more)", read) == []
        assert self.has_the_piece() == ""
        Circle.objects.filter(pk=self.circle.pk).update(rest_until=timezone.now())
        self.reads(next(iter(self.people)))


def comes_together(meeting: Meeting, members: dict[str, object], guests: list[str], host: str = "") -> Evening:
    """Everyone through the door in this order, members who belong first; the host takes hosting up, and it is opened."""
    people = {}
    for name, member in members.items():
        belongs(member, meeting.group)
        people[name], circle = a_member_inside(member, name)
    for name in guests:
        people[name], circle = a_guest(name)
    evening = Evening(circle, people, host)
    if host:
        assert evening.does(host, "take-host") == 302
    if evening.now().meeting.turn_mode == "silence":  # that one begins as people sit down, and nobody opens it
        assert evening.does(host or next(iter(people)), "open") == 409
    else:
        assert evening.now().opened_at is None
        assert evening.does(host or next(iter(people)), "open") == 302
    assert evening.now().opened_at is not None
    return evening
