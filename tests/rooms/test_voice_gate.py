"""Who may be heard: by example, and for any order of grants, clocks and clients."""

from hypothesis import given
from hypothesis import strategies as st

from rooms.voice import GRACE, PATIENCE, SOUND, Verdict, VoiceGate
from rooms.voice_limits import Bucket, Patience

PASS, EARLY, SHUT, REFUSED = Verdict.PASS, Verdict.EARLY, Verdict.SHUT, Verdict.REFUSED


class Clock:
    """A clock the test moves."""

    def __init__(self):
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


class Room:
    """A gate with one room, and everything it let through, in order."""

    def __init__(self):
        self.clock = Clock()
        self.gate = VoiceGate(clock=self.clock)
        self.passed: list[tuple[int, str]] = []

    def grant(self, fence, *seats, lease=5.0):
        self.gate.grant("oak", fence, frozenset(seats), self.clock.now + lease)

    def frame(self, seat, fence, level=50):
        verdict = self.gate.judge("oak", seat, fence, level)
        if verdict is PASS:
            self.passed.append((fence, seat))
        return verdict

    def wait(self, seat, fence):
        self.gate.wait("oak", seat, fence, 50, lambda may: self.passed.append((fence, seat)) if may else None)


def test_gate_is_shut_until_someone_has_the_word():
    assert Room().frame("ana", 1) is SHUT


def test_gate_passes_only_the_seat_with_the_word():
    room = Room()
    room.grant(7, "ana")

    assert [room.frame("ana", 7), room.frame("ben", 7), room.frame("ana", 6)] == [PASS, REFUSED, REFUSED]


def test_gate_shuts_by_itself_when_nobody_renews_the_lease():
    room = Room()
    room.grant(7, "ana")

    room.clock.now += 4.99
    assert room.frame("ana", 7) is PASS
    room.clock.now += 0.01
    assert [room.frame("ana", 7), room.frame("ben", 7)] == [SHUT, SHUT]
    room.grant(7, "ana")
    assert room.frame("ana", 7) is PASS


def test_gate_ignores_an_old_reading():
    room = Room()
    room.grant(8, "ben")
    room.grant(7, "ana", lease=60.0)

    assert [room.frame("ana", 7), room.frame("ben", 8)] == [REFUSED, PASS]


def test_two_are_heard_when_one_steps_in():
    room = Room()
    room.grant(7, "ana")
    room.grant(7, "ana", "ben")

    assert [room.frame("ana", 7), room.frame("ben", 7), room.frame("cleo", 7)] == [PASS, PASS, REFUSED]


def test_last_words_on_their_way_are_heard_after_the_pass():
    room = Room()
    room.grant(7, "ana")
    room.grant(8, "ben")

    room.clock.now += GRACE - 0.01
    assert [room.frame("ana", 7), room.frame("cleo", 7), room.frame("ana", 8)] == [PASS, REFUSED, REFUSED]
    room.clock.now += 0.02
    assert room.frame("ana", 7) is REFUSED


def test_last_words_are_over_when_the_next_voice_begins():
    room = Room()
    room.grant(7, "ana")
    room.grant(8, "ben")

    assert [room.frame("ana", 7), room.frame("ben", 8), room.frame("ana", 7)] == [PASS, PASS, REFUSED]


def test_last_words_are_heard_when_the_piece_is_only_offered():
    room = Room()
    room.grant(7, "ana")
    room.grant(8)
    room.grant(9)

    assert room.frame("ana", 7) is PASS


def test_nobody_starts_beside_last_words_within_one_turn():
    room = Room()
    room.grant(7, "ana")
    room.grant(7, "ben")

    assert [room.frame("ana", 7), room.frame("ben", 7)] == [REFUSED, PASS]


def test_hush_stops_every_voice_at_once_last_words_too():
    room = Room()
    room.grant(7, "ana")
    room.grant(8, "ben")
    room.gate.hush_all("oak")

    assert [room.frame("ana", 7), room.frame("ben", 8)] == [SHUT, SHUT]
    room.grant(8, "ben")
    assert [room.frame("ana", 7), room.frame("ben", 8)] == [REFUSED, PASS]


