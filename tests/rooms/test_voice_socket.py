"""Voice sockets through a real server: what is let through, to whom, and what it costs to misbehave."""

import time
from contextlib import suppress

import pytest
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import connect

from rooms import voice, voice_fanout
from rooms.voice_frames import MAX_BYTES, parse
from tests.rooms.voice_clients import Client, a_client, a_stalled_reader, words
from tests.rooms.voice_server import a_house


@pytest.fixture
def house(monkeypatch):
    # A slow machine may take longer over what is meant to happen at once; the exact times are tested with a clock.
    monkeypatch.setattr(voice, "GRACE", 3.0)
    monkeypatch.setattr(voice, "PATIENCE", 3.0)
    with a_house() as it:
        yield it


@pytest.fixture
def ana(house):
    with a_client(house.url, "ana") as it:
        yield it


@pytest.fixture
def ben(house):
    with a_client(house.url, "ben") as it:
        yield it


def test_cleo_finds_no_room_here(house):
    with connect(house.url) as cleo:
        assert Client(cleo).closes_with() == 4004


def test_everyone_hears_the_holder_but_the_holder(house, ana, ben):
    with a_client(house.url, "cleo") as cleo, a_client(house.url, "dora", room="elm") as dora:
        house.grant(7, "ana")
        ana.say(7, 0, 3, 6)

        heard = [(7, 0), (7, 3), (7, 6)]
        assert [each.hears() for each in (ana, ben, cleo, dora)] == [[], heard, heard, []]


def test_holder_is_told_once_that_the_words_pass(house, ana):
    house.grant(7, "ana")
    ana.say(7, 0, 3, 6)

    assert ana.is_told() == [{"voice": "heard"}]


def test_holder_is_told_up_to_where_words_have_come_and_nobody_else_is(house, ana, ben):
    house.grant(7, "ana")
    ana.say(7, *range(0, 30, 3))
    told = ana.is_told_what_came(within=1)

    assert (told[0], told[-1], told == sorted(set(told))) == (0, 27, True)
    ana.say(8, 30)  # of a turn that has not come
    ben.say(7, 33)  # of somebody whose turn it is not
    assert [each.is_told_what_came(within=1) for each in (ana, ben)] == [[], []]


def test_voice_out_of_turn_reaches_nobody_and_is_refused_in_a_word(house, ana, ben):
    house.grant(7, "ana")
    ben.say(7, 0, 3)
    ben.say(6, 0)

    assert ana.hears() == []
    assert ben.is_told() == [{"voice": "refused", "why": "not-your-turn"}]


def test_piece_passes_without_losing_the_last_words(house, ana, ben):
    with a_client(house.url, "cleo") as cleo:
        house.grant(7, "ana")
        ana.say(7, 0)
        assert cleo.hears() == [(7, 0)]
        house.grant(8, "ben")
        ana.say(7, 3)
        assert cleo.hears(within=0.1) == [(7, 3)]
        ben.say(8, 0)
        assert cleo.hears(within=0.1) == [(8, 0)]
        ana.say(7, 6)
        assert cleo.hears() == []


def test_first_words_wait_until_the_gate_has_learned_of_the_turn(house, ana, ben):
    house.grant(7, "ana")
    ben.say(8, 0, 3)
    time.sleep(0.05)
    house.grant(8, "ben")
    ben.say(8, 6)

    assert ana.hears() == [(8, 0), (8, 3), (8, 6)]


def test_holder_is_told_that_the_gate_is_shut_and_is_not_sent_away(house, ana, ben):
    house.grant(7, "ana", lasts=0.0)
    for at in range(70):
        ana.say(7, at)

    assert ben.hears() == []
    assert ana.is_told() == [{"voice": "refused", "why": "shut"}]


def test_repeated_voice_out_of_turn_closes_the_socket(house, ana, ben):
    house.grant(7, "ana")
    ben.say(7, *range(50))

    assert ben.closes_with() == 4008
    assert ana.hears() == []


