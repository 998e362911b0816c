"""The binary shape of voice on the wire (docs/protocol-voice.md has literal examples). Pure functions, exact limits."""

import struct
import zlib
from typing import NamedTuple

VOICE = 1  # meant for the room; passes only by the grant of a turn
ECHO = 2  # "can I hear?": goes back to the socket it came from and nowhere else
CLAIM = 3  # "the microphone is here": of several tabs, the one that said so last may speak

MAX_BYTES = 1500
MAX_PACKETS = 6
PACKET_MS = 20
LOUDEST = 100

_HEADER = struct.Struct("!BBHIIB")  # kind, level, voice, fence, at, count
_LENGTH = struct.Struct("!H")
_VOICE_AT = 2
_VOICE = struct.Struct("!H")
_ENVELOPE = struct.Struct("!8sBB")  # process, kind of envelope, bytes of the seat's id


class Malformed(ValueError):
    """These bytes are not a frame."""


class Frame(NamedTuple):
    """A few Opus packets of one voice, the turn they belong to and how loud they are."""

    kind: int
    level: int
    voice: int
    fence: int
    at: int
    packets: tuple[bytes, ...]

    @property
    def milliseconds(self) -> int:
        return len(self.packets) * PACKET_MS


class Envelope(NamedTuple):
    """What one process tells the others: whose frame this is, and which process took it from the wire."""

    process: bytes
    kind: int
    seat: str
    body: bytes


def parse(data: bytes) -> Frame:
    """The frame in these bytes; raises Malformed unless every byte is accounted for."""
    if not _HEADER.size <= len(data) <= MAX_BYTES:
        raise Malformed(f"A frame has {_HEADER.size} to {MAX_BYTES} bytes, not {len(data)}.")
    kind, level, voice, fence, at, count = _HEADER.unpack_from(data)
    if kind not in (VOICE, ECHO, CLAIM) or level > LOUDEST:
        raise Malformed("An unknown kind or an impossible level.")
    if not (count == 0 if kind == CLAIM else 1 <= count <= MAX_PACKETS):
        raise Malformed(f"A frame of this kind cannot carry {count} packets.")
    return Frame(kind, level, voice, fence, at, _packets(data, count))


def _packets(data: bytes, count: int) -> tuple[bytes, ...]:
    packets, place = [], _HEADER.size
    for _ in range(count):
        if place + _LENGTH.size > len(data):
            raise Malformed("The frame ends before its packets do.")
        (length,) = _LENGTH.unpack_from(data, place)
        place += _LENGTH.size
        if not length or place + length > len(data):
            raise Malformed("A packet is empty or reaches past the frame.")
        packets.append(data[place : place + length])
        place += length
    if place != len(data):
        raise Malformed("Bytes are left over after the last packet.")
    return tuple(packets)


def build(frame: Frame) -> bytes:
    """The bytes of a frame; raises Malformed for one that `parse` would not take back."""
    try:
        header = _HEADER.pack(frame.kind, frame.level, frame.voice, frame.fence, frame.at, len(frame.packets))
        body = b"".join(_LENGTH.pack(len(packet)) + packet for packet in frame.packets)
    except struct.error as wrong:
        raise Malformed(str(wrong)) from wrong
    if parse(header + body) != frame:
        raise Malformed("These parts do not make one frame.")
    return header + body


def stamped(data: bytes, voice: int) -> bytes:
    """The same frame under the server's number for this voice, so that two voices at once are told apart."""
    return data[:_VOICE_AT] + _VOICE.pack(voice) + data[_VOICE_AT + _VOICE.size :]


def voice_number(room: str, seat: str) -> int:
    """A small number that every process gives the same seat of a room."""
    return zlib.crc32(f"{room} {seat}".encode()) & 0xFFFF


def seal(envelope: Envelope) -> bytes:
    """An envelope as bytes for the other processes; raises Malformed for a seat's id that is too long."""
    seat = envelope.seat.encode()
    if len(seat) > 255 or len(envelope.process) != 8:
        raise Malformed("A seat's id has at most 255 bytes and a process mark exactly 8.")
    return _ENVELOPE.pack(envelope.process, envelope.kind, len(seat)) + seat + envelope.body


def unseal(data: bytes) -> Envelope:
    """The envelope in these bytes; raises Malformed."""
    if len(data) < _ENVELOPE.size:
        raise Malformed("Too short for an envelope.")
    process, kind, length = _ENVELOPE.unpack_from(data)
    body = _ENVELOPE.size + length
    try:
        seat = data[_ENVELOPE.size : body].decode()
    except UnicodeDecodeError as wrong:
        raise Malformed("A seat's id is text.") from wrong
    if len(data) < body:
        raise Malformed("The envelope ends inside the seat's id.")
    return Envelope(process, kind, seat, data[body:])
