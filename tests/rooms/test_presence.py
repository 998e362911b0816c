"""Leases lapse by themselves; nobody is taken for gone because a memory was lost."""

from datetime import UTC, datetime, timedelta

from rooms.presence import FORGETFUL, PLAIN_TAB, VOICE_TAB, Presence, read_presence

NOW = datetime(2026, 11, 24, 19, 0, tzinfo=UTC)


def at(seconds):
    return NOW + timedelta(seconds=seconds)


def read(leases, signs=(), since=None):
    raw = {name: at(seconds).timestamp() for name, seconds in leases.items()}
    return read_presence(
        raw, {seat: at(s).timestamp() for seat, s in dict(signs).items()},
        None if since is None else at(since).timestamp(), now=NOW.timestamp(), tz=UTC,
    )  # fmt: skip


def test_a_person_is_here_as_long_as_their_longest_lease():
    presence = read({"ana|t1": 5, f"ana|{PLAIN_TAB}": 60, "ana|t2": -5})
    assert presence.until == {"ana": at(60)}
    assert [presence.here("ana", at(s)) for s in (0, 59.9, 60)] == [True, True, False]


def test_the_moment_of_going_is_when_the_lease_ended():
    presence = read({"ana|t1": -30})
    assert presence.gone_at("ana", NOW) == at(-30)
    assert presence.gone_at("ana", at(-31)) is None


def test_only_a_running_push_socket_makes_a_seat_live():
    leases = {"ana|t1": 5, f"ben|{PLAIN_TAB}": 80, "cleo|t9": -1, f"dee|{VOICE_TAB}": 9}
    assert read(leases).live == {"ana"}


def test_signs_of_life_are_read_as_moments():
    assert read({}, {"ana": -12}).signs == {"ana": at(-12)}


def test_a_memory_just_begun_takes_nobody_for_gone():
    presence = read({}, since=-5)
    assert presence.here("ana", NOW)
    assert presence.gone_at("ana", at(-5) + FORGETFUL) == at(-5) + FORGETFUL


def test_a_memory_that_always_was_knows_who_never_came():
    assert not Presence().here("ana", NOW)


def test_an_empty_memory_is_nobody():
    assert read({}) == Presence(until={}, live=frozenset(), signs={}, since=None)
