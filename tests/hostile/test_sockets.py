"""Sockets where there are none."""

import pytest
from websockets.exceptions import InvalidStatus
from websockets.sync.client import connect

from tests.server import a_server


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("address", ["/live/nothing/", "/live/circles/%00/", "/"])
def test_socket_where_there_is_none_is_refused_and_its_address_noted_nowhere(address, caplog):
    with a_server() as server:
        with pytest.raises(InvalidStatus) as refused:
            connect(f"{server.ws}{address}", origin=server.url, open_timeout=10)
        assert refused.value.response.status_code == 403
    assert [
        record.getMessage() for record in caplog.records if address.strip("/") in record.getMessage() or record.exc_info
    ] == []
