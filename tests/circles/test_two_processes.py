"""Two server processes on one PostgreSQL and one Redis: one circle, one holder, one voice."""

import json
import secrets
import threading
import time
import urllib.error
import urllib.parse
import urllib.request
from contextlib import contextmanager
from itertools import pairwise

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client
from websockets.sync.client import connect

from circles.models import Seat, Turn
from rooms.voice_frames import VOICE, parse
from tests.circles.visiting import DOOR, a_meeting_on_now, comes_in, cookies_of, seat_of
from tests.rooms.voice_clients import words
from tests.server import a_redis, free_port, web

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(not settings.REDIS_URL, reason="PostgreSQL and Redis were not given (DATABASE_URL, REDIS_URL)"),
]
TOKEN = secrets.token_hex(16)


class Person:
    """Someone with a place, who may act through either process."""

    def __init__(self, name: str) -> None:
        client = Client()
        self.circle = comes_in(client, name)
        self.seat = seat_of(client, self.circle)
        self.cookie = "; ".join(f"{n}={v}" for n, v in (cookies_of(client) | {"csrftoken": TOKEN}).items())

    def does(self, server, verb: str) -> int:
        """The act through that process; the status it answers."""
        return self._sends(server, f"/circles/{self.circle.slug}/do/{verb}/", key=secrets.token_hex(8))

    def says_name(self, server, name: str) -> int:
        """Comes by the door once more, with the place they have."""
        return self._sends(server, DOOR, name=name, how="speak")

    def _sends(self, server, path: str, **typed: str) -> int:
        body = urllib.parse.urlencode(typed | {"csrfmiddlewaretoken": TOKEN}).encode()
        request = urllib.request.Request(f"{server.url}{path}", data=body)
        for name, value in {"Cookie": self.cookie, "Origin": server.url, "X-Circle": "1"}.items():
            request.add_header(name, value)
        try:
            with urllib.request.urlopen(request, timeout=20) as answer:
                return answer.status
        except urllib.error.HTTPError as refused:
            return refused.code

    @contextmanager
    def sits(self, server, kind: str = "live"):
        address = f"{server.ws}/{kind}/circles/{self.circle.slug}/"
        with connect(address, additional_headers={"Cookie": self.cookie}, origin=server.url, compression=None) as line:
            yield line


@pytest.fixture
def house(tmp_path):
    assert connection.vendor == "postgresql"
    a_meeting_on_now(script=[{"kind": "sharing", "title": "Sharing"}, {"kind": "closing", "title": "Closing"}])
    with web(tmp_path / "one") as one, web(tmp_path / "two") as two:
        yield one, two


def is_beaten(line, *, seconds: float = 10) -> None:
    """Reads what is pushed until the room's heartbeat comes."""
    end = time.monotonic() + seconds
    while "beat" not in json.loads(line.recv(timeout=max(0.1, end - time.monotonic())).partition("\n")[0]):
        pass


def my_lines(line, until: str, *, seconds: float = 10, version: int = 0):
    """Reads what is pushed until one's own state is `until`, at that version or later."""
    end = time.monotonic() + seconds
    while True:
        first = line.recv(timeout=max(0.1, end - time.monotonic())).partition("\n")[0]
        mine = json.loads(first)
        if mine.get("my") == until and mine["v"] >= version:
            return mine


def voices_in(line, *, seconds: float) -> list[int]:
    """The turn numbers of all voice that arrives meanwhile."""
    heard, end = [], time.monotonic() + seconds
    while (left := end - time.monotonic()) > 0:
        try:
            message = line.recv(timeout=left)
        except TimeoutError:
            break
        if isinstance(message, bytes) and parse(message).kind == VOICE:
            heard.append(parse(message).fence)
    return heard


def says(line, fence: int, count: int = 5) -> None:
    for at in range(count):
        line.send(words(fence, at * 3))
        time.sleep(0.06)


def test_pass_in_one_process_is_heard_in_the_other(house):
    one, two = house
    ana, ben = Person("Ana"), Person("Ben")
    with (
        ana.sits(one) as hers, ben.sits(two) as his,
        ana.sits(one, "voice") as her_voice, ben.sits(two, "voice") as his_voice,
    ):  # fmt: skip
        assert ana.does(one, "open") == 200
        assert [ana.does(one, "hand"), ana.does(one, "begin"), ben.does(two, "hand")] == [200, 200, 200]
        first = my_lines(hers, "speaking")["fence"]
        time.sleep(0.3)
        says(her_voice, first)
        says(his_voice, first)  # out of turn, from the other process
        assert voices_in(his_voice, seconds=1.5) == [first] * 5
        assert voices_in(her_voice, seconds=0.3) == []

        assert [ana.does(two, "done"), ben.does(one, "begin")] == [200, 200]  # each through the other's process
        second = my_lines(his, "speaking")["fence"]
        assert second > first
        time.sleep(0.3)
        says(his_voice, second)
        says(her_voice, second)
        assert voices_in(her_voice, seconds=1.5) == [second] * 5
        assert voices_in(his_voice, seconds=0.3) == []


