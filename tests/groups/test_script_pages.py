import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from groups.models import Meeting, Picture
from rotation.models import Record
from tests.groups.cast import a_group, a_meeting, a_member
from tests.groups.secretary import DECIDED, as_sent
from tests.groups.test_pictures import a_file

pytestmark = [pytest.mark.django_db, pytest.mark.once]

SCRIPT = "/meetings/candlelight/script/"
WELCOME = {"kind": "welcome", "title": "Welcome", "text": "Come in.", "minutes": 3}
SHARING = {"kind": "sharing", "title": "Sharing", "text": "", "minutes": None}
CLOSING = {"kind": "closing", "title": "Closing", "text": "", "minutes": 2}


@pytest.fixture
def ana(client):
    ana = a_member("Ana")
    client.force_login(ana)
    return ana


@pytest.fixture
def candlelight(ana):
    return a_meeting(a_group(secretary=ana), script=[WELCOME, SHARING, CLOSING], languages=["en"])


def kept():
    return Meeting.objects.get().script


def titles():
    return [part["title"] for part in kept()]


def presses(client, version=None, **button):
    seen = Meeting.objects.get().version if version is None else version
    return client.post(SCRIPT, {"version": seen, **DECIDED, **button}, follow=True).content.decode()


def test_parts_go_earlier_and_later_are_doubled_and_taken_out_by_plain_buttons(client, candlelight):
    steps = []
    for button in ({"later": 0}, {"earlier": 2}, {"double": 0}, {"out": 1}):
        presses(client, **button)
        steps.append(titles())
    assert steps == [
        ["Sharing", "Welcome", "Closing"],
        ["Sharing", "Closing", "Welcome"],
        ["Sharing", "Sharing", "Closing", "Welcome"],
        ["Sharing", "Closing", "Welcome"],
    ]
    assert Record.objects.filter(verb="meeting-changed").count() == 4


def test_last_part_for_sharing_stays(client, candlelight):
    assert "A circle needs at least one part for sharing." in presses(client, out=1)
    assert titles() == ["Welcome", "Sharing", "Closing"]


@pytest.mark.parametrize(
    "sent",
    [{"out": "x"}, {"out": "-1"}, {"out": "9" * 5000}, {"out": "²"}, {"version": "x", "out": "0"}, {}, {"up": "0"}],
)
def test_broken_press_changes_nothing_and_is_no_fault(client, candlelight, sent):
    assert client.post(SCRIPT, {"version": 0} | sent).status_code == 302
    assert (kept(), Meeting.objects.get().version) == ([WELCOME, SHARING, CLOSING], 0)


def test_press_on_a_page_that_is_old_takes_out_no_wrong_part(client, candlelight):
    presses(client, later=0)
    assert "Someone else changed the script meanwhile." in presses(client, version=0, out=0)
    assert titles() == ["Sharing", "Welcome", "Closing"]


def test_part_is_changed_with_its_cues(client, candlelight):
    page = SCRIPT + "1/"
    told = {"title": "Once round", "minutes": 8, "mode": "round", "hands": "close", "notes": "close", "hush": "on"}
    assert client.post(page, as_sent(client.get(page), **told)).headers["Location"] == SCRIPT
    assert kept()[1] == SHARING | told | {"hush": True, "lang": "en"}


def test_part_is_added_where_it_was_asked_for(client, candlelight):
    for place, title in ((1, "Reading"), (0, "Before all"), (5, "After all")):
        page = f"{SCRIPT}new/{place}/"
        client.post(page, as_sent(client.get(page), title=title, kind="reading"))
    assert titles() == ["Before all", "Welcome", "Reading", "Sharing", "Closing", "After all"]


def test_part_holds_a_wording_for_each_language_of_the_meeting(client, candlelight):
    """Circles.md 8.25: script segments may hold several wordings."""
    Meeting.objects.update(languages=["es", "en", "fr"])
    page = SCRIPT + "0/"
    told = {"text": "Pasa.", "words_en": "Come in.", "words_fr": " "}
    assert client.post(page, as_sent(client.get(page), **told)).status_code == 302
    assert (kept()[0]["lang"], kept()[0]["text"], kept()[0]["texts"]) == ("es", "Pasa.", {"en": "Come in."})
    shown = client.get(page).content.decode()
    assert ["Words in español" in shown, "The same words in français" in shown] == [True, True]
    # Which language the words are in stays with them when the meeting names its languages in another order.
    Meeting.objects.update(languages=["en", "es"])
    client.post(page, as_sent(client.get(page), minutes=5))
    assert (kept()[0]["lang"], kept()[0]["texts"]) == ("es", {"en": "Come in."})


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"title": " "}, "title"),
        ({"kind": "shouting"}, "kind"),
        ({"minutes": 181}, "minutes"),
        ({"mode": "round"}, "mode"),
        ({"hands": "up"}, "hands"),
        ({"image": "another group's"}, "image"),
        ({"text": "x" * 3001}, "text"),
    ],
)
def test_part_with_an_error_keeps_what_was_typed(client, candlelight, changes, field):
    page = SCRIPT + "0/"
    answer = client.post(page, as_sent(client.get(page), **{"text": "My long words"} | changes))
    assert (answer.status_code, list(answer.context["form"].errors), kept()[0]) == (200, [field], WELCOME)


