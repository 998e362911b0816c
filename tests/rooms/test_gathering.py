"""Many who ask at the same moment are answered by one asking; nobody is answered from before they asked, or for another."""

import asyncio

import pytest

from rooms.gathering import AT_MOST, Gatherer
from tests.rooms.tabs import in_a_loop


class Desk:
    """Answers each with ten times their number, and waits while its door is shut."""

    def __init__(self):
        self.lists, self.open, self.broken = [], asyncio.Event(), False
        self.open.set()
        self.gatherer = Gatherer(self.answer)

    async def answer(self, numbers):
        self.lists.append(numbers)
        await self.open.wait()
        if self.broken:
            raise ConnectionError("The database is away.")
        return [10 * number for number in numbers]

    def asks(self, number):
        return asyncio.create_task(self.gatherer.ask(number))


async def one_waits_at_a_shut_desk():
    desk = Desk()
    desk.open.clear()
    first = desk.asks(0)
    while not desk.lists:
        await asyncio.sleep(0)
    return desk, first


@in_a_loop
async def test_whoever_asks_alone_waits_for_nobody():
    desk = Desk()
    assert [await desk.gatherer.ask(1), await desk.gatherer.ask(2), desk.lists] == [10, 20, [[1], [2]]]


@in_a_loop
async def test_those_who_come_during_an_asking_are_asked_for_together_afterwards():
    desk, first = await one_waits_at_a_shut_desk()
    others = [desk.asks(number) for number in range(1, 40)]
    await asyncio.sleep(0)
    desk.open.set()
    assert await asyncio.gather(first, *others) == [10 * number for number in range(40)]
    assert desk.lists == [[0], list(range(1, 40))]


@in_a_loop
async def test_a_crowd_is_asked_for_in_lists_of_a_bounded_length():
    desk, first = await one_waits_at_a_shut_desk()
    crowd = [desk.asks(number) for number in range(1, 2 * AT_MOST + 2)]
    await asyncio.sleep(0)
    desk.open.set()
    assert await asyncio.gather(first, *crowd) == [10 * number for number in range(2 * AT_MOST + 2)]
    assert [len(asked) for asked in desk.lists] == [1, AT_MOST, AT_MOST, 1]


@in_a_loop
async def test_a_failure_is_told_to_its_own_list_and_the_next_is_asked_anew():
    desk, first = await one_waits_at_a_shut_desk()
    desk.broken = True
    desk.open.set()
    with pytest.raises(ConnectionError):
        await first
    desk.broken = False
    assert await desk.gatherer.ask(3) == 30


@in_a_loop
async def test_an_answer_too_few_is_given_to_nobody():
    async def forgets_one(numbers):
        return numbers[1:]

    gatherer = Gatherer(forgets_one)
    found = await asyncio.gather(*[gatherer.ask(number) for number in range(3)], return_exceptions=True)
    assert [type(each) for each in found] == [ValueError] * 3


@in_a_loop
async def test_whoever_goes_while_waiting_costs_the_others_nothing():
    desk, first = await one_waits_at_a_shut_desk()
    gone, stays = desk.asks(1), desk.asks(2)
    await asyncio.sleep(0)
    gone.cancel()
    desk.open.set()
    assert await asyncio.gather(first, stays) == [0, 20]
    assert gone.cancelled()


def test_each_loop_is_answered_in_itself():
    """Tests start several servers in one process, one after another."""

    async def ask_all(numbers):
        return [-number for number in numbers]

    gatherer = Gatherer(ask_all)
    assert [asyncio.run(gatherer.ask(number)) for number in (1, 2)] == [-1, -2]
