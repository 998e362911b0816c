"""What the door says, and to whom: languages, telephone, a circle for members (circles.md 3; 8.5, 8.10, 8.21, 8.25)."""

import re
from datetime import UTC, datetime

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from circles.access import WayIn, guest_token, sealed_guest_token, ways_in
from circles.models import Circle, Knock, Seat
from groups.models import Meeting
from tests.circles.visiting import DOOR, a_guest, a_meeting_on_now, a_member_inside, comes_in, one_who_belongs, text
from tests.circles.visiting import does as presses
from tests.groups.cast import a_meeting as a_listing
from tests.groups.cast import a_member, belongs

pytestmark = [pytest.mark.django_db, pytest.mark.once]
MAPLE = {"name": "Maple", "how": "listen"}


def test_point_25_door_names_its_languages_in_their_own_words_and_offers_ones_own():
    """circles.md 8.25: a meeting names its languages at the door in their own words; the interface language is each viewer's."""
    a_meeting_on_now(languages=["es", "he", "ase"])
    answer = Client().get(DOOR).content.decode()
    spoken = re.findall(r'<span lang="(\w+)">([^<]+)</span>', answer)
    assert spoken == [("es", "español"), ("he", "עברית"), ("ase", "ASL")]
    assert re.search(r'name="language" value="es" lang="es">\s*Español', answer)


def test_point_25_language_is_each_viewers_inside_the_circle_too():
    a_meeting_on_now()
    maple, circle = a_guest("Maple")
    assert re.search(r'name="language" value="es" lang="es">', maple.get(f"/circles/{circle.slug}/").content.decode())


@pytest.mark.parametrize(
    ("phone", "says"),
    [
        ("", "This circle has no phone number."),
        (
            "+34 600 000 000",
            "The group’s own telephone line: +34 600 000 000. It is not ours, and leads to another room.",
        ),
    ],
)
def test_point_21_door_says_whether_there_is_a_telephone_line(phone, says):
    """circles.md 8.21: the page says "This circle has no phone number", or lists the group's own bridge."""
    a_meeting_on_now(phone=phone)
    assert says in text(Client().get(DOOR))


def test_point_5_welcome_comes_first_then_the_form_and_then_the_rest_folded():
    a_meeting_on_now()
    words = Client().get(DOOR).content.decode()
    order = [
        "You are welcome here.",
        '<form method="post" class="form stack" id="door">',
        "Before you sit down",
        "<details",
    ]
    assert sorted(order, key=words.index) == order


def test_door_says_that_guests_listen_first_to_guests_alone():
    meeting = a_meeting_on_now(listen_first_minutes=10)
    ben = Client()
    ben.force_login(one_who_belongs(a_member("Ben"), meeting))
    said = ["Guests listen for 10 minutes first." in text(each.get(DOOR)) for each in (Client(), ben)]
    assert said == [True, False]


# A circle for members


def a_meeting_for_members(**facts):
    return a_meeting_on_now(threshold="members", **facts)


def test_outsider_reads_kindly_that_it_is_for_members_and_when_an_open_meeting_is():
    meeting = a_meeting_for_members()
    a_listing(meeting.group, "open-house", name="Open House", days=[0, 1, 2, 3, 4, 5, 6], script=meeting.script)
    a_listing(meeting.group, "also-closed", name="Also Closed", days=[0, 1, 2, 3, 4, 5, 6], threshold="members")
    said = text(Client().get(DOOR))
    assert ["This circle is for members of the group." in said, "Everyone is welcome at Open House, on" in said] == [
        True
    ] * 2
    assert ["Also Closed" in said, "I need help now" in said] == [False, True]


