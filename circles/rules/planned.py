"""When the part we are in is meant to be over tonight: a moment that does not go stale, and never a countdown."""

from datetime import datetime, timedelta

from circles.models import Circle


def planned_until(circle: Circle) -> datetime | None:
    """Until when the part lasts by its own minutes, leaving room before the planned end for the parts after it.

    A circle that began late has less time than its script says. None before the opening, for a part without minutes, and
    once the planned end has come.
    """
    minutes = circle.current.get("minutes") if circle.opened_at else None
    if not minutes or circle.segment_at is None:
        return None
    after = sum(part.get("minutes") or 0 for part in circle.script[circle.segment + 1 :])
    latest = circle.ends_at - timedelta(minutes=after)
    if latest <= circle.segment_at:  # the script asks for more than the evening has
        latest = circle.ends_at
    until = min(circle.segment_at + timedelta(minutes=minutes), latest)
    return until if until > circle.segment_at else None
