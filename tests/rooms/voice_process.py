"""A server process of its own for the relay's tests: `a_process` starts one, and this file is what it runs."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from rooms import voice

HERE = Path(__file__).resolve()


class Process:
    """A house in another process, and a line to tell it who has the word."""

    def __init__(self, running: subprocess.Popen):
        self._running = running
        self.url = json.loads(running.stdout.readline())

    def grant(self, room: str, fence: int, *seats: str) -> None:
        self._running.stdin.write(json.dumps([room, fence, *seats]) + "\n")
        self._running.stdin.flush()
        assert self._running.stdout.readline() == "granted\n"


@contextmanager
def a_process(redis_url: str) -> Iterator[Process]:
    command = [sys.executable, "-m", "tests.rooms.voice_process", redis_url]
    running = subprocess.Popen(command, cwd=HERE.parents[2], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    try:
        yield Process(running)
    finally:
        running.stdin.close()
        try:
            running.wait(5)
        except subprocess.TimeoutExpired:
            running.kill()


def serve(redis_url: str) -> None:
    """Prints where it listens, then grants what it is told to until its line is closed."""
    from tests.rooms.voice_server import a_house  # noqa: PLC0415 (needs Django's settings to be named first)

    voice.PATIENCE = 3.0  # a slow machine may take longer over what is meant to happen at once
    with a_house(redis_url=redis_url) as house:
        print(json.dumps(house.url), flush=True)  # noqa: T201
        for line in sys.stdin:
            room, fence, *seats = json.loads(line)
            house.grant(fence, *seats, room=room)
            print("granted", flush=True)  # noqa: T201


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "fellowship.settings")
    serve(sys.argv[1])
