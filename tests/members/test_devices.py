"""Where a member is signed in: listed to the week, ended at once, and a stolen list tells no hour."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.contrib.sessions.models import Session
from django.test import Client
from django.utils import timezone

from members.models import Device, Member
from members.rules.devices import devices_of, end, end_others, note_use, week_of
from members.sessions import SessionStore, filed_under
from members.views.devices import kind_of
from tests.members.cast import PASSWORD, a_member, signed_in

pytestmark = pytest.mark.django_db
PHONE = "Mozilla/5.0 (Android 14; Mobile; rv:140.0) Gecko/140.0 Firefox/140.0"
TABLE = "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0 Safari/537.36"
WEEK = week_of(timezone.now())


def a_device(name="Ana", *, device="mine", **more):
    """A browser that signed in at the door."""
    client = Client(**more)
    client.post("/sign-in/", {"login": name, "password": PASSWORD, "device": device})
    return client


def known(client):
    return [(str(each["device"]), each["is_here"]) for each in client.get("/you/devices/").context["devices"]]


def row(client):
    return filed_under(client.cookies["sessionid"].value)


@pytest.mark.parametrize(
    ("moment", "monday"),
    [
        (datetime(2026, 11, 23, 0, 0, tzinfo=UTC), date(2026, 11, 23)),
        (datetime(2026, 11, 29, 23, 59, tzinfo=UTC), date(2026, 11, 23)),
        (datetime.fromisoformat("2026-11-23T00:30:00+02:00"), date(2026, 11, 16)),
    ],
)
def test_week_begins_on_monday_for_everyone_alike(moment, monday):
    assert week_of(moment) == monday


@pytest.mark.parametrize(
    ("agent", "kind"),
    [
        (PHONE, "Firefox, phone"),
        (TABLE, "Chrome, computer"),
        (f"{TABLE} Edg/140.0", "Edge, computer"),
        ("", ""),
        ("x", ""),
    ],
)
def test_browser_is_named_coarsely(agent, kind):
    assert kind_of(agent) == kind


def test_every_door_lists_the_device_and_signing_out_takes_it_off():
    member = a_member()
    one, other = a_device(), a_device()
    assert known(one) == [("A device without a word", True), ("A device without a word", False)]
    other.post("/sign-out/")
    assert known(one) == [("A device without a word", True)]
    assert list(Device.objects.values_list("member", "word", "used_in")) == [(member.pk, "", WEEK)]


def test_sign_up_is_a_door_too(client):
    client.post("/sign-up/", {"name": "Ana", "password": PASSWORD, "email": "", "device": "shared"})
    assert known(client) == [("A device without a word", True)]


def test_row_holds_a_week_and_nothing_a_browser_or_a_network_told():
    a_member()
    client = a_device(headers={"User-Agent": PHONE}, REMOTE_ADDR="203.0.113.9")
    (device,) = Device.objects.values()
    assert device == {"session_id": row(client), "member_id": Member.objects.get().pk, "word": "", "used_in": WEEK}
    session = Session.objects.get()
    assert "203.0.113" not in f"{session.session_data}"
    assert session.get_decoded() == {}


def test_own_word_is_proposed_and_kept_only_when_sent():
    a_member()
    client = a_device(headers={"User-Agent": PHONE})
    (here,) = client.get("/you/devices/").context["devices"]
    assert here["form"]["word"].value() == "Firefox, phone"
    client.post("/you/devices/", {"device": row(client), "word": "Kitchen", "call": ""})
    assert known(client) == [("Kitchen", True)]
    client.post("/you/devices/", {"device": row(client), "word": "x" * 41, "call": ""})
    assert known(client) == [("Kitchen", True)]


def test_ended_device_is_signed_out_at_once_and_the_others_stay():
    a_member()
    here, there, third = a_device(), a_device(), a_device()
    here.post("/you/devices/", {"device": row(there), "end": ""})
    assert [client.get("/you/").status_code for client in (here, there, third)] == [200, 302, 200]
    here.post("/you/devices/", {"others": ""})
    assert [client.get("/you/").status_code for client in (here, there, third)] == [200, 302, 302]
    assert known(here) == [("A device without a word", True)]


def test_cleo_can_neither_see_nor_end_nor_name_a_device_of_ana():
    a_member("Ana")
    a_member("Cleo")
    ana, cleo = a_device("Ana"), a_device("Cleo")
    assert known(cleo) == [("A device without a word", True)]
    for act in ({"end": ""}, {"call": "", "word": "mine now"}, {"others": ""}):
        cleo.post("/you/devices/", {"device": row(ana)} | act)
    assert known(ana) == [("A device without a word", True)]
    assert Client().get("/you/devices/").url == "/sign-in/?next=/you/devices/"


def test_new_password_signs_out_the_others_and_keeps_this_one_with_its_word():
    a_member()
    here, _there = a_device(), a_device()
    here.post("/you/devices/", {"device": row(here), "word": "Kitchen", "call": ""})
    before = row(here)
    here.post("/you/password/", {"oldpassword": PASSWORD, "password1": "rain on a tin roof"})
    assert row(here) != before
    assert known(here)[0] == ("Kitchen", True)


def test_use_is_noted_once_a_week():
    member = a_member()
    client = a_device()
    long_ago = WEEK - timedelta(days=21)
    Device.objects.update(used_in=long_ago)
    client.get("/you/")
    assert Device.objects.get().used_in == long_ago  # noted this week already: nothing is written
    session = SessionStore(client.cookies["sessionid"].value)
    session["week"] = long_ago.isoformat()
    session.save()
    client.get("/help/")
    assert list(Device.objects.values_list("member", "used_in")) == [(member.pk, WEEK)]


def test_device_goes_with_its_session_however_that_ends():
    member = a_member()
    a_device()
    Session.objects.update(expire_date=timezone.now() - timedelta(days=1))
    assert list(devices_of(member, now=timezone.now())) == []
    a_member("Ben")
    ben = a_device("Ben")  # whoever comes in takes out what has ended
    assert list(Device.objects.values_list("pk", flat=True)) == [row(ben)]
    assert Session.objects.count() == 1


def test_erasing_ends_every_session_row():
    a_member()
    here = a_device()
    a_device()
    here.post("/you/privacy/erase/", {"password": PASSWORD})
    assert (Device.objects.count(), Session.objects.count()) == (0, 0)


def test_privacy_page_tells_the_devices():
    a_member()
    client = a_device()
    lines = client.get("/you/privacy/").context["held"][0].lines
    assert [line for line in lines if line.startswith("You are signed in here: A device without a word, ")]


def test_rules_touch_only_the_members_own():
    ana, ben = a_member("Ana"), a_member("Ben")
    sessions = [SessionStore() for _ in range(3)]
    for session, member in zip(sessions, (ana, ana, ben), strict=True):
        session.create()
        note_use(member=member, filed_under=filed_under(session.session_key), now=timezone.now())
    ours = [filed_under(session.session_key) for session in sessions]
    end(member=ana, filed_under=ours[2])
    assert Device.objects.count() == 3
    assert end_others(member=ana, but=ours[0]) == 1
    assert set(Device.objects.values_list("pk", flat=True)) == {ours[0], ours[2]}


@pytest.mark.parametrize("others", [0, 2])
def test_list_costs_the_same_however_long(others, django_assert_num_queries):
    a_member()
    client = a_device()
    for _ in range(others):
        a_device()
    client.get("/you/devices/")  # the greeting is read
    with django_assert_num_queries(3):  # session, member, devices
        assert len(known(client)) == others + 1


def test_session_not_made_at_a_door_is_noted_nowhere(client, django_assert_num_queries):
    signed_in(client, a_member())
    with django_assert_num_queries(2):
        client.get("/help/")
    assert Device.objects.count() == 0
