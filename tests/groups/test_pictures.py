from io import BytesIO

import pytest
from PIL import Image, PngImagePlugin

from groups.models import Picture
from groups.rules.listings import edit_meeting
from groups.rules.pictures import (
    HEAVIEST,
    HEAVIEST_FILE,
    MOST_PICTURES,
    NotAPicture,
    PictureIsShown,
    drawn_anew,
    keep_picture,
    picture_of,
    remove_picture,
)
from groups.rules.refusals import NotTheSecretary
from groups.rules.scripts import ScriptIsWrong
from rotation.models import Record
from tests.groups.cast import DECISION, NOW, a_group, a_meeting, a_member, belongs

SHARING = {"kind": "sharing", "title": "Sharing"}


def a_file(size=(40, 30), kind="PNG", mode="RGB", colour=(200, 120, 40), **more):
    page = BytesIO()
    Image.new(mode, size, colour).save(page, kind, **more)
    return page.getvalue()


def noise(size, kind="PNG"):
    page = BytesIO()
    Image.effect_noise(size, 90).convert("RGB").save(page, kind)
    return page.getvalue()


def opened(drawn):
    return Image.open(BytesIO(drawn.content))


@pytest.mark.parametrize(
    ("kind", "mode", "colour"),
    [
        ("PNG", "RGB", (9, 9, 9)),
        ("JPEG", "RGB", (9, 9, 9)),
        ("WEBP", "RGB", (9, 9, 9)),
        ("GIF", "P", 1),
        ("PNG", "LA", (9, 9)),
    ],
)
def test_picture_is_drawn_anew_whatever_it_came_as(kind, mode, colour):
    drawn = drawn_anew(a_file(kind=kind, mode=mode, colour=colour))
    assert (drawn.kind, drawn.width, drawn.height, opened(drawn).format) == ("image/webp", 40, 30, "WEBP")


def test_nothing_that_stood_beside_the_dots_is_kept():
    exif = Image.Exif()
    exif[0x010F], exif[0x8825] = "Camera of Dana", {1: "N", 2: (52.0, 31.0, 0.0)}
    told = PngImagePlugin.PngInfo()
    told.add_text("Author", "Dana Whitfield")
    for content in (
        a_file(kind="JPEG", exif=exif, comment=b"Dana"),
        a_file(pnginfo=told),
        a_file(kind="WEBP", exif=exif),
    ):
        assert b"Dana" in content
        drawn = drawn_anew(content)
        assert (b"Dana" in drawn.content, dict(opened(drawn).getexif())) == (False, {})


def test_picture_stands_as_the_camera_was_held():
    exif = Image.Exif()
    exif[0x0112] = 6
    assert (drawn_anew(a_file((40, 30), "JPEG", exif=exif)).width) == 30


def test_large_pictures_become_small_and_light():
    drawn = drawn_anew(noise((2200, 1100), "JPEG"))
    assert drawn.width == 2 * drawn.height <= 1600
    assert len(drawn.content) <= HEAVIEST


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>",
        b"GIF89a" + b"\0" * 40,
        a_file()[:60],
        a_file(kind="BMP"),
        a_file(kind="TIFF"),
        a_file((7000, 6000), mode="1", colour=1),
        a_file() + b"\0" * HEAVIEST_FILE,
    ],
    ids=["empty", "svg", "broken gif", "cut short", "bmp", "tiff", "a wall of dots in few bytes", "too heavy"],
)
def test_what_cannot_be_drawn_is_refused(content):
    with pytest.raises(NotAPicture) as refusal:
        drawn_anew(content)
    assert str(refusal.value.says).endswith((".", "be."))


@pytest.mark.django_db
def test_secretary_adds_a_picture_and_the_record_says_only_that():
    ana = a_member("Ana")
    group = a_group(secretary=ana)
    picture = keep_picture(group=group, member=ana, content=a_file(), words=" A candle ", now=NOW)
    line = Record.objects.get(verb="picture-added")
    assert (picture.words, bytes(Picture.objects.get().content)[:4], len(picture.pk)) == ("A candle", b"RIFF", 24)
    assert (line.facts, line.alias.name) == ({"picture": picture.pk}, "Ana")


@pytest.mark.django_db
def test_picture_without_words_by_others_or_beyond_the_last_is_refused():
    ana, ben = a_member("Ana"), a_member("Ben")
    group = a_group(secretary=ana)
    belongs(ben, group)
    with pytest.raises(NotAPicture):
        keep_picture(group=group, member=ana, content=a_file(), words="  ", now=NOW)
    with pytest.raises(NotTheSecretary):
        keep_picture(group=group, member=ben, content=a_file(), words="A candle", now=NOW)
    one = keep_picture(group=group, member=ana, content=a_file((2, 2)), words="A candle", now=NOW)
    facts = {"group": group, "words": "x", "kind": one.kind, "width": 1, "height": 1, "content": b"x", "added_at": NOW}
    Picture.objects.bulk_create([Picture(**facts) for _ in range(MOST_PICTURES - 1)])
    with pytest.raises(NotAPicture):
        keep_picture(group=group, member=ana, content=a_file(), words="A candle", now=NOW)
    assert Picture.objects.count() == MOST_PICTURES


@pytest.mark.django_db
def test_script_shows_the_groups_own_pictures_and_no_other_groups():
    ana = a_member("Ana")
    group, other = a_group(secretary=ana), a_group("Other", slug="other", secretary=ana)
    meeting = a_meeting(group)
    mine, theirs = (
        keep_picture(group=each, member=ana, content=a_file(), words="A", now=NOW) for each in (group, other)
    )
    script = [SHARING | {"text": "", "minutes": None, "image": mine.pk}]
    with pytest.raises(ScriptIsWrong):
        edit_meeting(
            meeting=meeting,
            member=ana,
            changes={"script": [SHARING | {"image": theirs.pk}]},
            seen=0,
            decision=DECISION,
            now=NOW,
        )
    assert edit_meeting(
        meeting=meeting, member=ana, changes={"script": script}, seen=0, decision=DECISION, now=NOW
    ) == ["script"]
    shown = [
        picture_of(meeting=meeting, part=part) for part in (script[0], SHARING, {"image": theirs.pk}, {"image": "x"})
    ]
    assert shown == [mine, None, None, None]


@pytest.mark.django_db
def test_picture_that_no_script_shows_is_taken_out():
    ana, ben = a_member("Ana"), a_member("Ben")
    group = a_group(secretary=ana)
    meeting = a_meeting(group)
    shown, spare = (keep_picture(group=group, member=ana, content=a_file(), words="A", now=NOW) for _ in range(2))
    edit_meeting(
        meeting=meeting,
        member=ana,
        changes={"script": [SHARING | {"image": shown.pk}]},
        seen=0,
        decision=DECISION,
        now=NOW,
    )
    for picture, who, refusal in ((shown, ana, PictureIsShown), (spare, ben, NotTheSecretary)):
        with pytest.raises(refusal):
            remove_picture(picture=picture, member=who, now=NOW)
    remove_picture(picture=spare, member=ana, now=NOW)
    assert list(Picture.objects.all()) == [shown]
