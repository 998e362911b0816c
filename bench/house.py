"""A circle on real web processes, with everyone seated and the piece in somebody's hands: what every fault happens to.

Django reads where its PostgreSQL and Redis are when this is imported: DATABASE_URL and REDIS_URL must be set before.
"""

import asyncio
import itertools
import os
import re
import resource
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "fellowship.settings")
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "1")

import django

django.setup()

from django.core.management import call_command  # noqa: E402
from django.db import connections  # noqa: E402
from django.utils import timezone  # noqa: E402

from bench.seats import Place  # noqa: E402
from circles.access import cookie_name, place_proof  # noqa: E402
from circles.live import key_of  # noqa: E402
from circles.models import Circle, Seat, Turn  # noqa: E402
from circles.rules.doors import circle_of  # noqa: E402
from circles.rules.seal import Person, seal_person, who  # noqa: E402
from groups.rules.times import occurrence_at  # noqa: E402
from tests.circles.visiting import a_meeting_on_now  # noqa: E402
from tests.server import Process, web  # noqa: E402

SCRIPT = [{"kind": "sharing", "title": "Sharing", "mode": "hands"}, {"kind": "closing", "title": "Closing"}]
SAID = "These words were written before anything broke."
SHARE = 900  # s: no clock here runs out by itself
HOST, SPEAKER, WAITING, QUEUE = 0, 1, 2, 4  # who does what, and how many stand in line
PEOPLE = re.compile(rb'<li data-place="(\d+)">([^<]*)</li>')
counted = itertools.count(1)


def prepare() -> None:
    """The tables, and room for a thousand lines."""
    hard = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, (min(hard, 20000), hard))
    call_command("migrate", verbosity=0)


@dataclass
class House:
    """The web processes, and which of them still answer: what a proxy in front of them would know."""

    folder: Path
    processes: list[Process] = field(default_factory=list)
    dead: set[int] = field(default_factory=set)
    ever: list[Process] = field(default_factory=list)  # those that were killed too
    stack: ExitStack = field(default_factory=ExitStack)

    def open(self, *, port: int = 0, **environment: str) -> Process:
        """One more web process; at that port where one is named."""
        process = self.stack.enter_context(web(self.folder / f"web-{next(counted)}", port=port, **environment))
        self.processes.append(process)
        self.ever.append(process)
        return process

    def again(self, gone: Process) -> float:
        """A process in the place of one that was killed, at its port; the moment it answered."""
        self.open(port=gone.port)
        self.processes.remove(gone)
        return time.monotonic()

    def doors(self, at: int) -> int:
        """A port for whoever prefers process `at`: theirs, or another that answers."""
        alive = [each for each in self.processes if each.port not in self.dead] or self.processes
        preferred = self.processes[at % len(self.processes)]
        return preferred.port if preferred in alive else alive[0].port


@contextmanager
def a_house(folder: Path, *, processes: int = 2, **environment: str) -> Iterator[House]:
    """So many web processes on the PostgreSQL and the Redis of this run."""
    house = House(folder)
    with house.stack:
        for _ in range(processes):
            house.open(**environment)
        yield house


def plant(people: int, *, host: int = HOST, slug: str = "") -> list[Place]:
    """A circle of its own with so many seated, one of them as host; nobody has come yet."""
    meeting = a_meeting_on_now(slug=slug or f"evening-{next(counted)}", script=SCRIPT, share_seconds=SHARE)
    now = timezone.now()
    occurrence = occurrence_at(meeting, now)
    assert occurrence is not None
    circle = circle_of(meeting=meeting, occurrence=occurrence)
    key, places = key_of(circle, now), []
    for number in range(people):
        person = Person(f"Person {number}", belongs=True, duties=("host",) if number == host else ())
        seat = Seat(circle=circle, place=number + 1, who=who(key, f"guest:{number}"), came_at=now, listening=False)
        seat.sealed = seal_person(key, person, seat=seat.id)
        places.append((seat, person.name))
    Seat.objects.bulk_create([seat for seat, _name in places])
    return [
        Place(circle.slug, seat.id, f"{cookie_name(circle.slug)}={place_proof(seat, session_cookie=None)}", name, int)
        for seat, name in places
    ]


async def begin(house: House, places: Sequence[Place], *, host: int = HOST) -> None:
    """Everyone sits down; one has the piece and has written something, and a few stand in line."""
    for number, place in enumerate(places):
        place.doors = lambda number=number: house.doors(number)
        place.sit()
        if number % 50 == 49:
            await asyncio.sleep(0.1)
    await until(lambda: all(place.version >= 0 for place in places), 60)
    done = [await places[host].does("open")]
    done += [await places[SPEAKER].does("hand"), await places[SPEAKER].does("begin")]
    done += [await places[SPEAKER].does("words", words=SAID)]
    done += [await place.does("hand") for place in places[WAITING : WAITING + QUEUE]]
    assert set(done) == {200}, f"The evening did not begin: {done}"
    await all_current(places, 30)


async def until(true, seconds: float) -> bool:
    """Whether it came true in time."""
    end = time.monotonic() + seconds
    while not true():
        if time.monotonic() > end:
            return False
        await asyncio.sleep(0.01)
    return True


async def all_current(places: Sequence[Place], seconds: float) -> bool:
    """Whether everyone came to hold the version the database has."""
    version = facts(places[0].slug).version
    return await until(lambda: all(place.version >= version for place in places), seconds)


@dataclass(frozen=True)
class Facts:
    """The circle as the database has it."""

    version: int
    holder: str
    open_turns: int
    line: list[str]
    seats: int
    begun: int
    clock: float  # seconds already shared when the clock last started or stopped
    running: bool


def facts(slug: str) -> Facts:
    """Read now. Raises what the database raises."""
    try:
        circle = Circle.objects.get(slug=slug)
        turns = list(Turn.objects.filter(circle=circle, ended_at=None))
        held = [turn for turn in turns if turn.begun_at is not None]
        line = Seat.objects.filter(circle=circle, hand__isnull=False).order_by("hand").values_list("pk", flat=True)
        return Facts(
            circle.version, held[0].seat_id if held else "", len(turns), list(line),
            Seat.objects.filter(circle=circle, left_at=None).count(), Turn.objects.filter(circle=circle).count(),
            held[0].spent.total_seconds() if held and held[0].spent else 0.0, bool(held and held[0].running_since),
        )  # fmt: skip
    finally:
        connections.close_all()


def door_of(slug: str) -> str:
    """The address of the circle's door."""
    return f"/meetings/{Circle.objects.select_related('meeting').get(slug=slug).meeting.slug}/door/"


def doubled(place: Place) -> list[str]:
    """Places shown more than once on that page."""
    shown = [found[0].decode() for found in PEOPLE.findall(place.html)]
    return sorted({each for each in shown if shown.count(each) > 1})


def two_holders(places: Sequence[Place]) -> set[int]:
    """Versions at which two pages said that the piece was theirs."""
    once: set[int] = set()
    twice: set[int] = set()
    for place in places:
        twice |= once & place.held_at
        once |= place.held_at
    return twice
