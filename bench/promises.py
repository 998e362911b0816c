"""One fault on one evening: what was so before, what is looked at afterwards, and what became of each promise."""

import asyncio
import time
from dataclasses import dataclass, field
from importlib import import_module
from types import ModuleType
from typing import Any

from bench.parts import Parts

AIM = 3.0  # s from the first connection accepted to the last place that holds the current version


@dataclass
class Told:
    """What became of one fault."""

    fault: str
    back: float | None = None  # s until the last place held the current version
    held: dict[str, bool] = field(default_factory=dict)  # each promise, and whether it was kept
    notes: list[str] = field(default_factory=list)

    @property
    def kept(self) -> bool:
        return all(self.held.values())


class Run:
    """One fault on one evening: the people, the house, and what was so before."""

    def __init__(self, told: Told, evening: ModuleType, house: Any, parts: Parts, people: int) -> None:
        self.told, self.evening, self.house, self.parts = told, evening, house, parts
        self.host = evening.SPEAKER if told.fault == "laptop" else evening.HOST
        self.places = evening.plant(people, host=self.host)
        self.slug = self.places[0].slug
        self.speaker = self.places[evening.SPEAKER]
        self.first_back = 0.0
        self.voices: list[Any] = []

    async def begin(self) -> None:
        breaking = import_module("bench.breaking")
        await self.evening.begin(self.house, self.places, host=self.host)
        # A voice in each process: what the speaker says through one is heard through the other.
        self.voices = [breaking.VoiceLine(place) for place in (self.speaker, self.places[-1], self.places[-2])]
        for voice in self.voices:
            voice.open()
        await self.evening.until(lambda: all(each.heard for each in self.voices[1:]), 10)
        self.before = self.evening.facts(self.slug)
        self.ends = self.speaker.ends
        for place in self.places:
            place.silent_for = 0.0

    def note(self, words: str) -> None:
        self.told.notes.append(words)

    async def current(self, since: float, *, act: bool = True, among: list | None = None) -> None:
        """Something changes now; how long after `since` everyone held it."""
        places = among or self.places
        if act:
            actor = self.places[self.evening.WAITING + self.evening.QUEUE]
            self.told.held["an act goes through"] = await actor.does("hand") == 200
        came = await self.evening.all_current(places, 30)
        self.told.back = round(time.monotonic() - since, 2) if came else None
        self.told.held["everyone current within 3 s"] = came and time.monotonic() - since <= AIM

    async def looks(self, *, holder: str | None = "", words: bool = True, clock: bool = True) -> None:
        """Whether what circles.md demands still holds. `holder` None: the piece may have gone on."""
        await asyncio.sleep(0.3)
        now, held = self.evening.facts(self.slug), self.told.held
        held["one open turn at most"] = now.open_turns <= 1
        held["never two holders"] = not self.evening.two_holders(self.places)
        if holder is not None:
            held["the piece stayed"] = now.holder == self.before.holder and self.speaker.my in ("speaking", "asked")
        line = [seat for seat in self.before.line if seat in now.line]
        held["queue order kept"] = now.line[: len(line)] == line and (holder is None or line == self.before.line)
        if not held["queue order kept"]:
            order = {place.seat: number for number, place in enumerate(self.places)}
            self.note(f"line {[order[each] for each in self.before.line]} → {[order[each] for each in now.line]}")
        if clock:
            pages = {place.ends for place in self.places if place.version == now.version}
            held["the clock is right"] = pages == {self.ends}
        if words:
            said = self.evening.SAID.encode()
            held["words kept"] = all(said in place.html for place in self.places)
        held["no place doubled"] = now.seats == self.before.seats and not any(
            self.evening.doubled(place) for place in self.places
        )
        refused = [each for place in self.places for each in place.refused]
        held["nobody told of a failure"] = not refused
        if refused:
            self.note(f"refused: {sorted(set(refused))}")

    async def voice_passes(self) -> None:
        """Whether the speaker is heard again in both processes, and how long they were not."""
        counts = [each.heard for each in self.voices[1:]]
        passes = await self.evening.until(
            lambda: all(each.heard > count for each, count in zip(self.voices[1:], counts, strict=True)), 8
        )
        self.told.held["the voice is heard again"] = passes
        self.note(f"no voice for {max(each.longest for each in self.voices[1:]):.1f} s")

    def end(self) -> None:
        for each in [*self.places, *self.voices]:
            (each.go if hasattr(each, "go") else each.close)()

    async def first_connection(self, since: float, seconds: float = 30) -> float:
        """The moment the first of them was let in again after `since`."""
        await self.evening.until(lambda: any(place.opened_at > since for place in self.places), seconds)
        return min((place.opened_at for place in self.places if place.opened_at > since), default=time.monotonic())
