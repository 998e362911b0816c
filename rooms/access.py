"""What other storeys may ask about a room without knowing how it is kept."""

from datetime import datetime

from rooms.memory import memory


def anyone_here(room: str, now: datetime) -> bool:
    """Whether at least one place in the room is present; never how many."""
    presence = memory.presence(room)
    return any(presence.here(seat, now) for seat in presence.until)