def test_early_frame_waits_for_its_turn_and_keeps_its_place():
    room = Room()
    room.grant(7, "ana")

    assert room.frame("ben", 8) is EARLY
    room.wait("ben", 8)
    room.clock.now += PATIENCE
    room.grant(8, "ben")
    assert room.passed == [(8, "ben")]
    assert room.frame("ben", 8) is PASS


def test_early_frame_does_not_wait_for_ever():
    room = Room()
    room.wait("ben", 8)
    room.clock.now += PATIENCE + 0.01
    room.grant(8, "ben")

    assert room.passed == []


def test_one_seat_cannot_fill_the_waiting_room_of_another():
    room = Room()
    room.wait("ben", 8)
    for _ in range(100):
        room.wait("cleo", 8)
    room.grant(8, "ben", "cleo")

    assert room.passed == [(8, "ben")] + [(8, "cleo")] * 20


def test_sound_is_a_sign_of_life_and_silence_is_none():
    room = Room()
    room.grant(7, "ana", "ben")
    room.frame("ana", 7, SOUND)
    room.frame("ben", 7, SOUND - 1)
    room.frame("cleo", 7, 100)

    assert room.gate.heard("oak") == {"ana": 1000.0}
    assert room.gate.heard("elm") == {}


def test_old_rooms_are_forgotten_and_young_ones_are_not():
    room = Room()
    room.grant(7, "ana")
    room.clock.now += 3000.0
    room.gate.grant("elm", 1, frozenset(), room.clock.now)
    room.grant(6, "ben")
    assert room.frame("ben", 6) is SHUT

    room.clock.now += 4000.0
    room.gate.grant("ash", 1, frozenset(), room.clock.now)
    assert [room.frame("ana", 7), room.gate.heard("oak")] == [SHUT, {}]


seats = st.sampled_from(["ana", "ben", "cleo"])
fences = st.integers(0, 4)
acts = st.lists(
    st.one_of(
        st.tuples(st.just("grant"), fences, st.frozensets(seats, max_size=2), st.sampled_from([0.1, 1.0, 5.0])),
        st.tuples(st.just("hush")),
        st.tuples(st.just("tick"), st.sampled_from([0.01, 0.1, 0.29, 0.31, 1.0, 5.0])),
        st.tuples(st.just("frame"), seats, fences),
    ),
    max_size=60,
)


@given(acts)
def test_nobody_without_the_word_is_ever_heard(orders):
    room, known, lost = Room(), (-1, frozenset(), 0.0), {}
    for act, *how in orders:
        now = room.clock.now
        if act == "tick":
            room.clock.now += how[0]
        elif act == "hush":
            room.gate.hush_all("oak")
            known, lost = (known[0], frozenset(), 0.0), {}
        elif act == "grant" and how[0] >= known[0]:
            if now < known[2]:
                lost |= {(seat, known[0]): now for seat in known[1] if how[0] > known[0] or seat not in how[1]}
            known = (how[0], how[1], now + how[2])
            before = len(room.passed)
            room.grant(how[0], *how[1], lease=how[2])
            assert all(fence == how[0] and seat in how[1] for fence, seat in room.passed[before:])
        elif act == "grant":
            room.grant(how[0], *how[1], lease=how[2])
        elif act == "frame":
            seat, fence = how
            has_the_word = fence == known[0] and seat in known[1] and now < known[2]
            finishing = now - lost.get((seat, fence), -100.0) < GRACE
            verdict = room.frame(seat, fence)
            assert verdict is PASS or not has_the_word
            assert verdict is not PASS or has_the_word or finishing
            if verdict is EARLY:
                room.wait(seat, fence)
    turns = [fence for fence, _ in room.passed]
    assert turns == sorted(turns)


@given(st.lists(st.floats(0, 3), max_size=80))
def test_bucket_never_gives_more_than_its_burst_and_its_rate(pauses):
    bucket, now, given_out = Bucket(rate=10, burst=5), 100.0, 0
    for pause in pauses:
        now += pause
        given_out += bucket.take(1, now=now)
        assert given_out <= 5 + (now - 100.0) * 10 + 1e-6


def test_patience_ends_with_too_many_wrongs_at_once_and_bears_them_spread_out():
    quick, slow = Patience(wrongs=3, within=10), Patience(wrongs=3, within=10)

    assert [quick.is_over(now=now) for now in (0, 1, 2)] == [False, False, True]
    assert [slow.is_over(now=now) for now in (0, 6, 12, 18)] == [False, False, False, False]
