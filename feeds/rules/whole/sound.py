"""Whether what a file says can be: no row is kept that a page here could not show or a rule here could not have made."""

from base64 import b64decode
from datetime import date
from io import BytesIO
from typing import Any

from django.db.models import BinaryField, JSONField
from PIL import Image, UnidentifiedImageError

from groups.models import Meeting, Norms, Picture
from groups.rules.meeting_fields import zones_known
from groups.rules.norms import NAMES, PUBLISHED
from groups.rules.pictures import HEAVIEST
from groups.rules.scripts import ScriptIsWrong, check_script

WITHIN = {"days": range(7), "months": range(1, 13), "nths": range(-5, 6)}
DAYS, WORDS = ("except_on", "also_on"), ("types", "languages")
MOST_OF_A_LIST = 400


class NotSound(ValueError):
    """What cannot be, and where."""


def read_fact(column: Any, said: Any) -> Any:
    """A fact as its column holds it. Raises NotSound or ValidationError."""
    _speakable(said)
    if isinstance(column, BinaryField):
        try:
            return b64decode(said, validate=True)
        except (TypeError, ValueError):
            raise NotSound(f"{column.name} holds no bytes") from None
    if isinstance(column, JSONField):
        if type(said) is not (type(column.get_default()) if column.has_default() else dict):
            raise NotSound(f"{column.name} is of another kind")
        return said
    if said is None and not column.null:
        raise NotSound(f"{column.name} says nothing")
    if said is not None and not isinstance(said, str | int | float | bool):
        raise NotSound(f"{column.name} is of another kind")
    try:
        return column.to_python(said)
    except (TypeError, OverflowError):
        raise NotSound(f"{column.name} cannot be read") from None


def check_facts(row: Any, columns: list[Any]) -> None:
    """What the columns themselves ask: lengths, bounds, words to choose from. Raises NotSound or ValidationError."""
    for column in columns:
        value = getattr(row, column.attname)
        if column.is_relation or value in column.empty_values:
            continue
        if column.choices and value not in dict(column.flatchoices):
            raise NotSound(f"{column.name} cannot be {value!r}")
        column.run_validators(value)
        if column.name == "zone" and value not in zones_known():
            raise NotSound(f"{value!r} is no time zone")


def check_meeting(meeting: Meeting) -> None:
    """Its rule and its script, which no column can check. Raises NotSound."""
    for name, allowed in WITHIN.items():
        _list(meeting, name, lambda each, allowed=allowed: type(each) is int and each in allowed)
    for name in DAYS:
        _list(meeting, name, _is_day)
    for name in WORDS:
        _list(meeting, name, lambda each: isinstance(each, str) and len(each) <= 35)
    _check_script(meeting.script)


def check_norms(version: Norms) -> None:
    """That a meeting could have been held by them. Raises NotSound or ValidationError."""
    columns = [each for each in Meeting._meta.concrete_fields if each.name in NAMES and each.name in version.norms]
    if unknown := set(version.norms) - {*NAMES, *PUBLISHED}:
        raise NotSound(f"no norm is called {sorted(unknown)[0]}")
    held = Meeting(**{each.name: read_fact(each, version.norms[each.name]) for each in columns})
    check_facts(held, columns)
    if "script" in version.norms:
        _check_script(held.script)


def _check_script(script: list[Any]) -> None:
    pictures = [str(part.get("image")) for part in script if isinstance(part, dict) and part.get("image")]
    try:
        check_script(script, pictures=pictures)  # whose pictures these are is asked when they are shown
    except ScriptIsWrong as why:
        raise NotSound(f"a script: {why}") from None


def check_picture(picture: Picture) -> None:
    """That it is a picture as we draw them: of its kind and size, with nothing beside its dots. Raises NotSound."""
    try:
        with Image.open(BytesIO(picture.content), formats=["WEBP", "PNG"]) as opened:
            opened.verify()
            told = (Image.MIME[opened.format or ""], opened.width, opened.height)
            beside = {"exif", "xmp", "XML:com.adobe.xmp", "icc_profile", "comment"} & set(opened.info)
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError):
        raise NotSound("one of its pictures is none") from None
    if told != (picture.kind, picture.width, picture.height) or beside or len(picture.content) > HEAVIEST:
        raise NotSound("one of its pictures is not as we draw them")


def _list(meeting: Meeting, name: str, is_one: Any) -> None:
    said = getattr(meeting, name)
    if not isinstance(said, list) or len(said) > MOST_OF_A_LIST or not all(is_one(each) for each in said):
        raise NotSound(f"{meeting.slug}: {name} cannot be {said!r}")


def _is_day(said: Any) -> bool:
    try:
        return bool(date.fromisoformat(said).isoformat() == said)
    except (TypeError, ValueError):
        return False


def _speakable(said: Any) -> None:
    """No characters that a database refuses."""
    if isinstance(said, str) and ("\0" in said or said != said.encode(errors="ignore").decode()):
        raise NotSound("it holds characters that no text has")
    for part in said if isinstance(said, list) else [*said, *said.values()] if isinstance(said, dict) else []:
        _speakable(part)
