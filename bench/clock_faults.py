"""What the clock does, done while its parts break: real workers, a PostgreSQL and a Redis of one's own, a mail server here.

    python -m bench.clock_faults [--people 3000]

A sweep notes for many servants that their term ends, and letters go. A worker is killed in the middle of either, Redis loses
its memory, every task comes twice at once, the clock jumps a day and back, the mail server refuses for a while. Promised:
each note exactly once, no letter ever twice, what a dead worker may have sent is called "perhaps sent". Ends with code 1
when a promise broke. Loopback only; about two minutes.
"""

import argparse
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

from bench.parts import Parts
from bench.post_office import HOLDS, REFUSES, TAKES, PostOffice

HOUSE = Path(__file__).resolve().parent.parent
SWEEP, LETTERS = "rotation.tasks.look_what_is_due", "members.tasks.hand_over_letters"
PATIENCE = 60.0  # s


class Office:
    """The workers of a house, and what stands in its tables."""

    def __init__(self, parts: Parts, post: PostOffice, people: int) -> None:
        self.parts, self.post, self.people = parts, post, people
        self.workers: list[subprocess.Popen[bytes]] = []
        self.env = os.environ | parts.surroundings | {
            "DATA_DIR": str(parts.folder), "PUBLIC_ADDRESS": "https://rooms.example", "EMAIL_HOST": "127.0.0.1",
            "EMAIL_PORT": str(post.port),
        }  # fmt: skip

    def worker(self) -> subprocess.Popen[bytes]:
        """One more, in a process of its own."""
        command = [sys.executable, "-m", "celery", "-A", "fellowship", "worker", "--pool", "solo", "--without-mingle"]
        with (self.parts.folder / "worker.log").open("ab") as log:
            name = f"--hostname=w{len(self.workers)}"
            started = subprocess.Popen([*command, name], cwd=HOUSE, env=self.env, stdout=log, stderr=log)
        self.workers.append(started)
        return started

    def no_workers(self) -> None:
        for each in self.workers:
            each.kill()
            each.wait(PATIENCE)
        self.workers.clear()

    def ask(self, task: str) -> None:
        """As beat does: a word in Redis."""
        from fellowship.celery import app  # noqa: PLC0415 (settings are read after the parts have started)

        app.send_task(task)


def until(is_so: Callable[[], bool], *, patience: float = PATIENCE) -> bool:
    end = time.monotonic() + patience
    while not is_so():
        if time.monotonic() > end:
            return False
        time.sleep(0.05)
    return True


def plant(people: int) -> None:
    """So many servants whose terms end in eighty days, each of whom asked for letters at any hour."""
    from allauth.account.models import EmailAddress  # noqa: PLC0415

    from members.models import Member, NoteWishes  # noqa: PLC0415
    from rotation.models import Alias, Body, Role, Term  # noqa: PLC0415

    now, numbers = datetime.now(UTC), range(1, people + 1)
    body = Body.objects.create(name="Harbour", slug="harbour", created_at=now)
    role = Role.objects.create(body=body, title="Greeter", seats=people)
    names = [Member(pk=n, name=f"M {n}", folded_name=f"m {n}", password="!") for n in numbers]
    Member.objects.bulk_create(names)
    Alias.objects.bulk_create(Alias(pk=n, body=body, member_id=n) for n in numbers)
    starts_on, ends_on = now.date() - timedelta(days=200), now.date() + timedelta(days=80)
    Term.objects.bulk_create(Term(role=role, alias_id=n, seat=n, starts_on=starts_on, ends_on=ends_on) for n in numbers)
    NoteWishes.objects.bulk_create(
        NoteWishes(member_id=n, letters="each", quiet_from=0, quiet_until=0, stop=str(n)) for n in numbers
    )
    EmailAddress.objects.bulk_create(
        EmailAddress(user_id=n, email=f"m{n}@letters.example", primary=True) for n in numbers
    )


