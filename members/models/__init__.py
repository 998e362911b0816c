from members.models.code import Code
from members.models.device import Device
from members.models.member import Member
from members.models.note import Letters, Note, NoteLetter, NoteWishes, NotWanted, Way
from members.models.passkey import Passkey

__all__ = [
    "Code",
    "Device",
    "Letters",
    "Member",
    "NotWanted",
    "Note",
    "NoteLetter",
    "NoteWishes",
    "Passkey",
    "Way",
]