def test_each_way_to_add_a_part_stands_where_the_part_will(client, candlelight):
    page = client.get(SCRIPT).content.decode()
    assert [
        page.index(words) for words in ("Add a part at the beginning", "Add a part after it", ">Add a part<")
    ] == sorted(page.index(words) for words in ("Add a part at the beginning", "Add a part after it", ">Add a part<"))
    assert f'href="{SCRIPT}new/{len(kept())}/">Add a part<' in page


def test_script_has_at_most_twenty_parts(client, candlelight):
    Meeting.objects.update(script=[SHARING] * 20)
    answer = client.post(f"{SCRIPT}new/20/", as_sent(client.get(f"{SCRIPT}new/20/"), title="One more"))
    assert ("A script has at most twenty parts." in answer.content.decode(), len(kept())) == (True, 20)
    assert ["Add a part" in client.get(SCRIPT).content.decode(), client.get(f"{SCRIPT}20/").status_code] == [False, 404]


def test_stale_part_finds_its_own_part_again_wherever_it_stands_now(client, candlelight):
    page = client.get(SCRIPT + "0/")
    presses(client, later=0)
    answer = client.post(SCRIPT + "0/", as_sent(page, title="Welcome all"))
    shown = answer.content.decode()
    assert ["Nothing of yours is lost" in shown, 'value="Welcome all"' in shown] == [True, True]
    assert (answer.context["action"], titles()) == (SCRIPT + "1/", ["Sharing", "Welcome", "Closing"])
    client.post(answer.context["action"], as_sent(page, title="Welcome all", version=1))
    assert titles() == ["Sharing", "Welcome all", "Closing"]


def test_stale_part_that_is_gone_becomes_one_more_and_overwrites_nobody(client, candlelight):
    page = client.get(SCRIPT + "0/")
    client.post(SCRIPT + "0/", as_sent(page, title="Hers"))
    answer = client.post(SCRIPT + "0/", as_sent(page, title="His"))
    assert (answer.context["action"], titles()) == (SCRIPT + "new/3/", ["Hers", "Sharing", "Closing"])
    client.post(answer.context["action"], as_sent(page, title="His", version=1))
    assert titles() == ["Hers", "Sharing", "Closing", "His"]


def test_picture_comes_with_its_part_and_is_seen_by_the_secretary_only(client, candlelight):
    page = SCRIPT + "0/"
    sent = as_sent(client.get(page), picture_words="A candle")
    client.post(page, sent | {"new_picture": SimpleUploadedFile("a.svg", a_file(), "text/html")})
    picture = Picture.objects.get()
    assert kept()[0]["image"] == picture.pk
    answer = client.get(f"/pictures/{picture.pk}/")
    assert (answer.headers["Content-Type"], answer.content[:4]) == ("image/webp", b"RIFF")
    assert 'alt="A candle"' in client.get(SCRIPT).content.decode()
    client.force_login(a_member("Cleo"))
    assert client.get(f"/pictures/{picture.pk}/").status_code == 404
    client.logout()
    assert [client.get(f"/pictures/{address}/").status_code for address in (picture.pk, "0" * 24)] == [404, 404]


@pytest.mark.parametrize(
    ("content", "words", "field"),
    [(b"<svg/>", "A candle", "new_picture"), (a_file(), " ", "picture_words"), (b"", "A candle", "new_picture")],
)
def test_picture_that_is_none_is_refused_and_the_part_stays(client, candlelight, content, words, field):
    page = SCRIPT + "0/"
    sent = as_sent(client.get(page), title="Mine", picture_words=words)
    answer = client.post(page, sent | {"new_picture": SimpleUploadedFile("a.png", content, "image/png")})
    assert (list(answer.context["form"].errors), kept()[0], Picture.objects.count()) == ([field], WELCOME, 0)


def test_picture_of_a_change_that_was_refused_is_not_kept(client, candlelight):
    page = client.get(SCRIPT + "0/")
    presses(client, later=0)
    sent = as_sent(page, picture_words="A candle") | {"new_picture": SimpleUploadedFile("a.png", a_file())}
    assert client.post(SCRIPT + "0/", sent).status_code == 200
    assert Picture.objects.count() == 0


def test_secretary_takes_out_pictures_that_no_script_shows(client, candlelight):
    page = SCRIPT + "0/"
    client.post(
        page, as_sent(client.get(page), picture_words="A candle") | {"new_picture": SimpleUploadedFile("a", a_file())}
    )
    pictures, address = "/groups/tuesday-candlelight/pictures/", Picture.objects.get().pk
    assert "a script shows it" in client.get(pictures).content.decode()
    answer = client.post(pictures, {"picture": address}, follow=True)
    assert ("Take it out there first." in answer.content.decode(), Picture.objects.count()) == (True, 1)
    client.post(page, as_sent(client.get(page), image=""))
    assert client.post(pictures, {"picture": "a\0b"}).status_code == 404
    client.post(pictures, {"picture": address})
    assert Picture.objects.count() == 0
