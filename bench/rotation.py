"""A large fellowship's service: the sweep that looks what is due, letters handed over, and "may this member do this here".

    DATABASE_URL=postgres://…/fellowship python -m bench.rotation [--members 200000] [--bodies 20000] [--terms 120000]

In a database of its own, which goes when it is done (--keep leaves it). Letters go to a backend in memory. Prints a table
and, as its last line, JSON. About two minutes; loopback only.
"""

import argparse
import json
import random
import resource
import statistics
import time
from collections.abc import Callable, Iterable
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from itertools import islice
from typing import Any

import django

from bench.database import its_own_database

django.setup()

from allauth.account.models import EmailAddress  # noqa: E402
from django.conf import settings  # noqa: E402
from django.core import mail  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.core.management.color import no_style  # noqa: E402
from django.db import connection, models  # noqa: E402
from django.test.utils import CaptureQueriesContext  # noqa: E402

from members.models import Letters, Member, Note, NoteLetter, NoteWishes  # noqa: E402
from members.rules.post import hand_over  # noqa: E402
from rotation.access import duties_of  # noqa: E402
from rotation.models import Alias, Body, Duty, Role, Term  # noqa: E402
from rotation.rules.reminders import sweep  # noqa: E402

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)
ZONES = ["America/New_York", "Europe/London", "Asia/Kolkata", "Australia/Sydney", "UTC"]
DUTIES = [[Duty.SECRETARY], [Duty.HOST], [Duty.TIME], [Duty.GREET], [], [Duty.DELEGATE]]
LETTERS = 10_000
ASKED = 2000
A_PIECE = 10_000


def fill(members: int, bodies: int, terms: int) -> None:
    """Everybody asks for letters, so that each note has one; a term of half a year to two, spread over the calendar."""
    call_command("migrate", verbosity=0)
    dice = random.Random(6)
    people = [
        Member(pk=pk, name=f"Member {pk}", folded_name=f"member {pk}", password="!") for pk in range(1, members + 1)
    ]
    places = [
        Body(pk=pk, name=f"Body {pk}", slug=f"body-{pk}", zone=dice.choice(ZONES), created_at=NOW)
        for pk in range(1, bodies + 1)
    ]
    each = terms // bodies
    roles = [
        Role(
            pk=place.pk * each + at,
            body=place,
            title=f"Role {at}",
            duties=[str(duty) for duty in DUTIES[at % len(DUTIES)]],
        )
        for place in places
        for at in range(each)
    ]
    aliases = [
        Alias(pk=role.pk, body_id=role.body_id, member_id=1 + role.pk * 7919 % members, name="A name") for role in roles
    ]
    seen: set[tuple[int, int]] = set()
    for alias in aliases:  # one alias for a member in a body
        while (alias.body_id, alias.member_id) in seen:
            alias.member_id = 1 + alias.member_id % members
        seen.add((alias.body_id, alias.member_id))
    served = [_a_term(role, dice) for role in roles]
    wishes = [
        NoteWishes(member_id=pk, letters=Letters.EACH, quiet_from=0, quiet_until=0, stop=f"stop-{pk}")
        for pk in range(1, members + 1)
    ]
    addresses = [
        EmailAddress(pk=pk, user_id=pk, email=f"m{pk}@letters.example", primary=True) for pk in range(1, members + 1)
    ]
    written: list[tuple[type[models.Model], Iterable[Any]]] = [
        (Member, people), (Body, places), (Role, roles), (Alias, aliases), (Term, served), (NoteWishes, wishes),
        (EmailAddress, addresses),
    ]  # fmt: skip
    for model, rows in written:
        _write(model, rows)
    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), [model for model, _rows in written]):
            cursor.execute(statement)
        cursor.execute("ANALYZE")


def _a_term(role: Role, dice: random.Random) -> Term:
    starts_on = NOW.date() - timedelta(days=dice.randrange(700))
    ends_on = starts_on + timedelta(days=dice.choice([180, 365, 730]))
    return Term(pk=role.pk, role=role, alias_id=role.pk, starts_on=starts_on, ends_on=ends_on)


def _write(model: type[models.Model], rows: Iterable[Any]) -> None:
    waiting = iter(rows)
    while piece := list(islice(waiting, A_PIECE)):
        model._default_manager.bulk_create(piece)


@contextmanager
def clocked(found: dict[str, float], name: str) -> Any:
    begun = time.perf_counter()
    yield
    found[name] = round(time.perf_counter() - begun, 3)


def memory() -> float:
    """The most this process has held so far, in MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def of_the_sweep() -> dict[str, float]:
    """What is due today, then the same again, then a day later."""
    found: dict[str, float] = {}
    before = memory()
    with clocked(found, "first sweep, s"):
        found["notes"] = sweep(now=NOW)
    found["memory it added, MB"] = round(memory() - before, 1)
    with clocked(found, "the same again, s"):
        found["notes again"] = sweep(now=NOW)
    with clocked(found, "a day later, s"):
        found["notes a day later"] = sweep(now=NOW + timedelta(days=1))
    return found


def of_letters() -> dict[str, float]:
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    mail.outbox = []
    NoteLetter.objects.update(go_at=NOW)
    sent, begun = 0, time.perf_counter()
    while sent < LETTERS and (handed := hand_over(now=NOW).sent):
        sent += handed
    seconds = time.perf_counter() - begun
    assert len(mail.outbox) == sent
    return {"letters": sent, "letters a second": round(sent / seconds)}


def of_powers() -> dict[str, float]:
    dice = random.Random(7)
    terms = list(Term.objects.select_related("role__body", "alias__member").order_by("?")[:ASKED])
    took, most = [], 0
    for term in terms:
        body = term.role.body
        member = term.alias.member if dice.random() < 0.5 else Member(pk=1)
        with CaptureQueriesContext(connection) as asked:
            begun = time.perf_counter()
            duties_of(member=member, body=body, now=NOW)
            took.append(time.perf_counter() - begun)
        most = max(most, len(asked))
    return {"queries": most, **_spread(took)}


def _spread(took: list[float]) -> dict[str, float]:
    cuts = statistics.quantiles(took, n=100)
    return {"p50 ms": round(cuts[49] * 1000, 2), "p95 ms": round(cuts[94] * 1000, 2)}


PARTS: dict[str, Callable[[], dict[str, float]]] = {
    "the sweep": of_the_sweep,
    "letters": of_letters,
    "may they": of_powers,
}


def main() -> None:
    asking = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asking.add_argument("--members", type=int, default=200_000)
    asking.add_argument("--bodies", type=int, default=20_000)
    asking.add_argument("--terms", type=int, default=120_000)
    asking.add_argument("--keep", action="store_true")
    told = asking.parse_args()
    settings.PUBLIC_ADDRESS = "https://rooms.example"
    with its_own_database(keep=told.keep) as there:
        if not there:
            begun = time.perf_counter()
            fill(told.members, told.bodies, told.terms)
            print(f"filled in {time.perf_counter() - begun:.0f} s", flush=True)
        Note.objects.all().delete()
        NoteLetter.objects.all().delete()
        found = {name: part() for name, part in PARTS.items()}
        connection.close()
    for name, figures in found.items():
        print(name)
        for what, figure in figures.items():
            print(f"    {what:<24} {figure:>12,}")
    facts = {"day": datetime.now(UTC).date().isoformat(), "database": connection.vendor} | found
    print(json.dumps(facts))


if __name__ == "__main__":
    main()
