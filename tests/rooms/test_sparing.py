"""Only what changed goes out, and nothing that did is ever missing."""

import asyncio

from rooms.seats import SparingTab
from rooms.states import State
from tests.rooms.tabs import in_a_loop

RING, PEOPLE = '<div data-part="ring">{}</div>', '<div data-part="people">{}</div>'


def state(version, ring, people):
    return "\n".join([f'{{"v":{version}}}', RING.format(ring), PEOPLE.format(people)])


class Line:
    """A tab that spares, and what reached its page, put together as the page does."""

    def __init__(self):
        self.got, self.flowing = [], asyncio.Event()
        self.flowing.set()
        self.tab = SparingTab(room="oak", seat="ana", name="one", tongue="en lean", send=self.send)

    async def send(self, event):
        await self.flowing.wait()
        self.got.append(event["text"])

    async def is_told(self, *states):
        for each in states:
            line, _break, html = each.partition("\n")
            self.tab.tell(line, State(html))
            await asyncio.sleep(0.01)
        return self.got


@in_a_loop
async def test_only_the_parts_that_changed_go_out():
    got = await Line().is_told(state(1, "a", "Ana"), state(2, "b", "Ana"), state(3, "b", "Ana"), state(4, "b", "Ben"))
    assert got == [
        state(1, "a", "Ana"),
        '{"v":2}\n<div data-part="ring">b</div>\n',
        '{"v":3}\n',
        '{"v":4}\n<div data-part="people">Ben</div>',
    ]


@in_a_loop
async def test_a_part_that_returns_to_what_it_was_goes_out_again():
    got = await Line().is_told(state(1, "a", "Ana"), state(2, "b", "Ana"), state(3, "a", "Ana"))
    assert '<div data-part="ring">a</div>' in got[-1]


@in_a_loop
async def test_what_a_stalled_line_skipped_is_not_taken_for_sent():
    line = Line()
    await line.is_told(state(1, "a", "Ana"))
    line.flowing.clear()
    await line.is_told(state(2, "b", "Ana"), state(3, "c", "Ben"), state(4, "c", "Ben"))
    line.flowing.set()
    await asyncio.sleep(0.02)
    assert line.got[1:] == ['{"v":2}\n<div data-part="ring">b</div>\n', state(4, "c", "Ben")]


@in_a_loop
async def test_what_is_as_it_was_is_not_sent_again():
    line, same = Line(), State(RING.format("a"))
    for each in ('{"v":1}', '{"v":1}', '{"v":2}'):
        line.tab.tell(each, same)
        await asyncio.sleep(0.01)
    assert line.got == [f'{{"v":1}}\n{same.html}', '{"v":2}\n']


@in_a_loop
async def test_all_who_were_sent_the_same_get_one_and_the_same_frame():
    lines, first, second = [Line(), Line()], State(RING.format("a")), State(RING.format("b"))
    for state in (first, second):
        for line in lines:
            line.tab.tell('{"v":1}', state)
        await asyncio.sleep(0.01)
    assert [a is b for a, b in zip(*(line.got for line in lines), strict=True)] == [True, True]
    assert lines[0].got == [f'{{"v":1}}\n{RING.format("a")}', f'{{"v":1}}\n{RING.format("b")}']


def test_a_state_knows_what_changed_since_any_earlier_one():
    one, two, three = (State(RING.format(ring) + PEOPLE.format(people)) for ring, people in ("aA", "bA", "bB"))
    assert [three.since(each) for each in (None, one, two, three)] == [
        three.html, three.html, PEOPLE.format("B"), "",
    ]  # fmt: skip
