"""Many who knock at the same moment are asked for together, and each is answered for themselves."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from rooms.seats import NOT_YOURS
from tests.circles.test_hostile import an_evening_with_sockets, code_of, socket_of
from tests.circles.visiting import a_guest, cookies_of, does


@pytest.mark.django_db(transaction=True)
def test_socket_of_each_in_a_crowd_is_answered_for_itself():
    """Knocking at the same moment as somebody with a place opens nothing, and costs whoever has one nothing."""
    with an_evening_with_sockets() as (server, ben, circle), ThreadPoolExecutor(24) as crowd:
        forged = {f"place-{circle.slug}": "forged"}
        dee, _same = a_guest("Dee")
        kept = cookies_of(dee)  # a browser may keep what it was told to forget
        does(dee, circle, "leave")

        def knocks(number):
            who, cookies, answer = [(ben, {}, None), (None, forged, NOT_YOURS), (None, kept, NOT_YOURS)][number % 3]
            with socket_of(server, circle, who, **cookies) as socket:
                if answer is None:
                    return '"my"' in socket.recv(timeout=10)
                return code_of(socket) == answer

        assert list(crowd.map(knocks, range(24))) == [True] * 24
