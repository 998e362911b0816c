"""Every address of a socket and every kind of frame it reads, by every kind of bad input: refused as the protocol says, heard and
seen by nobody, nothing changed, no traceback, and the others' sockets go on.

Addresses are read from the routing, kinds from the protocol and from the code that reads them: one without a row fails here.
"""

import json
import logging
import re
import socket
from contextlib import suppress

import pytest
from websockets.exceptions import ConnectionClosed, InvalidStatus

from fellowship.asgi import sockets
from rooms.seats import TOO_MUCH
from rooms.sockets import PINGS
from rooms.voice_fanout import TOO_BIG, TOO_MANY_WRONGS
from rooms.voice_frames import CLAIM, ECHO, MAX_BYTES, VOICE, Malformed, parse
from tests.circles.visiting import does
from tests.hostile.frames import (
    AFTER,
    CIRCLE,
    ROWS,
    SOUND,
    an_evening,
    code_of,
    named,
    sends_until_closed,
    spoken,
    told_until_closed,
    whys,
)
from tests.hostile.world import a_world, closes, everything
from tests.server import ROOT

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.once]
NOT_TEXT, NO_SUCH_OPCODE = 1007, 1002  # by the rules of WebSocket itself
VOICES = [row for row in ROWS if row.address == SOUND]
SIGNS = [row for row in ROWS if row.address != SOUND]


@pytest.fixture
def evening(server, caplog):
    """The open circle and the talk. No socket may end in a traceback: not even in the server's own log."""
    caplog.set_level(logging.WARNING)
    own = logging.getLogger("uvicorn")
    own.addHandler(caplog.handler)
    try:
        with an_evening(a_world(), server) as it:
            yield it
    finally:
        own.removeHandler(caplog.handler)
    assert [
        record.getMessage() for record in caplog.records if record.exc_info or record.levelno >= logging.ERROR
    ] == []


def nothing_of(evening, deed, rows=ROWS):
    """Does the deed for each row; nobody hears or sees anything of it, no row has changed. What each row was answered."""
    before, shown = everything(), evening.shown()
    answers = {}
    for row in rows:
        answers[named(row)] = deed(row)
        evening.still_hear()
    assert evening.shown() == shown
    now = everything()
    assert {table for table, held in now.items() if held != before[table]} == set()
    evening.still_see()
    return answers


def each(rows, answer):
    return {named(row): answer(row) for row in rows}


def turned_away(evening, row, jar):
    """The code with which the door closes, although a good frame came along."""
    with evening.opens(row.address, jar) as line:
        with suppress(ConnectionClosed):
            line.send(row.good(evening.fence))
        said, code = told_until_closed(line)
    assert said == []
    return code


def test_every_socket_and_every_kind_of_frame_has_its_row():
    assert {row.address for row in ROWS} == {str(route.pattern) for route in sockets} - {""}
    protocol = (ROOT / "docs/protocol.md").read_text()
    written = re.search(r"## Up: the push socket\n(.*?)\n## ", protocol, re.S)[1]
    for address in (CIRCLE, AFTER):
        kinds = {row.kind for row in ROWS if row.address == address}
        assert kinds == PINGS == set(re.findall(r"`(\S+)`", written))
    written = re.search(r"\| kind \| (.*?) \|", (ROOT / "docs/protocol-voice.md").read_text())[1]
    assert {row.kind for row in VOICES} == set(re.findall(r"\d+", written)) == {str(kind) for kind in kinds_read()}


def kinds_read():
    """Every first byte with which the reader of voice takes a frame, of whatever length."""
    for kind in range(256):
        for shape in (spoken(VOICE, 7), spoken(CLAIM, 0)):
            with suppress(Malformed):
                yield parse(bytes([kind]) + shape[1:]).kind


def test_what_does_not_apply_is_said():
    words = {word for row in ROWS for word in (row.replayed, row.wrong, row.paused)}
    assert {word for word in words if " " in word and len(word.split()) < 5} == set()
    assert {word for word in words if " " not in word} == {"4003", "not-your-turn", "shut"}


def test_malformed(evening):
    def bent(row):
        with evening.tab(row) as line:
            sends_until_closed(line, row.bent(evening.fence))
            said, code = told_until_closed(line)
        assert [words for words in said if isinstance(words, bytes)] == []  # not even an echo
        return code, whys(said) if row in VOICES else set()

    expected = each(ROWS, lambda row: (TOO_MANY_WRONGS, {"malformed"}) if row in VOICES else (TOO_MUCH, set()))
    assert nothing_of(evening, bent) == expected


def test_malformed_below_the_frame(evening):
    def torn(row):
        codes = []
        for words in (b"\x81\x82\0\0\0\0\xff\xfe", b"\x83\x81\0\0\0\0x", b"\x82\xfe\x05"):
            with evening.tab(row) as line:
                line.socket.sendall(words)
                if len(words) == 3:  # a frame that breaks off, and nothing more will come
                    line.socket.shutdown(socket.SHUT_WR)
                codes.append(code_of(line))
        return codes[:2]

    assert nothing_of(evening, torn) == each(ROWS, lambda row: [NOT_TEXT, NO_SUCH_OPCODE])


def test_too_big(evening):
    def swollen(row):
        good, codes = row.good(evening.fence), []
        fill = "x" if isinstance(good, str) else b"x"
        for size in (MAX_BYTES + 1, 70_000) if row in VOICES else (70_000,):
            with evening.tab(row) as line:
                with suppress(ConnectionClosed):
                    line.send(good + fill * (size - len(good)))
                codes.append(code_of(line))
        return set(codes)

    assert nothing_of(evening, swollen) == each(ROWS, lambda row: {TOO_BIG})


