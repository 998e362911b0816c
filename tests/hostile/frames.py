"""The table of frames: every address of a socket and every kind of frame it reads, who sends it rightly, and what it is told."""

import json
import os
import re
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field
from typing import Any

from websockets.exceptions import ConnectionClosed
from websockets.sync.client import ClientConnection, connect

from rooms.seats import NOT_YOURS, ROOM_CLOSED
from rooms.voice_fanout import NO_SUCH_DOOR
from rooms.voice_frames import CLAIM, ECHO, VOICE, Frame, build, parse
from tests.circles.visiting import cookies_of, does
from tests.hostile.world import World

CIRCLE, AFTER, SOUND = "live/circles/<slug:slug>/", "live/after/<slug:slug>/", "voice/circles/<slug:slug>/"
AS_EVER = "whoever is there says so while we pause as at any time"
NO_NUMBER = "a sign of life has no number, and twice the same says the same"
ONES_OWN = "it concerns this seat's own tabs only, and is theirs at any time"
Word = str | bytes


@dataclass(frozen=True)
class Row:
    """One kind of frame at one address. A sentence in place of a word of refusal says why the class does not apply."""

    address: str
    kind: str
    who: str  # sends it rightly
    turned_away: int  # the code at the door
    ended: int  # the code for an open socket whose place or room has ended
    hasty: str  # what is said to haste, "" where the code says it all
    replayed: str
    wrong: str
    paused: str

    def good(self, fence: int) -> Word:
        return self.kind if self.address != SOUND else spoken(int(self.kind), fence)

    def bent(self, fence: int) -> list[Word]:
        """The frame as no browser of ours would send it."""
        good = self.good(fence)
        if isinstance(good, str):
            return [
                good + "\0",
                good * 2,
                good.encode(),
                f" {good}",
                "",
                "\0",
                b"",
                b"\xff\x00",
                "beans",
                os.urandom(40),
            ]
        cut = [good[:end] for end in range(len(good))]
        kinds = [bytes([kind]) + good[1:] for kind in (0, 4, 255)]
        more = [good + b"\0", good[:12] + b"\x07" + good[13:], good[:1] + b"\xff" + good[2:], good[:12] + b"\xff" * 4]
        return [*kinds, *more, "beans", "\0", good.hex(), b"\0" * 12, b"\xff" * 40, *cut]


def spoken(kind: int, fence: int, at: int = 7000) -> bytes:
    """A voice's frame, too soft to be a sign of life: what is read of it changes nothing either."""
    claims = kind == CLAIM
    packets = () if claims else (b"beans",) * 3
    return build(Frame(kind, 0, 0, 0 if claims else fence, 0 if claims else at, packets))


def _sign(address: str, kind: str, who: str) -> Row:
    return Row(address, kind, who, NOT_YOURS, ROOM_CLOSED, "", NO_NUMBER, "4003", AS_EVER)


def _voice(kind: int, hasty: str, replayed: str, wrong: str, paused: str) -> Row:
    return Row(SOUND, str(kind), "Maple", NO_SUCH_DOOR, NO_SUCH_DOOR, hasty, replayed, wrong, paused)


ROWS = [
    *(_sign(CIRCLE, kind, "Willow") for kind in ".!"),
    *(_sign(AFTER, kind, "Reed") for kind in ".!"),
    _voice(VOICE, "too-fast", "not-your-turn", "not-your-turn", "shut"),
    _voice(ECHO, "enough-echo", ONES_OWN, ONES_OWN, ONES_OWN),
    _voice(CLAIM, "too-fast", ONES_OWN, ONES_OWN, ONES_OWN),
]


def named(row: Row) -> str:
    return f"{row.address} {row.kind}"


