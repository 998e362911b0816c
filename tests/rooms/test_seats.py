"""One tab: what the transport takes at once goes out at once, and what has to wait waits in a task of its own."""

import asyncio

from rooms.seats import Tab
from rooms.states import State
from tests.rooms.tabs import in_a_loop


class Line:
    """A transport that may be full for a while, and its tab."""

    def __init__(self):
        self.got, self.writable = [], asyncio.Event()
        self.tab = Tab(room="oak", seat="ana", name="one", tongue="en", send=self.send)

    async def send(self, event):
        await self.writable.wait()
        await asyncio.sleep(0)  # a second wait in the same send
        self.got.append(event.get("text", event["type"]))


def quick(got):
    async def send(event):
        got.append(event["text"])

    return Tab(room="oak", seat="ana", name="one", tongue="en", send=send)


@in_a_loop
async def test_what_the_transport_takes_is_sent_before_anything_else_happens():
    got = []
    tab = quick(got)
    tab.tell("1", State("a"))
    tab.beat("b")
    assert got == ["1\na", "b"]


@in_a_loop
async def test_a_send_that_waits_goes_on_where_it_was_and_the_newest_follows():
    line = Line()
    for number in ("1", "2", "3"):
        line.tab.tell(number, State("a"))
    line.tab.close(4001)
    await asyncio.sleep(0.01)
    assert line.got == []
    line.writable.set()
    await asyncio.wait_for(line.tab.gone.wait(), 3)
    assert line.got == ["1\na", "3\na", "websocket.close"]


@in_a_loop
async def test_a_send_that_never_ends_is_given_up(monkeypatch):
    monkeypatch.setattr("rooms.seats.STUCK", 0.05)
    line = Line()
    line.tab.tell("1", State("a"))
    await asyncio.wait_for(line.tab.gone.wait(), 3)
    line.writable.set()
    await asyncio.sleep(0.01)
    assert line.got == []
