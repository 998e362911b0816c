"""What closing leaves: that it was held, the day, how many, and what whoever closed added. The rest is erased with it."""

from datetime import UTC, datetime, time

from circles.models import (
    Act,
    Agreement,
    CareTaken,
    Circle,
    HeldDuty,
    Knock,
    Note,
    Seat,
    SlipAsked,
    Turn,
    Words,
)
from circles.rules.incidents import involved_in
from groups.models import Meeting
from rotation.rules.record import note

# Every moment and place of the evening that the circle's row held for as long as it needed it.
PASSING = [f.attname for f in Circle._meta.concrete_fields if f.null and f.name not in ("opened_at", "closed_at")]


def erase(*, circle: Circle) -> None:
    """Remove everything of a closed circle but its own bare row, and note in the body's record that it was held."""
    people = circle.most_present or Seat.objects.filter(circle=circle).count()
    involved = involved_in(circle)
    Words.objects.filter(turn__circle=circle).delete()
    Circle.objects.filter(pk=circle.pk).update(closing={}, involved=involved, **dict.fromkeys(PASSING, None))
    for kind in (Act, Agreement, CareTaken, HeldDuty, Knock, Note, SlipAsked, Turn, Seat):
        kind.objects.filter(circle=circle).delete()
    if circle.opened_at is not None and not circle.rehearsal:
        body = circle.meeting.group.body
        day = circle.starts_at.astimezone(body.tz).date()
        # The day and no hour, and no actor: nothing here can be joined to a person.
        midnight = datetime.combine(day, time.min, tzinfo=UTC)
        facts = {"day": day.isoformat(), "people": people} | circle.closing
        note(body=body, member=None, verb="circle-held", facts=facts, now=midnight)


def was_held(*, meeting: Meeting) -> list[bool]:
    """Whether a circle of this meeting was ever open (asked by groups, which knows no circles)."""
    return [Circle.objects.filter(meeting=meeting, rehearsal=False, opened_at__isnull=False).exists()]
