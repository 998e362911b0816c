"""The after-meeting under its lock: read, settled, changed, written where it differs, and erased when it ends."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime

from django.db import models, transaction
from django.db.models import Q

from circles.models import After, AfterAct, AfterLine, AfterPlace, AfterWish
from circles.rules.after import (
    ACTS,
    LINES_KEPT,
    AfterClosed,
    AskedToLeave,
    Given,
    Talk,
    YouLeft,
    settle,
)
from circles.rules.refusals import NotNow
from circles.rules.seal import Person, seal, seal_person, unseal_person
from circles.rules.sitting import Outcome, own_key
from rooms.presence import Presence

# A place nobody came to so far.
NOT_YET = Q(number=None, left_at=None, asked_to_leave_at=None)


def line_seal(number: int) -> str:
    """What a line's words are bound to, beside the key."""
    return f"after {number}"


def read_talk(after: After, *, presence: Presence, key: bytes | None) -> Talk:
    """The after-meeting whose row is at hand. Three queries, whatever the number of people."""
    kept = AfterPlace.objects.filter(after=after)
    places = {place.id: place for place in kept.exclude(NOT_YET)}
    return Talk(
        after=after,
        places=places,
        people={
            place.id: unseal_person(key, place.sealed, seat=place.id) if place.sealed else Person()
            for place in places.values()
        },
        wishes={(wish.wish, wish.by_id, wish.about_id): wish for wish in AfterWish.objects.filter(after=after)},
        presence=presence,
        undecided=kept.filter(NOT_YET).exists(),
    )


@contextmanager
def locked_talk(
    slug: str, *, presence: Presence, key: bytes | None, clock: Callable[[], datetime]
) -> Iterator[tuple[Talk, datetime]]:
    """The after-meeting under its lock, what was due applied, and the moment; on leaving it is written, or erased if it ended.

    Raises AfterClosed where there is none at that address.
    """
    with transaction.atomic():
        after = After.objects.select_for_update(of=("self",)).filter(slug=slug).first()
        if after is None:
            raise AfterClosed
        talk, now = read_talk(after, presence=presence, key=key), clock()
        rows = [after, *talk.places.values()]
        before = {row.pk: _facts(row) for row in rows}
        people, wishes = dict(talk.people), dict(talk.wishes)
        settle(talk, now)
        yield talk, now
        settle(talk, now)  # the last to leave closes the door
        if after.closed_at is not None:
            erase(after)
            return
        for place in talk.places.values():
            if key is not None and place.number and talk.people.get(place.id) != people.get(place.id):
                place.sealed = seal_person(key, talk.person(place.id), seat=place.id)
        _write_wishes(talk, wishes)
        _write_lines(talk, key)
        for row in [after, *talk.places.values()]:
            if changed := [field for field, value in _facts(row).items() if before.get(row.pk, {}).get(field) != value]:
                row.save(update_fields=changed)


def _facts(row: models.Model) -> dict[str, object]:
    return {field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields if not field.primary_key}


def _write_wishes(talk: Talk, before: dict[tuple[str, str, str | None], AfterWish]) -> None:
    for key, wish in before.items():
        if talk.wishes.get(key) is not wish:
            wish.delete()
    for key, wish in talk.wishes.items():
        if before.get(key) is not wish:
            wish.save(force_insert=True)


def _write_lines(talk: Talk, key: bytes | None) -> None:
    after = talk.after
    if talk.unsaid:
        AfterLine.objects.filter(place__in=talk.unsaid).delete()
    for place, words in talk.said:
        assert key is not None
        after.lines += 1
        sealed = seal(key, words, place=line_seal(after.lines))
        AfterLine.objects.create(after=after, place_id=place, number=after.lines, sealed=sealed)
        AfterLine.objects.filter(after=after, number__lte=after.lines - LINES_KEPT).delete()


def erase(after: After) -> None:
    """Remove all of an after-meeting. It leaves no line anywhere."""
    for kind in (AfterAct, AfterWish, AfterLine, AfterPlace):
        kind.objects.filter(after=after).delete()
    After.objects.filter(pk=after.pk).delete()


@dataclass(frozen=True)
class Sent:
    """One act as it came: what, by whose place, under which key."""

    verb: str
    place: str
    key: str
    given: Given


def perform(*, slug: str, sent: Sent, presence: Presence, key: bytes, clock: Callable[[], datetime]) -> Outcome:
    """Do it. The same key again from the same place changes nothing.

    Raises a NotNow that says what stands in the way; what fell due meanwhile is kept all the same.
    """
    refusal: NotNow | None = None
    with locked_talk(slug, presence=presence, key=key, clock=clock) as (talk, now):
        before = talk.after.version
        try:
            _do(talk, sent, now)
        except NotNow as no:
            refusal = no
    if refusal is not None:
        raise refusal
    return Outcome(talk.after.version, talk.after.version != before, talk.after.closed_at is not None)


def _do(talk: Talk, sent: Sent, now: datetime) -> None:
    if talk.after.closed_at is not None:
        raise AfterClosed
    place = talk.places.get(sent.place)
    if place is not None and place.asked_to_leave_at is not None:
        raise AskedToLeave
    if place is None or place.left_at is not None:
        raise YouLeft
    key = own_key(sent.place, sent.key)
    if AfterAct.objects.filter(after=talk.after, key=key).exists():
        return
    ACTS[sent.verb].do(talk, sent.place, now, sent.given)
    talk.after.version += 1
    AfterAct.objects.create(after=talk.after, key=key)


def settle_talk(*, slug: str, presence: Presence, clock: Callable[[], datetime]) -> Outcome:
    """Apply what has fallen due, if anything has. Raises AfterClosed when there is nothing left to settle."""
    with locked_talk(slug, presence=presence, key=None, clock=clock) as (talk, _now):
        pass
    return Outcome(talk.after.version, True, talk.after.closed_at is not None)