def test_too_fast(evening):
    """What a holder says too fast is heard up to what may be said at once; so Maple's words go on a step that the others know."""

    def hasty(row):
        with evening.tab(row) as line:
            good = row.good(evening.fence)
            if row.kind == str(VOICE):
                good = spoken(VOICE, evening.fence, evening.marks)
            sends_until_closed(line, [good])
            said, code = told_until_closed(line)
        return code, row.hasty == "" or row.hasty in whys(said)

    assert nothing_of(evening, hasty) == each(ROWS, lambda row: (TOO_MUCH, True))


def answered(line, words):
    """What a voice socket answers to these, up to the beat of its own echo that was asked for last."""
    for each_word in words:
        line.send(each_word)
    end = spoken(ECHO, 0, 9999)
    line.send(end)
    said = []
    while (word := line.recv(timeout=10)) != end:
        said.append(word)
    return [word for word in said if isinstance(word, bytes)], whys(said), {
        note["voice"] for note in map(json.loads, (word for word in said if isinstance(word, str)))
    } - {"beat"}  # fmt: skip


def refusal(row, word, echoes=1):
    """What is answered: a refusal where the table has a word, and otherwise what concerns this tab alone."""
    if " " not in word:
        return [], {word}, {"refused"}
    return ([row.good(5)] * echoes, set(), set()) if row.kind == str(ECHO) else ([], set(), {"microphone"})


def test_replayed(evening):
    def again(row):
        with evening.tab(row) as line:
            old = [row.good(0), row.good(evening.fence - 1)] if row.kind == str(VOICE) else [row.good(5)] * 2
            return answered(line, old)

    assert nothing_of(evening, again, VOICES) == each(VOICES, lambda row: refusal(row, row.replayed, echoes=2))


def test_wrong_person(evening):
    stolen = evening.jar("Cleo") | {name: word for name, word in evening.jar("Ana").items() if "place-" in name}
    jars = {CIRCLE: stolen, SOUND: stolen, AFTER: evening.jar("Maple")}
    codes = nothing_of(evening, lambda row: turned_away(evening, row, jars[row.address]))
    assert codes == each(ROWS, lambda row: row.turned_away)

    def out_of_turn(row):
        with evening.tab(row, "Willow") as line:
            return answered(line, [row.good(evening.fence if row.kind == str(VOICE) else 5)])

    assert nothing_of(evening, out_of_turn, VOICES) == each(VOICES, lambda row: refusal(row, row.wrong))


def test_from_another_site(evening):
    def elsewhere(row):
        with pytest.raises(InvalidStatus) as refused:
            evening.opens(row.address, evening.jar(row.who), origin="https://elsewhere.example")
        return refused.value.response.status_code

    assert nothing_of(evening, elsewhere) == each(ROWS, lambda row: 403)


def test_without_a_cookie_and_with_one_we_did_not_sign(evening):
    def unknown(row):
        forged = {name: word[::-1] for name, word in evening.jar(row.who).items()}
        return {turned_away(evening, row, jar) for jar in ({}, forged)}

    assert nothing_of(evening, unknown) == each(ROWS, lambda row: {row.turned_away})


def test_tab_of_somebody_who_signed_out(evening):
    world = evening.world
    assert world.people["Dee"].post(f"/circles/{world.ended.slug}/stay/", {"name": "Dee"}).status_code == 302
    kept = {address: evening.jar(who) for address, who in ((CIRCLE, "Ana"), (SOUND, "Ana"), (AFTER, "Dee"))}
    for row in ROWS:
        with evening.opens(row.address, kept[row.address]) as line:
            assert line.recv(timeout=10)
    for jar in kept.values():
        del jar["sessionid"]
    codes = nothing_of(evening, lambda row: turned_away(evening, row, kept[row.address]))
    assert codes == each(ROWS, lambda row: row.turned_away)


def test_after_leaving(evening):
    world = evening.world
    leavers = {CIRCLE: "Willow", SOUND: "Willow", AFTER: "Reed"}
    kept = {address: evening.jar(who) for address, who in leavers.items()}
    does(world.people["Willow"], world.circle, "leave")
    world.people["Reed"].post(f"/after/{world.after.slug}/do/leave/", {"key": "key-of-leaving"})
    ended = {address: code_of(evening.steady.pop((address, who))) for address, who in leavers.items()}
    assert ended == {row.address: row.ended for row in ROWS}
    codes = nothing_of(evening, lambda row: turned_away(evening, row, kept[row.address]))
    assert codes == each(ROWS, lambda row: row.turned_away)


def test_while_we_pause(evening):
    world = evening.world
    assert does(world.people["Ana"], world.circle, "pause").status_code == 302
    before, shown, answers = everything(), evening.shown(), {}
    for row in VOICES:
        with evening.tab(row) as line:
            answers[named(row)] = answered(line, [row.good(evening.fence if row.kind == str(VOICE) else 5)])
    for row in SIGNS:
        with evening.tab(row) as line:
            line.send(row.good(evening.fence))
    assert answers == each(VOICES, lambda row: refusal(row, row.paused))
    assert [evening.shown(), everything()] == [shown, before]
    assert does(world.people["Ana"], world.circle, "resume").status_code == 302
    evening.speaks_again()
    evening.still_hear()


def test_after_the_end(evening):
    kept = {row.address: evening.jar(row.who) for row in ROWS}
    ended = {row.address: row.ended for row in ROWS}
    closes(evening.world)
    codes = {which: code_of(line) for which, line in evening.steady.items()}
    assert codes == {which: ended[which[0]] for which in codes}
    before = everything()
    assert each(ROWS, lambda row: turned_away(evening, row, kept[row.address])) == each(
        ROWS, lambda row: row.turned_away
    )
    assert everything() == before