def test_words_that_waited_in_a_tunnel_all_arrive(house, ana, ben):
    house.grant(7, "ana")
    ana.say(7, *range(100))

    assert ben.hears() == [(7, at) for at in range(100)]


def test_too_much_too_fast_is_dropped_and_closes_the_socket(house, ana, ben):
    house.grant(7, "ana")
    with suppress(ConnectionClosed):
        ana.say(7, *range(400))

    assert ana.closes_with() == 4008
    assert 0 < len(ben.hears()) <= 200


def test_oversize_closes_the_socket(house, ana):
    ana.line.send(bytes(MAX_BYTES + 1))

    assert ana.closes_with() == 1009


def test_malformed_and_text_are_refused_in_a_word(house, ana, ben):
    house.grant(7, "ana")
    ana.line.send(words(7, 0)[:-1])
    ana.line.send("hello")

    assert ben.hears() == []
    assert ana.is_told() == [{"voice": "refused", "why": "malformed"}]


def test_echo_comes_back_to_its_own_socket_only(house, ana, ben):
    with a_client(house.url, "ana") as other_tab:
        ana.ask_echo(0, 3)

        assert [each.hears() for each in (ana, ben, other_tab)] == [[(0, 0), (0, 3)], [], []]


def test_echo_lasts_two_and_a_half_seconds_in_ten(house, ana):
    for at in range(0, 180, 3):
        ana.ask_echo(at)
    given_back = [at for _, at in ana.hears()]

    assert given_back == [*range(0, 3 * len(given_back), 3)]
    assert 41 <= len(given_back) <= 45  # and what was regained meanwhile


def test_newest_tab_holds_the_microphone(house, ana, ben):
    house.grant(7, "ana")
    with a_client(house.url, "ana") as newer:
        assert ana.is_told() == [{"voice": "microphone", "here": False}]
        ana.say(7, 0)
        newer.say(7, 3)
        assert ben.hears() == [(7, 3)]
        assert ana.is_told() == [{"voice": "refused", "why": "other-tab"}]
        house.grant(8, "ben")
        ben.say(8, 0)
        assert [ana.hears(), newer.hears()] == [[(8, 0)], [(8, 0)]]
    assert ana.is_told() == [{"voice": "microphone", "here": True}]


def test_older_tab_may_ask_for_the_microphone_back(house, ana, ben):
    house.grant(7, "ana")
    with a_client(house.url, "ana") as newer:
        ana.claim()
        ana.say(7, 0)
        newer.say(7, 3)
        assert ben.hears() == [(7, 0)]


def test_seat_no_longer_in_the_room_hears_no_more(house, ana, ben):
    assert house.call(house.voices.seats, "oak") == {"ana", "ben"}
    house.call(house.voices.keep_only, "oak", {"ana"})

    assert ben.closes_with() == 4004
    assert house.call(house.voices.seats, "oak") == {"ana"}


def test_line_gives_a_sign_of_its_own_while_nobody_speaks(monkeypatch, house):
    monkeypatch.setattr(voice_fanout, "BEAT", 0.05)
    with a_client(house.url, "ana") as ana:
        assert ana.line.recv(timeout=1) == '{"voice":"beat"}'


def test_stalled_readers_cost_the_others_nothing_and_are_let_go(monkeypatch, house, ben):
    monkeypatch.setattr(voice_fanout, "STALLED", 1.0)
    with a_stalled_reader(house.port, "stone"), a_stalled_reader(house.port, "rock"):
        assert house.call(house.voices.seats, "oak") == {"ben", "stone", "rock"}
        said = slowest = 0
        began = time.monotonic()
        while house.call(house.voices.seats, "oak") != {"ben"}:
            assert time.monotonic() - began < 60, "They were never let go."
            sent = time.monotonic()
            house.call(house.voices.carry, "oak", "ana", words(7, said, size=480))
            assert parse(ben.line.recv(timeout=1)).at == said
            said, slowest = said + 1, max(slowest, time.monotonic() - sent)
    assert slowest < 0.5