def test_outsider_does_not_learn_whether_anybody_is_inside_nor_whether_it_was_held():
    """circles.md 3: members only."""
    meeting = a_meeting_for_members()
    asks = [lambda: Client().get(DOOR), lambda: Client().post(DOOR, MAPLE), lambda: stranger().get(DOOR)]
    before = [page_of(ask()) for ask in asks]
    ben, circle = a_member_inside(one_who_belongs(a_member("Ben"), meeting))
    during = [page_of(ask()) for ask in asks]
    for verb in ("open", "take-host", "close"):
        presses(ben, circle, verb)
    assert Circle.objects.get().closed_at is not None
    assert [page_of(ask()) for ask in asks] == before == during
    assert [Circle.objects.count(), Seat.objects.count(), Knock.objects.count()] == [1, 0, 0]


def stranger():
    client = Client()
    client.force_login(a_member(f"Cleo {datetime.now(UTC).timestamp()}"))
    return client


def page_of(answer):
    main = answer.content.decode().partition("<main")[2].partition("</main>")[0]
    return answer.status_code, re.sub(r'value="[\w-]{20,}"', "", main)


def test_whoever_joined_only_today_knocks_at_a_door_for_members():
    meeting = a_meeting_for_members()
    ben, circle = a_member_inside(one_who_belongs(a_member("Ben"), meeting))
    cleo = Client()
    cleo.force_login(member := a_member("Cleo"))
    belongs(member, meeting.group, since=datetime.now(meeting.group.body.tz).date())
    assert cleo.post(DOOR, MAPLE)["Location"] == f"{DOOR}waiting/"
    presses(ben, circle, "take-host")
    presses(ben, circle, "let-in", to="1")
    assert comes_in(cleo, "Maple") == circle


def way_of(member=None):
    meetings = Meeting.objects.select_related("group__body")
    return ways_in(meetings=meetings, member=member, now=datetime.now(UTC))


def test_listing_tells_an_outsider_nothing_of_a_circle_for_members():
    """circles.md 8.10 and 3: "people are here" is for those it is open to."""
    meeting = a_meeting_for_members()
    ben = one_who_belongs(a_member("Ben"), meeting)
    a_member_inside(ben)
    assert way_of() == way_of(a_member("Cleo")) == [WayIn(meeting.pk, DOOR, "At the door", None)]
    assert way_of(ben) == [WayIn(meeting.pk, DOOR, "Come in", True)]
    Circle.objects.update(closed_at=datetime.now(UTC))
    assert [way_of(), way_of(ben)] == [
        [WayIn(meeting.pk, DOOR, "At the door", None)],
        [WayIn(meeting.pk, DOOR, "Closed for now", None)],
    ]


def test_listing_shows_no_rehearsal_and_no_circle_that_is_not_this_evenings():
    meeting = a_meeting_on_now()
    _maple, _circle = a_guest("Maple")
    Circle.objects.update(rehearsal=True)
    assert way_of() == [WayIn(meeting.pk, DOOR, "Come in", False)]
    Circle.objects.update(rehearsal=False, closed_at=datetime.now(UTC))
    assert way_of() == [WayIn(meeting.pk, DOOR, "Closed for now", None)]


def test_listing_asks_once_however_many_meetings_are_open_to_all():
    for number in range(3):
        a_meeting_on_now(slug=f"m{number}")
    with CaptureQueriesContext(connection) as asked:
        way_of()
    assert len(asked) == 2  # the meetings, and their circles


# A guest's token


def test_guest_token_is_known_again_for_a_day(monkeypatch):
    token = guest_token(None)
    proof = sealed_guest_token(token)
    assert guest_token(None, proof) == guest_token(proof, "forged") == token
    later = datetime.now(UTC).timestamp() + 86_401
    monkeypatch.setattr("django.core.signing.time.time", lambda: later)
    assert guest_token(proof) != token


def test_door_of_a_group_that_has_closed_says_so_and_opens_for_nobody():
    group = a_meeting_on_now().group
    group.closed_at = datetime.now(UTC)
    group.save()
    for answer in (Client().get(DOOR), Client().post(DOOR, MAPLE)):
        assert (answer.status_code, "This group has closed." in text(answer)) == (410, True)
    assert Seat.objects.count() == 0
    assert Client().get("/meetings/candlelight/calendar.ics").status_code == 410
