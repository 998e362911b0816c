import pytest

from members.rules.zones import NoSuchZone, all_zones, live_in, zone_named
from tests.members.cast import a_member, signed_in

pytestmark = pytest.mark.django_db


def clock(client):
    return client.get("/help/").context["clock"]


def test_times_follow_the_member_then_the_device_then_utc(client):
    assert clock(client) == "UTC"
    client.cookies["zone"] = "America/New_York"
    assert clock(client) == "America/New York"
    signed_in(client, a_member(zone="Asia/Tokyo"))
    assert clock(client) == "Asia/Tokyo"


@pytest.mark.parametrize(
    "told", ["", "Mars/Olympus", "../../etc/passwd", "/etc/localtime", "x" * 4000, "EST5EDT\x00", "posixrules"]
)
def test_what_is_no_zone_counts_as_none(client, told):
    client.cookies["zone"] = told
    assert clock(client) == "UTC"


def test_zone_of_one_viewer_does_not_stay_for_the_next(client):
    client.cookies["zone"] = "Asia/Tokyo"
    assert clock(client) == "Asia/Tokyo"
    assert clock(type(client)()) == "UTC"


def test_visitor_chooses_by_hand_and_takes_it_back(client):
    assert client.post("/zone/", {"zone": "Europe/Madrid"}).url == "/"
    assert client.cookies["zone"].value == "Europe/Madrid"
    assert clock(client) == "Europe/Madrid"
    client.post("/zone/", {"zone": ""})
    assert clock(client) == "UTC"


def test_member_chooses_by_hand_and_takes_it_back(client):
    member = a_member()
    signed_in(client, member)
    assert client.post("/zone/", {"zone": "Europe/Madrid"}).url == "/you/"
    member.refresh_from_db()
    assert (member.zone, "zone" in client.cookies) == ("Europe/Madrid", False)
    client.post("/zone/", {"zone": ""})
    member.refresh_from_db()
    assert member.zone == ""


def test_zone_that_is_none_is_refused_in_words(client):
    response = client.post("/zone/", {"zone": "Mars/Olympus"})
    assert list(response.context["form"].errors) == ["zone"]
    with pytest.raises(NoSuchZone):
        live_in(member=a_member(), zone="Mars/Olympus")


def test_every_zone_offered_exists():
    assert {zone_named(name).key for name in all_zones()} == all_zones()
    assert {"UTC", "America/Argentina/Buenos_Aires", "Asia/Calcutta", "Europe/Kyiv"} <= all_zones()
