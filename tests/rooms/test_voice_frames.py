"""The wire format: everything built is parsed back, and nothing else is taken."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rooms.voice_frames import (
    CLAIM,
    ECHO,
    MAX_BYTES,
    VOICE,
    Envelope,
    Frame,
    Malformed,
    build,
    parse,
    seal,
    stamped,
    unseal,
)

pytestmark = pytest.mark.once

packets = st.lists(st.binary(min_size=1, max_size=240), min_size=1, max_size=6).map(tuple)
frames = st.builds(
    Frame,
    kind=st.sampled_from([VOICE, ECHO]),
    level=st.integers(0, 100),
    voice=st.integers(0, 2**16 - 1),
    fence=st.integers(0, 2**32 - 1),
    at=st.integers(0, 2**32 - 1),
    packets=packets,
)


def test_frame_has_the_bytes_the_protocol_page_shows():
    shown = bytes.fromhex("01 3c 0000 00000007 000000fa 02 0003 aabbcc 0001 dd")

    assert parse(shown) == Frame(VOICE, 60, 0, 7, 250, (b"\xaa\xbb\xcc", b"\xdd"))
    assert build(Frame(CLAIM, 0, 0, 0, 0, ())) == bytes.fromhex("03 00 0000 00000000 00000000 00")


@given(frames)
def test_frame_built_is_parsed_back(frame):
    assert parse(build(frame)) == frame


@given(frames, st.integers(0, 2**16 - 1))
def test_stamping_changes_the_voice_number_alone(frame, number):
    assert parse(stamped(build(frame), number)) == frame._replace(voice=number)


@given(st.binary(max_size=MAX_BYTES + 50))
def test_any_bytes_are_a_whole_frame_or_refused(data):
    try:
        frame = parse(data)
    except Malformed:
        return
    assert build(frame) == data


@given(frames, st.data())
def test_frame_cut_short_or_grown_is_refused(frame, data):
    whole = build(frame)
    cut = data.draw(st.integers(0, len(whole) - 1))

    for wrong in (whole[:cut], whole + b"\0"):
        with pytest.raises(Malformed):
            parse(wrong)


@pytest.mark.parametrize(
    "wrong",
    [
        Frame(4, 0, 0, 0, 0, (b"x",)),
        Frame(VOICE, 101, 0, 0, 0, (b"x",)),
        Frame(VOICE, 0, 0, 0, 0, ()),
        Frame(VOICE, 0, 0, 0, 0, (b"",)),
        Frame(VOICE, 0, 0, 0, 0, (b"x",) * 7),
        Frame(CLAIM, 0, 0, 0, 0, (b"x",)),
        Frame(VOICE, 0, 0, 2**32, 0, (b"x",)),
        Frame(VOICE, 0, 0, 0, 0, (b"x" * 400,) * 4),
    ],
)
def test_frame_outside_the_limits_is_not_built(wrong):
    with pytest.raises(Malformed):
        build(wrong)


@given(st.binary(min_size=8, max_size=8), st.integers(0, 255), st.text(max_size=60), st.binary(max_size=40))
def test_envelope_is_opened_as_it_was_sealed(process, kind, seat, body):
    envelope = Envelope(process, kind, seat, body)

    assert unseal(seal(envelope)) == envelope


@given(st.binary(max_size=40))
def test_any_bytes_are_an_envelope_or_refused(data):
    try:
        envelope = unseal(data)
    except Malformed:
        return
    assert seal(envelope) == data
