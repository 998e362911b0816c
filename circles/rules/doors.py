"""Coming in and taking a place. A circle exists from the first person who sits down."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime

from django.db import transaction
from django.db.models import Max

from circles.models import CareTaken, Circle, Knock, Seat
from circles.rules.clock import RUSH, RUSH_IN
from circles.rules.names import looks, tidy_name
from circles.rules.pledges import redeem
from circles.rules.refusals import AskedToLeave, CircleClosed, NameTaken, NoPlaceLeft
from circles.rules.seal import Person, seal_person, unseal_person, who
from circles.rules.table import SEATS_AT_MOST
from groups.models import Meeting
from groups.rules.times import Occurrence


@dataclass(frozen=True)
class Arrival:
    """Someone at the door: who they are to the server alone, and how they wish to appear."""

    identity: str  # "member:<id>" or "guest:<random>"; never stored
    name: str
    belongs: bool = False
    duties: tuple[str, ...] = ()  # held through a term in force today
    until: tuple[tuple[str, float], ...] = ()  # when each of those terms ends, in seconds since 1970
    first_time: bool = False
    certified: bool = False
    listening: bool = True
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
    """Every shape the names of people at these seats may be taken for (names.looks)."""
    names = (unseal_person(key, seat.sealed, seat=seat.id).name for seat in seats if seat.left_at is None)
    return frozenset().union(*(looks(name) for name in names))


def _give_way(person: Person, others: Iterable[Seat], key: bytes) -> None:
    """Nobody takes a name that looks like another's here; but a guest's gives way to that of somebody who serves the group.

    Raises NameTaken.
    """
    for seat in others:
        other = unseal_person(key, seat.sealed, seat=seat.id)
        if seat.left_at is not None or not looks(person.name) & looks(other.name):
            continue
        if not person.duties or other.belongs or other.duties:
            raise NameTaken
        seat.veiled = True
        seat.save(update_fields=["veiled"])


def _is_rush(circle: Circle, seats: list[Seat], key: bytes, now: datetime) -> bool:
    """Whether more guests came just now than a door takes in its stride, so that those after them knock.

    Members are not counted, nor whoever was let in by answer, nor who came before the door was last opened again. Where
    nobody of the group has a place there is no rush: a knock would protect nobody, and six tabs could slow a whole evening.
    """
    if circle.slow_door or circle.rehearsal:
        return False
    came = [seat for seat in seats if seat.came_at is not None and now - RUSH_IN < seat.came_at <= now]
    if len(came) <= RUSH:
        return False
    people = {seat.id: unseal_person(key, seat.sealed, seat=seat.id) for seat in seats}
    group = {each for each, person in people.items() if person.belongs or person.duties or person.certified}
    if not any(seat.id in group and seat.left_at is None for seat in seats):
        return False
    opened = CareTaken.objects.filter(circle=circle, verb="open-door").aggregate(at=Max("at"))["at"]
    answered = set(Knock.objects.filter(circle=circle, let_in_at__isnull=False).values_list("who", flat=True))
    fresh = [each for each in came if opened is None or (each.came_at and each.came_at > opened)]
    return sum(each.id not in group and each.who not in answered for each in fresh) > RUSH


def take_seat(*, circle: Circle, arrival: Arrival, key: bytes, now: datetime) -> Seat:
    """The arrival's place: the one they already have, under the name they give now, or the next free one.

    After a rush of guests the door goes slowly, for those who are new; whoever sits here is untouched.

    Raises CircleClosed, AskedToLeave, NoPlaceLeft, NameTaken.
    """
    with transaction.atomic():
        circle = Circle.objects.select_for_update().get(pk=circle.pk)
        if circle.closed_at is not None:
            raise CircleClosed
        person = Person(
            name=tidy_name(arrival.name), belongs=arrival.belongs, duties=arrival.duties, until=arrival.until,
            first_time=arrival.first_time, certified=arrival.certified,
        )  # fmt: skip
        known = who(key, arrival.identity)
        seats = list(Seat.objects.filter(circle=circle))
        mine = next((seat for seat in seats if seat.who == known), None)
        mine = mine or next((seat for seat in seats if seat.id == arrival.seat), None)
        if mine is not None and mine.asked_to_leave_at is not None:
            raise AskedToLeave
        _give_way(person, [seat for seat in seats if seat is not mine], key)
        if mine is None:
            if len(seats) >= SEATS_AT_MOST:
                raise NoPlaceLeft
            mine = Seat(circle=circle, who=known, place=1 + max((seat.place for seat in seats), default=0))
        elif not looks(person.name) & looks(unseal_person(key, mine.sealed, seat=mine.id).name):
            mine.veiled = False  # they chose another name
        pledged = redeem(circle, arrival.identity)
        if not arrival.belongs:
            pledged = []  # for a guest, or whoever joined only today, it counts no more than any other word
        before = unseal_person(key, mine.sealed, seat=mine.id).pledged if mine.sealed else ()
        mine.willing = [*mine.willing, *(duty for duty in pledged if duty not in mine.willing)]
        person = replace(person, pledged=(*before, *pledged))
        mine.sealed = seal_person(key, person, seat=mine.id)
        mine.who, mine.left_at = known, None
        is_new, mine.came_at = mine.came_at is None, mine.came_at or now
        mine.listening = arrival.listening
        mine.save()
        if is_new and _is_rush(circle, [*seats, mine], key, now):
            circle.slow_door = True
            circle.save(update_fields=["slow_door"])
        return mine
