"""Doors open slowly, for forty people behind one address too, and forget who knocked."""

import time

import pytest
from django.core.cache import cache, caches
from django.http import HttpResponse
from django.test import RequestFactory

from members.addresses import household, veiled
from members.rules.limits import TooFast, limited, slow_down
from tests.members.cast import PASSWORD

HERE, THERE = "198.51.100.7", "203.0.113.9"


def a_knock(address=HERE, method="post"):
    return getattr(RequestFactory(), method)("/door/", REMOTE_ADDR=address)


def knock(times, *, rate="3/m", **more):
    """How many of so many knocks were let through."""
    through = 0
    for _ in range(times):
        try:
            slow_down(
                more.get("request") or a_knock(more.get("address", HERE)), door="knock", rate=rate, key=more.get("key")
            )
            through += 1
        except TooFast:
            pass
    return through


def test_forty_behind_one_address_come_in_and_the_next_waits():
    assert knock(40, rate="40/m") == 40
    with pytest.raises(TooFast) as wait:
        slow_down(a_knock(), door="knock", rate="40/m")
    assert 1 <= wait.value.seconds <= 60


def test_others_are_not_made_to_wait():
    assert knock(5) == 3
    assert knock(5, address=THERE) == 3
    slow_down(a_knock(), door="another-door", rate="3/m")


def test_door_opens_again_after_its_time():
    assert knock(3, rate="2/s") == 2
    time.sleep(1.2)
    assert knock(3, rate="2/s") == 2


def test_each_of_several_rates_holds():
    assert knock(5, rate="3/s,4/m") == 3
    time.sleep(1.1)
    assert knock(5, rate="3/s,4/m") == 1


def test_key_counts_apart_from_the_address():
    assert [knock(4, key="seat 1"), knock(4, key="seat 2"), knock(4)] == [3, 3, 3]


def test_reading_a_page_is_not_counted_by_limited():
    view = limited("sit", "1/m")(lambda request: HttpResponse("in"))
    assert [view(a_knock(method="get")).content for _ in range(3)] == [b"in"] * 3
    assert view(a_knock()).content == b"in"
    with pytest.raises(TooFast):
        view(a_knock())


@pytest.mark.parametrize("address", [HERE, "2001:db8:1:2:3:4:5:6"])
def test_keys_hold_no_address_and_no_name(address, monkeypatch):
    keys = []
    add = cache.add
    store = type(caches["default"])
    monkeypatch.setattr(store, "add", lambda self, key, *a, **k: keys.append(key) or add(key, *a, **k))
    knock(1, address=address)
    knock(1, address=address, key="Ana Canary")
    assert len(keys) >= 2
    assert [key for key in keys if address in key or "Canary" in key or "198.51" in key] == []


def test_stand_in_for_an_address_changes_with_the_secret_and_each_ten_minutes(settings):
    first = veiled(HERE, at=1200)
    assert veiled(HERE, at=1799) == first
    assert veiled(HERE, at=1800) != first
    settings.SECRET_KEY = "another"
    assert veiled(HERE, at=1200) != first


@pytest.mark.parametrize(
    ("address", "shared"),
    [
        (HERE, HERE),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::"),
        ("::ffff:198.51.100.7", HERE),
        ("", ""),
        ("unix:", ""),
        ("1.2.3.4, 5.6.7.8", ""),
    ],
)
def test_one_household_counts_as_one(address, shared):
    assert household(address) == shared


def test_caller_cannot_say_where_they_call_from():
    liar = [RequestFactory().post("/door/", REMOTE_ADDR=HERE, HTTP_X_FORWARDED_FOR=f"203.0.113.{n}") for n in range(5)]
    assert sum(knock(1, request=request) for request in liar) == 3


@pytest.mark.django_db
def test_too_many_new_names_read_a_kind_page(client, settings):
    answers = [client.post("/sign-up/", {"name": ""}).status_code for _ in range(40)]
    assert set(answers) == {200}
    response = client.post("/sign-up/", {"name": "Ana", "password": PASSWORD})
    assert response.status_code == 429
    assert 1 <= int(response.headers["Retry-After"]) <= 60
    assert f"in {response.headers['Retry-After']} second" in response.content.decode()
    assert client.post("/sign-up/", {"name": ""}, REMOTE_ADDR=THERE).status_code == 200


@pytest.mark.django_db
def test_allauths_own_limit_reads_the_same_page(client, settings):
    settings.ACCOUNT_RATE_LIMITS = {"login": "2/m/ip"}
    answers = [client.post("/sign-in/", {}) for _ in range(3)]
    assert [answer.status_code for answer in answers] == [200, 200, 429]
    assert "A little slower" in answers[2].content.decode()
