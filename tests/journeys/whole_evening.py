"""An evening in which all is written that a circle and its after-meeting can hold, and all befalls a rough guest."""

import json
import re
import sys
import time
from secrets import token_hex

from groups.types import SLIPS
from tests.journeys.visitor import Visitor

# Every word is one no file could hold by chance; small letters only, since a store may fold them.
NAMES = {
    who: f"{who}q{token_hex(6)}"
    for who in ("ana", "ben", "maple", "refused", "rough", "knocking", "slip", "stayana", "stayben", "staymaple")
}
WORDS = {
    what: f"{what}q{token_hex(8)}"
    for what in (
        "shared",
        "again",
        "refused",
        "toolong",
        "early",
        "unkeyed",
        "caption",
        "unasked",
        "note",
        "line",
        "answer",
        "late",
        "toosoon",
    )
}
# Two things are written in order to stay: what whoever closes adds to the record, and a note of an incident.
STAYS = {what: f"{what}q{token_hex(8)}" for what in ("remark", "incident")}
ADDRESS = "127.83.71.59" if sys.platform == "linux" else "127.0.0.1"  # elsewhere a machine has one loopback address


class Evening:
    """Ana, who hosts, Ben, who belongs, and guests, over plain forms, at two processes where there are two."""

    def __init__(self, house) -> None:
        self.house = house
        first, last = house.servers[0], house.servers[-1]
        self.ana, self.ben, self.maple = Visitor(first, ADDRESS), Visitor(last, ADDRESS), Visitor(last, ADDRESS)
        self.rough, self.knocking = Visitor(last, ADDRESS), Visitor(first, ADDRESS)
        self.ana.get("/")
        self.door = re.search(r'href="(/meetings/porch-\d+/door/)"', self.ana.page)[1]  # of those that are on
        self.meeting = self.door.split("/")[2]
        house.publishes(self.meeting, types=json.dumps(["O", "D", SLIPS]))

    def promises(self) -> None:
        """Ana sits down; Ben says "I will" for a coming evening, and had said so for this one."""
        self.ana.sign_in("Ana", "candlelight")
        self.ben.sign_in("Ben", "candlelight")
        self.ana.come_in(self.door, NAMES["ana"])
        self.house.has_pledged(self.ana.slug, "Ben")
        self.ben.get(f"/meetings/{self.meeting}/")
        coming = re.search(r'name="at" value="(\d+)"', self.ben.page)[1]
        assert self.ben.post(f"/meetings/{self.meeting}/weeks/", at=coming, will="read") == 200

    def gathers(self) -> None:
        self.ben.come_in(self.door, NAMES["ben"])
        self.maple.get(self.door)
        assert self.maple.post(self.door, name=NAMES["refused"] + "x" * 40, how="speak") == 400
        assert self.maple.post(self.door, name=NAMES["ben"].upper(), how="speak") == 400  # somebody has it
        self.maple.come_in(self.door, NAMES["maple"])
        self.rough.come_in(self.door, NAMES["rough"])
        assert self.maple.does("words", words=WORDS["early"]) == 409
        assert [self.ana.does("take-host"), self.ana.does("open")] == [200, 200]

    def shares(self) -> None:
        while "hand" not in self.maple.may():
            assert self.ana.does("forward") == 200
        with self.maple.push() as line:
            assert NAMES["ana"] in line.recv(timeout=10)
            for verb in ("hand", "begin"):
                assert self.maple.does(verb) == 200
            assert self.maple.does("words", words=WORDS["shared"]) == 200
            assert self.maple.does("words", words=WORDS["toolong"] * 300) == 409
            assert self.maple.does("words", words=WORDS["unkeyed"], key="?") == 400
            assert self.ben.does("words", words=WORDS["refused"]) == 409
            hears(line, WORDS["shared"])
        assert [WORDS["shared"] in each.reads() for each in (self.ana, self.ben, self.maple)] == [True] * 3
        for verb in ("take-caption", "willing-host"):
            assert self.ben.does(verb) == 200
        assert self.ben.does("caption", words=WORDS["caption"]) == 200
        assert self.maple.does("caption", words=WORDS["unasked"]) == 409  # it is Ben's to do
        assert [WORDS["caption"] in each.reads() for each in (self.ana, self.maple)] == [True, True]
        assert self.ben.does("pause") == 200  # a wish, until a second agrees

    def goes_on(self) -> None:
        assert [self.ana.does("pause"), self.ana.does("resume"), self.maple.does("done")] == [200] * 3
        assert [self.ben.does(verb) for verb in ("hand", "begin")] == [200, 200]
        assert [self.ben.does("words", words=WORDS["again"]), self.ben.does("done")] == [200, 200]

    def cares(self) -> None:
        """A note, a slip, what befalls a rough guest, and a knock."""
        assert self.maple.does("note", about="sound", words=WORDS["note"]) == 200
        assert WORDS["note"] in self.ana.reads()
        assert [self.maple.does("slip", words=NAMES["slip"]), self.ana.does("slips")] == [200, 200]
        self.maple.get(f"/circles/{self.maple.slug}/slip/")
        assert NAMES["slip"] in self.maple.page
        for verb in ("veil", "to-door", "from-door", "quiet", "ask-to-leave"):
            assert self.ana.does(verb, to="4") == 200
        assert self.ben.does("ask-to-leave", to="4") == 200  # the second who wishes it
        assert self.rough.get(f"/circles/{self.rough.slug}/") == 410
        assert "remain welcome" in self.rough.page
        self.house.publishes(self.meeting, threshold="knock")
        self.knocking.get(self.door)
        assert self.knocking.post(self.door, name=NAMES["knocking"], how="speak") == 200
        assert NAMES["knocking"] in self.ana.reads()

    def closes(self) -> None:
        """Whoever knocked is let in just before."""
        assert self.ana.does("let-in", to="1") == 200
        self.knocking.get(f"{self.door}waiting/")
        assert self.knocking.path.startswith("/circles/"), self.knocking.page
        self.house.publishes(self.meeting, threshold="open")
        assert self.maple.does("close", words=WORDS["toosoon"]) == 409  # it is the host's to do
        assert self.ana.does("close", words=STAYS["remark"]) == 410
        assert self.ben.get(f"/circles/{self.maple.slug}/") == 410

    def stays(self) -> str:
        """Three talk afterwards; gives the address of their room."""
        people = {"ana": self.ana, "ben": self.ben, "maple": self.maple}
        for who, each in people.items():
            assert each.stays(NAMES[f"stay{who}"]) == 200, each.page
        assert self.knocking.get(f"/circles/{self.maple.slug}/") == 410
        assert self.knocking.post(f"/circles/{self.maple.slug}/go-home/") == 200
        address = f"/circles/{self.maple.slug}/incident/"
        assert self.rough.get(address) == 200
        assert self.rough.post(address, part="evening", what=STAYS["incident"]) == 200
        with self.maple.talk() as line:
            assert NAMES["stayana"] in line.recv(timeout=10)
            assert self.maple.talks("say", words=WORDS["line"]) == 200
            assert self.ben.talks("say", words=WORDS["answer"]) == 200
            hears(line, WORDS["answer"])
        assert self.ben.talks("say", words="") == 409
        assert self.ana.talks("pause") == 200
        return self.ana.after

    def goes_home(self) -> None:
        room = f"/after/{self.ana.after}/"
        self.ben.get(room)
        proofs, page = dict(self.ben.cookies), self.ben.page
        assert [each.talks("leave") for each in (self.maple, self.ben)] == [200, 200]
        self.ben.cookies, self.ben.page = proofs, page
        assert self.ben.post(f"{room}do/say/", key="a-key-of-mine", words=WORDS["late"]) == 410
        assert self.ana.talks("leave") == 200
        assert [self.ana.get(room), self.ben.get(room)] == [404, 410]
        self.ben.get("/")
        self.ben.get("/sign-out/")
        self.ben.post("/sign-out/")


def hears(line, word: str) -> None:
    """Reads what is pushed until the word is in it; a beat comes every two seconds and says nothing."""
    end = time.monotonic() + 10
    while word not in line.recv(timeout=10):
        assert time.monotonic() < end, "Waited in vain for what was written."
