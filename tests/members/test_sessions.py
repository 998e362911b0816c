"""A row taken from the database tells neither who was signed in nor when."""

import json
from datetime import UTC, datetime, timedelta
from importlib import import_module
from unittest import mock

import pytest
from asgiref.sync import async_to_sync
from django.conf import settings
from django.contrib.sessions.backends.base import UpdateError
from django.contrib.sessions.models import Session
from django.core.management import call_command
from django.utils import timezone

from members.sessions import PAGE, SessionStore, end_of_week, filed_under, seal, unseal
from tests.members.cast import PASSWORD, a_member

pytestmark = [pytest.mark.django_db, pytest.mark.once]


def a_session(**words):
    store = SessionStore()
    store.update(words)
    store.save()
    return store


def test_settings_use_these_sessions():
    assert import_module(settings.SESSION_ENGINE).SessionStore is SessionStore


def test_what_was_put_in_comes_out_with_the_cookie_only():
    kept = a_session(colour="amber")

    assert SessionStore(kept.session_key)["colour"] == "amber"
    row = Session.objects.get()
    assert SessionStore(row.pk).get("colour") is None  # the row's own key is no cookie
    assert row.pk == filed_under(kept.session_key)
    assert row.get_decoded() == {}


def test_row_holds_neither_cookie_nor_member_nor_hour(client):
    member = a_member("Ana Canary", pk=774411)
    client.post("/sign-in/", {"login": "Ana Canary", "password": PASSWORD, "device": "mine"})

    cookie = client.cookies["sessionid"].value
    assert client.session["_auth_user_id"] == str(member.pk)
    row = Session.objects.get()
    written = f"{row.pk} {row.session_data}"
    assert not [word for word in (cookie, "774411", "Canary", "_auth_user") if word in written]
    assert row.expire_date == end_of_week(row.expire_date)
    assert row.expire_date > timezone.now() + timedelta(days=13)


def test_rows_of_a_visitor_and_a_member_are_equally_long(client):
    a_session(pages=1)
    client.force_login(a_member())
    assert len({len(row.session_data) for row in Session.objects.all()}) == 1


def test_same_words_are_sealed_differently_each_time():
    one, other = seal(b"words", "a" * 32), seal(b"words", "a" * 32)
    assert one != other
    assert (unseal(one, "a" * 32), unseal(other, "a" * 32)) == (b"words", b"words")


@pytest.mark.parametrize("length", [0, 1, PAGE - 1, PAGE, PAGE + 1, 3 * PAGE])
def test_words_of_any_length_come_back_whole(length):
    words = bytes(length)  # ends in the very byte that padding uses
    assert unseal(seal(words, "a" * 32), "a" * 32) == words


@pytest.mark.parametrize("tampered", ["", "no base64!", "AAAA", "é"])
def test_what_was_not_sealed_here_does_not_open(tampered):
    assert unseal(tampered, "a" * 32) is None


def test_tampered_row_is_an_empty_session():
    kept = a_session(colour="amber")
    row = Session.objects.get()
    row.session_data = ("A" if row.session_data[40] != "A" else "B").join(
        [row.session_data[:40], row.session_data[41:]]
    )
    row.save()
    assert dict(SessionStore(kept.session_key).items()) == {}


def test_row_of_one_session_does_not_open_with_the_cookie_of_another():
    kept, other = a_session(colour="amber"), a_session(colour="grey")
    Session.objects.filter(pk=filed_under(other.session_key)).update(
        session_data=Session.objects.get(pk=filed_under(kept.session_key)).session_data
    )
    assert dict(SessionStore(other.session_key).items()) == {}


def test_new_key_keeps_the_words_and_leaves_no_old_row():
    kept = a_session(colour="amber")
    before = kept.session_key
    kept.cycle_key()
    kept.save()

    assert kept.session_key != before
    assert SessionStore(kept.session_key)["colour"] == "amber"
    assert [row.pk for row in Session.objects.all()] == [filed_under(kept.session_key)]


def test_flush_leaves_no_row():
    kept = a_session(colour="amber")
    kept.flush()
    assert (kept.session_key, Session.objects.count()) == (None, 0)


def test_unknown_key_is_never_adopted():
    store = SessionStore("chosen-by-somebody-else-0123456789")
    assert store.get("colour") is None
    store["colour"] = "amber"
    store.save()
    assert store.session_key != "chosen-by-somebody-else-0123456789"


def test_row_deleted_meanwhile_is_not_written_again():
    kept = a_session(colour="amber")
    Session.objects.all().delete()
    kept["colour"] = "grey"
    with pytest.raises(UpdateError):
        kept.save()
    assert Session.objects.count() == 0


def test_session_ends_when_its_days_are_over():
    kept = a_session(colour="amber")
    Session.objects.update(expire_date=timezone.now() - timedelta(seconds=1))
    assert SessionStore(kept.session_key).get("colour") is None


def test_clearsessions_takes_only_what_has_ended():
    over, lasting = a_session(colour="grey"), a_session(colour="amber")
    Session.objects.filter(pk=filed_under(over.session_key)).update(expire_date=timezone.now() - timedelta(days=1))
    call_command("clearsessions")
    assert [row.pk for row in Session.objects.all()] == [filed_under(lasting.session_key)]


@pytest.mark.parametrize(
    ("moment", "monday"),
    [
        (datetime(2026, 3, 1, 21, 7, tzinfo=UTC), datetime(2026, 3, 2, tzinfo=UTC)),
        (datetime(2026, 3, 2, tzinfo=UTC), datetime(2026, 3, 2, tzinfo=UTC)),
        (datetime(2026, 3, 2, 0, 0, 1, tzinfo=UTC), datetime(2026, 3, 9, tzinfo=UTC)),
        (datetime(2026, 12, 31, 23, 59, 59, tzinfo=UTC), datetime(2027, 1, 4, tzinfo=UTC)),
    ],
)
def test_end_is_that_of_a_week(moment, monday):
    assert end_of_week(moment) == monday


def test_another_secret_opens_nothing(settings):
    kept = a_session(colour="amber")
    settings.SECRET_KEY = "another"
    assert SessionStore(kept.session_key).get("colour") is None


@pytest.mark.django_db(transaction=True)
def test_the_same_holds_for_those_who_ask_without_waiting():
    async def evening():
        store = SessionStore()
        await store.aset("colour", "amber")
        await store.asave()
        first = store.session_key
        read = await SessionStore(first).aget("colour")
        await store.acycle_key()
        await store.asave()
        second = store.session_key
        again = await SessionStore(second).aget("colour")
        gone = await SessionStore(first).aget("colour")
        exists = await store.aexists(second), await store.aexists(first)
        rows = [row.pk async for row in Session.objects.all()]
        await store.aflush()
        return read, again, gone, exists, rows == [filed_under(second)], await Session.objects.acount()

    assert async_to_sync(evening)() == ("amber", "amber", None, (True, False), True, 0)


def test_signed_in_session_is_read_by_plain_json(client):
    """The serializer stays Django's: what is sealed is the same JSON as ever."""
    client.force_login(a_member())
    row = Session.objects.get()
    assert json.loads(unseal(row.session_data, client.cookies["sessionid"].value)).keys() >= {"_auth_user_id"}


def test_key_taken_by_chance_is_drawn_again():
    taken = a_session(colour="amber").session_key
    drawn = [taken, "b" * 32]
    with mock.patch("django.contrib.sessions.backends.base.get_random_string", side_effect=drawn):
        store = SessionStore()
        store.create()
    assert store.session_key == "b" * 32
