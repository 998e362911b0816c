"""Addresses elsewhere whose lists a body brings in: added by its secretary, looked at by the clock, reported row by row.

A first look only says what would be. What is saved is saved whole or not at all, and nothing here is ever deleted by it.
"""

from collections import Counter
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Q

from feeds.models import GivenFile, Look, Source
from feeds.rules.fetching import Fetched, NotFetched, fetch
from feeds.rules.files import read_files
from feeds.rules.imports import NotNow, TooManyAtOnce, take
from feeds.rules.meeting_guide import NotAFeed
from feeds.rules.reports import Outcome
from feeds.rules.unsaid import what_it_cannot_say
from members.models import Member
from rotation.access import duties_of
from rotation.models import Body, Duty
from rotation.rules.record import note

MEETINGS_THERE = "switcher=GetSearchResults"
MOST_ROWS = 1000  # lines of a report that are kept
GIVEN_UP = timedelta(minutes=15)  # after which a look whose worker died is begun anew


class NotTheSecretary(Exception):
    """Only whoever serves as the body's secretary today may say what it brings in."""


class NameIsTaken(Exception):
    """Another source goes by that name, here or in another body."""


class NothingGiven(Exception):
    """The file was taken over or let go of; there is nothing to look at until another is given."""


class LookFirst(Exception):
    """Nothing is saved before a dry run has said what would be."""


class AlreadyAsked(Exception):
    """A look at this source is asked for or under way."""


@transaction.atomic
def add(*, body: Body, by: Member | None, facts: dict[str, Any], content: bytes | None = None, now: datetime) -> Source:
    """Keep an address (`name`, `address`, `zone`, `known`, `every_days`), or a file's `content`; ask for a dry run of it.

    Raises NotTheSecretary or NameIsTaken.
    """
    _may(body, by, now)
    try:
        with transaction.atomic():
            source = Source.objects.create(body=body, added_at=now, **facts)
    except IntegrityError:
        raise NameIsTaken from None
    if content is not None:
        GivenFile.objects.create(source=source, content=content, given_at=now)
    note(body=body, member=by, verb="source-added", facts={"source": source.name}, now=now)
    Look.objects.create(source=source, save_it=False, asked_at=now)
    return source


@transaction.atomic
def give_anew(*, source: Source, by: Member | None, content: bytes, now: datetime) -> Look:
    """Put a newer file in the place of the one given before, and ask for a dry run of it.

    Raises NotTheSecretary, AlreadyAsked, or NothingGiven where the list has an address.
    """
    _may(source.body, by, now)
    if source.address:
        raise NothingGiven
    GivenFile.objects.update_or_create(source=source, defaults={"content": content, "given_at": now})
    return ask(source=source, by=by, save=False, now=now)


@transaction.atomic
def remove(*, source: Source, by: Member | None, now: datetime) -> None:
    """Look there no more. What came from there stays. Raises NotTheSecretary."""
    _may(source.body, by, now)
    held = Source.objects.select_for_update().get(pk=source.pk)
    if held.removed_at is None:
        held.removed_at = now
        held.save(update_fields=["removed_at"])
        GivenFile.objects.filter(source=held).delete()
        note(body=source.body, member=by, verb="source-removed", facts={"source": source.name}, now=now)


@transaction.atomic
def ask(*, source: Source, by: Member | None, save: bool, now: datetime) -> Look:
    """Ask for a look at the source, within a minute or so. Raises NotTheSecretary, LookFirst, NothingGiven or AlreadyAsked."""
    _may(source.body, by, now)
    looked = source.looks.filter(trouble="", ended_at__isnull=False)
    if not source.address:
        given = GivenFile.objects.filter(source=source).values_list("given_at", flat=True).first()
        if given is None:
            raise NothingGiven
        looked = looked.filter(asked_at__gte=given)  # of this file, not of the one before
    if save and not looked.exists():
        raise LookFirst
    try:
        with transaction.atomic():
            return Look.objects.create(source=source, save_it=save, asked_at=now)
    except IntegrityError:
        raise AlreadyAsked from None


