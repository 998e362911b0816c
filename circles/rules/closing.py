"""What closing leaves: that it was held, the day, and how many sat. The rest is erased in the same transaction."""

from datetime import UTC, datetime, time

from circles.models import Act, Agreement, Circle, HeldDuty, Seat, Turn, Words
from rotation.rules.record import note


def erase(*, circle: Circle) -> None:
    """Remove everything of a closed circle but its own bare row, and note in the body's record that it was held."""
    people = Seat.objects.filter(circle=circle).count()
    Words.objects.filter(turn__circle=circle).delete()
    Circle.objects.filter(pk=circle.pk).update(helping=None, round_place=None)
    for kind in (Act, Agreement, HeldDuty, Turn, Seat):
        kind.objects.filter(circle=circle).delete()
    if circle.opened_at is not None:
        body = circle.meeting.group.body
        day = circle.starts_at.astimezone(body.tz).date()
        # The day and no hour, and no actor: nothing here can be joined to a person.
        midnight = datetime.combine(day, time.min, tzinfo=UTC)
        note(body=body, member=None, verb="circle-held", facts={"day": day.isoformat(), "people": people}, now=midnight)