def test_two_pass_at_the_same_instant_and_one_piece_goes_on(house):
    """The holder's "done" through both processes at once, many times: the piece passes once each time."""
    one, two = house
    people = [Person(name) for name in ("Ana", "Ben", "Cleo")]
    assert people[0].does(one, "open") == 200
    for person in people:
        assert person.does(two, "hand") == 200
    for turn_of in people:
        assert turn_of.does(one, "begin") == 200
        before = Turn.objects.count()
        statuses = at_once(lambda p=turn_of: p.does(one, "done"), lambda p=turn_of: p.does(two, "done"))
        assert sorted(statuses) == [200, 409]
        passed_to = 1 if turn_of is not people[-1] else 0
        assert Turn.objects.count() == before + passed_to
        assert Turn.objects.filter(ended_at=None).count() == passed_to
    numbers = list(Turn.objects.order_by("pk").values_list("number", "seat_id"))
    assert numbers == [(1, people[0].seat.pk), (2, people[1].seat.pk), (3, people[2].seat.pk)]


def test_two_begin_and_pass_at_once_and_nobody_is_doubled(house):
    """Two people, two processes, twenty acts each at the same time: one open turn at most, whatever came of it."""
    one, two = house
    ana, ben = Person("Ana"), Person("Ben")
    assert ana.does(one, "open") == 200
    verbs = ["hand", "begin", "done", "listen", "lower"] * 4
    answers = at_once(lambda: [ana.does(one, verb) for verb in verbs], lambda: [ben.does(two, verb) for verb in verbs])
    assert {status for statuses in answers for status in statuses} <= {200, 409}
    turns = list(Turn.objects.order_by("number"))
    assert [turn.number for turn in turns] == list(range(1, len(turns) + 1))
    assert sum(turn.ended_at is None for turn in turns) <= 1
    for earlier, later in pairwise(turns):
        assert earlier.ended_at <= later.offered_at
    assert Seat.objects.count() == 2


def test_one_is_killed_mid_share_and_its_seats_go_on_at_the_other(house):
    one, two = house
    ana, ben = Person("Ana"), Person("Ben")
    with ben.sits(two) as his:
        with ana.sits(one) as hers:
            assert ana.does(one, "open") == 200
            assert [ana.does(one, "hand"), ana.does(one, "begin"), ben.does(two, "hand")] == [200, 200, 200]
            fence = my_lines(hers, "speaking")["fence"]
            my_lines(his, "next")
            share = Turn.objects.get()
            one.kill()
        with ana.sits(two) as hers:
            assert my_lines(hers, "speaking")["fence"] == fence
            after = Turn.objects.get()
            assert [after.running_since, after.spent] == [share.running_since, share.spent]
            assert [after.dropped_at, after.ended_at] == [None, None]
            assert ana.does(two, "done") == 200
            assert my_lines(his, "offered")["fence"] > fence
            assert Seat.objects.count() == 2


def test_redis_forgets_and_the_circle_goes_on_without_names(tmp_path):
    """Its memory gone, the names are too: the pages say so, the piece and the line are where they were."""
    a_meeting_on_now(script=[{"kind": "sharing", "title": "Sharing"}, {"kind": "closing", "title": "Closing"}])
    ana, ben = Person("Ana"), Person("Ben")
    port = free_port()
    redis = f"redis://127.0.0.1:{port}/0"
    with a_redis(port) as first, web(tmp_path / "one", redis=redis) as one, ben.sits(one) as his:
        assert [ana.says_name(one, "Ana"), ben.says_name(one, "Ben")] == [
            200,
            200,
        ]  # what this Redis knows, and forgets
        with ana.sits(one) as hers:
            assert ana.does(one, "open") == 200
            assert [ana.does(one, "hand"), ana.does(one, "begin"), ben.does(one, "hand")] == [200, 200, 200]
            share = my_lines(hers, "speaking")
            assert "nameless" not in share.get("told", "").split()
            my_lines(his, "next")
            first.kill()
            first.wait(5)
        with ana.sits(one) as hers:  # a line that broke meanwhile is let in, and the room's beat reaches it
            is_beaten(hers)
            with a_redis(port):
                assert ben.does(one, "lower") == 200
                back = my_lines(hers, "speaking", seconds=20, version=share["v"] + 1)
                assert [back["fence"], "nameless" in back["told"].split()] == [share["fence"], True]
                assert "nameless" in my_lines(his, "listening", version=back["v"])["told"].split()
    assert Turn.objects.get().ended_at is None
    assert [Turn.objects.count(), Seat.objects.count()] == [1, 2]


def at_once(*works):
    """What each gives, all started at the same instant."""
    gate, found = threading.Barrier(len(works)), [None] * len(works)

    def run(index, work):
        gate.wait()
        found[index] = work()

    threads = [threading.Thread(target=run, args=each) for each in enumerate(works)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    return found