def ask_for_what_is_due(*, now: datetime) -> int:
    """Ask for a look at every source whose days have gone by since the last; gives how many. Asking twice asks once."""
    asked = 0
    for source in Source.objects.filter(removed_at=None, every_days__gt=0).prefetch_related("looks"):
        looks = list(source.looks.all())
        saved = any(look.save_it and look.ended_at for look in looks)
        if saved and looks[0].ended_at and looks[0].asked_at <= now - timedelta(days=source.every_days):
            try:
                with transaction.atomic():
                    Look.objects.create(source=source, save_it=True, asked_at=now)
            except IntegrityError:  # another worker came first
                continue
            asked += 1
    return asked


def take_up(*, now: datetime, fetching: Callable[..., Fetched] = fetch) -> Look | None:
    """Begin one look that waits, or whose worker died, and see it through; None where none waits. One worker gets each."""
    waits = Q(begun_at=None) | Q(begun_at__lt=now - GIVEN_UP)
    for look in Look.objects.filter(waits, ended_at=None, source__removed_at=None).select_related("source__body"):
        if Look.objects.filter(waits, pk=look.pk, ended_at=None).update(begun_at=now):
            look.begun_at = now
            _see_through(look, fetching)
            return look
    return None


def _see_through(look: Look, fetching: Callable[..., Fetched]) -> None:
    source, begun_at = look.source, look.begun_at
    assert begun_at is not None
    known = {"etag": source.etag, "modified": source.modified} if look.save_it else {}
    found: Fetched | None = None
    try:
        found = fetching(source.address, **known) if source.address else _given(source)
        if found.content is not None:
            _take(look, [found.content, *_beside(source.address, fetching)])
    except (NotFetched, NotAFeed, TooManyAtOnce, NotNow) as wrong:
        look.trouble = str(wrong)[:255]
    with transaction.atomic():
        look.ended_at = begun_at
        look.save(update_fields=["ended_at", "trouble", "totals", "rows", "unsaid"])
        if look.save_it and found is not None and found.content is not None and not look.trouble:
            Source.objects.filter(pk=source.pk).update(etag=found.etag, modified=found.modified)
            GivenFile.objects.filter(source=source, given_at__lte=look.asked_at).delete()
            if set(look.totals) - {Outcome.UNCHANGED}:
                facts = {"source": source.name, "totals": look.totals}
                note(body=source.body, member=None, verb="listings-taken", facts=facts, now=begun_at)


def _given(source: Source) -> Fetched:
    """The file somebody gave, as if it had been fetched. Raises NotFetched where it is gone."""
    given = GivenFile.objects.filter(source=source).first()
    if given is None:
        raise NotFetched("The file is no longer here. Please give it again.")
    return Fetched(bytes(given.content), "", "")


def _beside(address: str, fetching: Callable[..., Fetched]) -> list[bytes]:
    """Where the address is that of a BMLT server's meetings: its bodies, and its formats unless they come with those."""
    if MEETINGS_THERE not in address:
        return []
    switchers = ["GetServiceBodies"] + ([] if "get_used_formats" in address else ["GetFormats"])
    found = [fetching(address.replace(MEETINGS_THERE, f"switcher={switcher}")) for switcher in switchers]
    return [each.content for each in found if each.content is not None]


def _take(look: Look, contents: list[bytes]) -> None:
    """Every row: what was saved is saved whole or not at all. How far it has come is on the look's page meanwhile."""
    assert look.begun_at is not None
    given, source = read_files(contents), look.source

    def told(done: int, of: int) -> None:
        Look.objects.filter(pk=look.pk).update(read=done, of=of)
        look.read, look.of = done, of

    reports = take(
        given.lines, source=source.name, zone=source.zone, save=look.save_it, known=source.known, now=look.begun_at,
        bodies=given.bodies, read=given.read, told=told,
    )  # fmt: skip
    of_rows = [*reports.bodies, *reports.meetings]
    look.totals = dict(Counter(str(each.outcome) for each in reports.meetings))
    differing = [each for each in of_rows if each.outcome != Outcome.UNCHANGED][:MOST_ROWS]
    look.rows = [[each.line, each.slug, str(each.outcome), each.words] for each in differing]
    look.unsaid = what_it_cannot_say(given)


def _may(body: Body, member: Member | None, now: datetime) -> None:
    if Duty.SECRETARY not in duties_of(member=member, body=body, now=now):
        raise NotTheSecretary