@dataclass
class Evening:
    """A circle and a talk with everybody's tabs open, and what each has been sent."""

    world: World
    server: Any
    steady: dict[tuple[str, str], ClientConnection] = field(default_factory=dict)  # by address and person
    marks: int = 0
    fence: int = 0

    def opens(self, address: str, jar: dict[str, str], *, origin: str = "") -> ClientConnection:
        slug = self.world.after.slug if address == AFTER else self.world.circle.slug
        headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in jar.items())} if jar else {}
        return connect(
            f"{self.server.ws}/{address.replace('<slug:slug>', slug)}", origin=origin or self.server.url,
            additional_headers=headers, open_timeout=10, compression=None, max_queue=None, ping_interval=None,
        )  # fmt: skip

    def jar(self, who: str) -> dict[str, str]:
        return cookies_of(self.world.people[who])

    @contextmanager
    def tab(self, row: Row, who: str = "") -> Iterator[ClientConnection]:
        """One more tab of somebody who sits there; it has been greeted."""
        with self.opens(row.address, self.jar(who or row.who)) as line:
            assert line.recv(timeout=10)
            yield line

    def shown(self) -> list[str]:
        """What those who did nothing would be shown now, but for the seconds that are left."""
        there = {"Ana": f"/circles/{self.world.circle.slug}/state/", "Moss": f"/after/{self.world.after.slug}/state/"}
        states = [self.world.people[who].get(path).content.decode() for who, path in there.items()]
        return [re.sub(r'data-left="-?\d+"', "", state) for state in states]

    def still_hear(self) -> None:
        """Maple's next words are the next thing the others hear: nothing came between."""
        self.marks += 1
        maple, mark = self.steady[SOUND, "Maple"], spoken(VOICE, self.fence, self.marks)
        maple.send(mark)
        while (note := json.loads(_text(maple))) != {"voice": "came", "at": self.marks}:
            if note["voice"] == "refused":
                assert note["why"] in ("shut", "other-tab")
            if note.get("why") == "shut" or note == {"voice": "microphone", "here": True}:
                maple.send(
                    mark
                )  # not read yet whose turn it is, or her other tab was there until now: as a browser does
        for who in ("Ana", "Willow"):
            if (SOUND, who) in self.steady:
                heard = self.marks - 1
                while heard == self.marks - 1:  # the mark before may have been said twice
                    heard = parse(_bytes(self.steady[SOUND, who])).at
                assert [who, heard] == [who, self.marks]

    def still_see(self, *, after: bool = True) -> None:
        """What is done next is shown to the others."""
        self._shows(
            CIRCLE, ("Ana", "Maple", "Willow"), lambda: does(self.world.people["Ana"], self.world.circle, "hands")
        )
        if after:
            path = f"/after/{self.world.after.slug}/do/say/"
            typed = {"key": f"key-of-{self.marks:08}", "words": "Still here"}
            self._shows(AFTER, ("Reed", "Moss"), lambda: self.world.people["Moss"].post(path, typed))

    def speaks_again(self) -> None:
        """Wait until Maple is shown that the piece is hers again, and under which number."""
        first, resumed = dict[str, Any](), self._version_of(CIRCLE)
        while first.get("my") != "speaking" or first["v"] < resumed:
            first = json.loads(_text(self.steady[CIRCLE, "Maple"]).split("\n")[0])
        self.fence = first["fence"]

    def _shows(self, address: str, people: tuple[str, ...], act: Any) -> None:
        assert act().status_code == 302
        now = self._version_of(address)
        for who in people:
            if (address, who) in self.steady:
                while _version(_text(self.steady[address, who])) < now:
                    pass

    def _version_of(self, address: str) -> int:
        return _version(self.shown()[address == AFTER])


@contextmanager
def an_evening(world: World, server: Any) -> Iterator[Evening]:
    """Everybody has come by socket, has been shown the room, and hears Maple."""
    evening = Evening(world, server)
    with ExitStack() as tabs:
        people = {CIRCLE: ("Ana", "Maple", "Willow"), AFTER: ("Reed", "Moss"), SOUND: ("Ana", "Maple", "Willow")}
        for address, who in ((address, who) for address, those in people.items() for who in those):
            evening.steady[address, who] = tabs.enter_context(evening.opens(address, evening.jar(who)))
            first = _text(evening.steady[address, who])
            if address != SOUND:
                evening.fence = json.loads(first.split("\n")[0]).get("fence") or evening.fence
        evening.still_hear()
        yield evening


def code_of(line: ClientConnection) -> int | None:
    """The code this socket is closed with, whatever came before."""
    return told_until_closed(line)[1]


def told_until_closed(line: ClientConnection) -> tuple[list[Word], int | None]:
    """All that was said on it until it was closed, and the code; raises TimeoutError when it stays open."""
    said: list[Word] = []
    while True:
        try:
            said.append(line.recv(timeout=10))
        except ConnectionClosed as closed:
            return said, closed.rcvd.code if closed.rcvd else None


def sends_until_closed(line: ClientConnection, words: list[Word]) -> None:
    """Again and again, but not for ever."""
    with suppress(ConnectionClosed):
        for turn in range(5000):
            line.send(words[turn % len(words)])


def whys(said: list[Word]) -> set[str]:
    """The reasons of refusal among what was said on a voice socket."""
    notes = [json.loads(words) for words in said if isinstance(words, str)]
    return {note["why"] for note in notes if note["voice"] == "refused"}


def _version(text: str) -> int:
    first = json.loads(text.split("\n")[0])
    return first.get("v", first.get("beat"))


def _text(line: ClientConnection) -> str:
    return _next(line, str)


def _bytes(line: ClientConnection) -> bytes:
    return _next(line, bytes)


def _next(line: ClientConnection, kind: type) -> Any:
    while not isinstance(words := line.recv(timeout=10), kind):
        pass
    return words
