"""A group's pictures: taken in by decoding and drawing them anew, so that nothing of the file that came is kept."""

from dataclasses import dataclass
from datetime import datetime
from io import BytesIO
from typing import Any

from django.db import transaction
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from PIL import Image, ImageOps, features

from groups.access import may_keep_listing
from groups.models import Group, Meeting, Picture
from groups.rules.refusals import NotTheSecretary
from members.models import Member
from rotation.rules.record import note

TAKEN = ["JPEG", "PNG", "WEBP", "GIF"]  # what is decoded, whatever a file is called or says it is
HEAVIEST_FILE = 8_000_000  # bytes, as it comes
MOST_DOTS = 40_000_000  # of one picture unfolded: small files can hold a wall of them
LONGEST_SIDE = 1600
HEAVIEST = 300_000  # bytes, as we keep it
MOST_PICTURES = 40  # of one group
QUALITIES = (82, 70, 55, 40)


class NotAPicture(ValueError):
    """What came cannot be drawn; the words say why."""

    def __init__(self, says: str | Promise) -> None:
        super().__init__(str(says))
        self.says = says


@dataclass(frozen=True)
class Drawn:
    """A picture as we drew it."""

    kind: str
    width: int
    height: int
    content: bytes


def drawn_anew(content: bytes) -> Drawn:
    """The picture in these bytes, at most 1600 dots a side and 300 kB, with nothing beside its dots. Raises NotAPicture."""
    if len(content) > HEAVIEST_FILE:
        raise NotAPicture(_("The file is larger than 8 MB. A smaller copy of the picture will do."))
    try:
        with Image.open(BytesIO(content), formats=TAKEN) as found:
            # The size stands in the head of the file; a picture too large is never unfolded.
            if found.width * found.height > MOST_DOTS:
                raise NotAPicture(_("The picture has too many dots. A smaller copy of it will do."))
            found.draft("RGB", (LONGEST_SIDE, LONGEST_SIDE))  # JPEG can be unfolded small at once
            seen = ImageOps.exif_transpose(found)
            see_through = seen.mode in {"RGBA", "LA", "PA"} or "transparency" in seen.info
            dots = seen.convert("RGBA" if see_through else "RGB")
    except NotAPicture:
        raise
    except Exception as wrong:
        raise NotAPicture(_("This file is no picture we can read: JPEG, PNG, WebP and GIF can be.")) from wrong
    dots.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
    return _light_enough(dots)


def _light_enough(dots: Image.Image) -> Drawn:
    bare = Image.new(dots.mode, dots.size)  # a fresh sheet: what stood beside the dots is not carried over
    bare.paste(dots)
    while True:
        for quality in QUALITIES:
            kind, content = _written(bare, quality)
            if len(content) <= HEAVIEST:
                return Drawn(kind, bare.width, bare.height, content)
        bare = bare.resize((max(1, bare.width * 3 // 4), max(1, bare.height * 3 // 4)))


def _written(sheet: Image.Image, quality: int) -> tuple[str, bytes]:
    page = BytesIO()
    if features.check("webp"):
        sheet.save(page, "WEBP", quality=quality)
        return "image/webp", page.getvalue()
    sheet.save(page, "PNG", optimize=True)
    return "image/png", page.getvalue()


@transaction.atomic
def keep_picture(*, group: Group, member: Member, content: bytes, words: str, now: datetime) -> Picture:
    """Add a picture to the group's own. Raises NotTheSecretary or NotAPicture, and then nothing is kept."""
    if not may_keep_listing(member=member, group=group, now=now):
        raise NotTheSecretary
    if not words.strip():
        raise NotAPicture(_("Say in a few words what the picture shows, for those who cannot see it."))
    Group.objects.select_for_update(of=("self",)).get(pk=group.pk)
    if Picture.objects.filter(group=group).count() >= MOST_PICTURES:
        raise NotAPicture(_("The group has forty pictures already. Take one out that is no longer shown."))
    drawn = drawn_anew(content)
    picture = Picture.objects.create(
        group=group, words=words.strip(), kind=drawn.kind, width=drawn.width, height=drawn.height,
        content=drawn.content, added_at=now,
    )  # fmt: skip
    note(body=group.body, member=member, verb="picture-added", facts={"picture": picture.pk}, now=now)
    return picture


@transaction.atomic
def remove_picture(*, picture: Picture, member: Member, now: datetime) -> None:
    """Take a picture out that none of the group's scripts shows. Raises NotTheSecretary or PictureIsShown."""
    group = picture.group
    if not may_keep_listing(member=member, group=group, now=now):
        raise NotTheSecretary
    Group.objects.select_for_update(of=("self",)).get(pk=group.pk)
    if picture.pk in shown_in(group):
        raise PictureIsShown
    facts = {"picture": picture.pk}
    picture.delete()
    note(body=group.body, member=member, verb="picture-removed", facts=facts, now=now)


class PictureIsShown(Exception):
    """A script of the group still shows it."""


def shown_in(group: Group) -> frozenset[str]:
    """The addresses of the group's pictures that its scripts show."""
    scripts = Meeting.objects.filter(group=group).values_list("script", flat=True)
    return frozenset(part["image"] for script in scripts for part in script if part.get("image"))


def pictures_of(group: Group) -> frozenset[str]:
    """The addresses of the group's own pictures."""
    return frozenset(Picture.objects.filter(group=group).values_list("pk", flat=True))


def picture_of(*, meeting: Meeting, part: dict[str, Any]) -> Picture | None:
    """The picture that this part of the meeting's script shows, without its bytes; None where it shows none. One query."""
    address = part.get("image")
    if not address:
        return None
    return Picture.objects.defer("content").filter(pk=address, group=meeting.group_id).first()


def bytes_of(*, meeting: Meeting, part: dict[str, Any]) -> Picture | None:
    """The same with its bytes, to be served."""
    return Picture.objects.filter(pk=part.get("image", ""), group=meeting.group_id).first()
