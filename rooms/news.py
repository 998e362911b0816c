"""Telling every process that a room changed: its id, nothing else. Each then reads for itself what its seats may see."""

import logging

from asgiref.sync import async_to_sync
from channels.layers import get_channel_layer

EVERY_PROCESS = "rooms"
log = logging.getLogger(__name__)


def changed(room: str) -> None:
    """Say, after commit, that `room` changed. A lost word does no harm: each process also looks every two seconds."""
    _say("changed", room)


def came(room: str) -> None:
    """Say that someone came to `room`. It raises no version, and many at once are told together."""
    _say("presence", room)


def _say(what: str, room: str) -> None:
    try:
        async_to_sync(get_channel_layer().group_send)(EVERY_PROCESS, {"type": what, "room": room})
    except Exception as fault:  # Redis may be away; the act itself was done and must not be reported as failed
        log.warning("A change could not be announced (%s); it is found at the next look.", type(fault).__name__)
