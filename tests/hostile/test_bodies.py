"""No request lays more on the disk than a picture and its form, whatever length it announces, or announces none."""

import asyncio

import pytest
from asgiref.testing import ApplicationCommunicator

from fellowship.bodies import AtMost

pytestmark = pytest.mark.once
SCOPE = {"type": "http", "method": "POST", "path": "/", "headers": []}


async def _inner(scope, receive, send):
    """Reads all there is, as Django does, and says how much it was."""
    taken, more = 0, True
    while more:
        event = await receive()
        taken, more = taken + len(event["body"]), event["more_body"]
    await send({"type": "http.response.start", "status": 200, "headers": []})
    await send({"type": "http.response.body", "body": str(taken).encode()})


def answer(*pieces, announced=None):
    """(status, words) for a body that comes in these pieces."""

    async def asked():
        headers = [] if announced is None else [(b"content-length", announced)]
        asking = ApplicationCommunicator(AtMost(_inner, 10), SCOPE | {"headers": headers})
        for number, piece in enumerate(pieces, 1):
            await asking.send_input({"type": "http.request", "body": piece, "more_body": number < len(pieces)})
        return (await asking.receive_output(5))["status"], (await asking.receive_output(5))["body"]

    return asyncio.run(asked())


def test_what_fits_goes_through_whole():
    assert answer(b"12345", b"67890") == (200, b"10")
    assert answer(b"", announced=b"0") == (200, b"0")


@pytest.mark.parametrize("announced", [b"11", b"9" * 5000])
def test_too_much_announced_is_refused_before_it_comes(announced):
    assert answer(announced=announced)[0] == 413


def test_too_much_in_pieces_is_refused_when_it_is_too_much_in_both_languages():
    status, words = answer(b"123456", b"789012", b"more")
    assert [status, b"too large" in words, b"demasiado grande" in words] == [413, True, True]
    assert answer(b"123456", b"789012", announced=b"5")[0] == 413