def of_sweeps(office: Office) -> dict[str, bool]:
    """A worker dies in the middle, Redis forgets, every word comes twice at once, the clock jumps."""
    from members.models import Note, NoteLetter  # noqa: PLC0415
    from rotation.rules.reminders import sweep  # noqa: PLC0415

    said: dict[str, bool] = {}
    first = office.worker()
    office.ask(SWEEP)
    said["a worker was killed with some noted and some not"] = until(lambda: Note.objects.count() > 0) and (
        first.send_signal(signal.SIGKILL) is None and first.wait(PATIENCE) is not None
        and 0 < Note.objects.count() < office.people
    )  # fmt: skip
    office.workers.clear()
    office.parts.stop_redis()  # with the word of the sweep that died
    office.parts.start_redis()
    for _worker in range(2):
        office.worker()
    for _twice in range(2):
        office.ask(SWEEP)
    said["all is noted by the next sweeps, asked twice at once"] = until(lambda: Note.objects.count() == office.people)
    now = datetime.now(UTC)
    for jumped in (timedelta(days=1), timedelta(0), timedelta(days=-1), timedelta(days=1)):
        sweep(now=now + jumped)
    steps = set(Note.objects.values_list("step", flat=True))
    said["a clock that jumps a day and back writes nothing twice"] = Note.objects.count() == office.people
    said["each note once, and one letter laid ready for each"] = (
        steps == {"90"} and NoteLetter.objects.count() == office.people
    )
    office.no_workers()
    return said


def of_letters(office: Office) -> dict[str, bool]:
    """The mail server refuses, then takes; a worker dies after handing one over; another carries on."""
    from members.models import NoteLetter  # noqa: PLC0415

    def ways() -> dict[str, int]:
        found: dict[str, int] = {}
        for way in NoteLetter.objects.values_list("way", flat=True):
            found[way] = found.get(way, 0) + 1
        return found

    said: dict[str, bool] = {}
    post, people = office.post, office.people
    post.manner = REFUSES
    office.worker()
    office.ask(LETTERS)
    said["what was refused waits for a later try"] = until(
        lambda: NoteLetter.objects.filter(tries=1, way="waiting").exists()
    )
    office.no_workers()
    said["and nothing was sent"] = not post.got
    NoteLetter.objects.filter(way="given").update(way="waiting", claim="", claimed_at=None)
    NoteLetter.objects.update(go_at=datetime.now(UTC))
    post.manner, post.hold_after = HOLDS, 200
    office.worker()
    office.ask(LETTERS)
    said["a worker was killed after one was handed over and before it was marked"] = post.held.wait(PATIENCE)
    office.no_workers()
    post.manner = TAKES
    for _worker in range(2):
        office.worker()
    end = time.monotonic() + PATIENCE
    while ways().get("waiting") and time.monotonic() < end:
        office.ask(LETTERS)
        office.ask(LETTERS)  # beat was started twice
        time.sleep(1)
    NoteLetter.objects.filter(way="given").update(claimed_at=datetime.now(UTC) - timedelta(minutes=16))
    office.ask(LETTERS)
    said["what it held is called perhaps sent"] = until(lambda: "given" not in ways())
    office.ask(LETTERS)
    time.sleep(2)
    found = ways()
    said["no letter went twice"] = max(post.got.values()) == 1
    said["each was sent, or perhaps sent, and nothing else"] = (
        set(found) == {"sent", "perhaps"} and sum(found.values()) == people
    )
    said["whatever is called sent was taken"] = found["sent"] <= len(post.got) <= people
    print(f"          {found}; the mail server took {len(post.got)}")
    office.no_workers()
    return said


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("--people", type=int, default=3000)
    given = asked.parse_args()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    parts, broke = Parts(), False
    try:
        parts.start()
        with PostOffice() as post:
            office = Office(parts, post, given.people)
            os.environ |= office.env | {"DJANGO_SETTINGS_MODULE": "fellowship.settings"}
            import django  # noqa: PLC0415

            django.setup()
            from django.core.management import call_command  # noqa: PLC0415

            call_command("migrate", verbosity=0)
            plant(given.people)
            for name, part in (("sweeps", of_sweeps), ("letters", of_letters)):
                print(f"\n{name}", flush=True)
                try:
                    said = part(office)
                finally:
                    office.no_workers()
                for promise, kept in said.items():
                    print(f"          {'yes' if kept else 'NO '}  {promise}", flush=True)
                    broke = broke or not kept
            from django.db import connection  # noqa: PLC0415

            connection.close()
    finally:
        parts.stop()
    sys.exit(broke)


if __name__ == "__main__":
    main()
