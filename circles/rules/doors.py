"""Coming in and taking a place. A circle exists from the first person who sits down."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db import transaction

from circles.models import Circle, Seat
from circles.rules.names import same_name, tidy_name
from circles.rules.refusals import CircleClosed, NameTaken, NoPlaceLeft
from circles.rules.seal import Person, seal_person, unseal_person, who
from circles.rules.table import SEATS_AT_MOST
from groups.models import Meeting
from groups.rules.times import Occurrence


@dataclass(frozen=True)
class Arrival:
    """Someone at the door: who they are to the server alone, and how they wish to appear."""

    identity: str  # "member:<id>" or "guest:<random>"; never stored
    name: str
    belongs: bool
    serves: bool
    listening: bool
    seat: str | None = None  # the seat their place cookie proves, which outlives a lost key


def circle_of(*, meeting: Meeting, occurrence: Occurrence) -> Circle:
    """The circle of that occurrence, made if this is its first visitor. Many at once make one."""
    circle, _ = Circle.objects.get_or_create(
        meeting=meeting,
        starts_at=occurrence.starts_at,
        defaults={"ends_at": occurrence.ends_at, "script": meeting.script},
    )
    return circle


def names_here(seats: Iterable[Seat], key: bytes | None) -> frozenset[str]:
    """The names people at these seats go by, as `same_name` gives them."""
    names = (unseal_person(key, seat.sealed, seat=seat.id).name for seat in seats if seat.left_at is None)
    return frozenset(same_name(name) for name in names)


def take_seat(*, circle: Circle, arrival: Arrival, key: bytes) -> Seat:
    """The arrival's place: the one they already have, under the name they give now, or the next free one.

    Raises CircleClosed, NoPlaceLeft, NameTaken.
    """
    with transaction.atomic():
        circle = Circle.objects.select_for_update().get(pk=circle.pk)
        if circle.closed_at is not None:
            raise CircleClosed
        person = Person(name=tidy_name(arrival.name), belongs=arrival.belongs, serves=arrival.serves)
        known = who(key, arrival.identity)
        seats = list(Seat.objects.filter(circle=circle))
        mine = next((seat for seat in seats if seat.who == known), None)
        mine = mine or next((seat for seat in seats if seat.id == arrival.seat), None)
        if same_name(person.name) in names_here([seat for seat in seats if seat is not mine], key):
            raise NameTaken
        if mine is None:
            if len(seats) >= SEATS_AT_MOST:
                raise NoPlaceLeft
            mine = Seat(circle=circle, who=known, place=1 + max((seat.place for seat in seats), default=0))
        mine.sealed = seal_person(key, person, seat=mine.id)
        mine.who, mine.left_at = known, None
        mine.listening = arrival.listening
        mine.save()
        return mine
