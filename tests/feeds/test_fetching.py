import ipaddress
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from feeds.rules.fetching import Fetched, NotFetched, fetch, is_on_the_open_net

pytestmark = pytest.mark.once


def anywhere(address):
    """What this machine answers itself is not on the open net, so these tests allow it."""
    return True


class Elsewhere(BaseHTTPRequestHandler):
    """A server that lists meetings, and some that mean no good."""

    def do_GET(self):
        getattr(self, f"send_{self.path.strip('/')}")()

    def answer(self, status=200, content=b"", **headers):
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def send_list(self):
        if self.headers.get("If-None-Match") == '"one"':
            return self.answer(304)
        return self.answer(content=b"[]", ETag='"one"', Last_Modified="Mon, 23 Nov 2026 12:00:00 GMT")

    def send_moved(self):
        self.answer(302, Location="/list")

    def send_round(self):
        self.answer(302, Location="/round")

    def send_inside(self):
        self.answer(302, Location="http://10.0.0.1/list")

    def send_file(self):
        self.answer(302, Location="file:///etc/passwd")

    def send_large(self):
        self.answer(content=b" " * 5000)

    def send_endless(self):
        self.send_response(200)
        self.end_headers()
        for _piece in range(1000):
            try:
                self.wfile.write(b" " * 1000)
            except OSError:
                return

    def send_packed(self):
        self.answer(content=b"\x1f\x8b", Content_Encoding="gzip")

    def send_gone(self):
        self.answer(404)

    def send_nonsense(self):
        self.wfile.write(b"\x00\x01 not the web at all\r\n\r\n")

    def log_message(self, *_said):
        pass


@pytest.fixture(scope="module")
def there():
    server = ThreadingHTTPServer(("127.0.0.1", 0), Elsewhere)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    yield f"http://127.0.0.1:{server.server_address[1]}"
    server.shutdown()
    thread.join()
    server.server_close()


def refusal(address, **limits):
    with pytest.raises(NotFetched) as refused:
        fetch(address, **limits)
    return str(refused.value)


def test_fetch_gives_what_stands_there_and_nothing_where_it_is_what_we_had(there):
    found = fetch(f"{there}/list", allows=anywhere)
    assert found == Fetched(b"[]", '"one"', "Mon, 23 Nov 2026 12:00:00 GMT")
    assert fetch(f"{there}/list", etag=found.etag, allows=anywhere).content is None
    assert fetch(f"{there}/moved", allows=anywhere).content == b"[]"


@pytest.mark.parametrize(
    ("path", "words"),
    [
        ("/round", "That address sends one on and on."),
        ("/file", "That is not a web address (http or https)."),
        ("/large", "It is larger than 1 MiB."),
        ("/endless", "It is larger than 1 MiB."),
        ("/packed", "It came packed, though we asked for it plain."),
        ("/gone", "The server there answered 404."),
        ("/nonsense", "Nobody could be reached there, or they did not speak as the web does."),
    ],
)
def test_fetch_says_what_is_wrong_there(there, path, words):
    assert refusal(there + path, largest=4000, allows=anywhere) == words


def test_what_comes_too_slowly_is_let_go(there):
    assert refusal(f"{there}/endless", longest=0, allows=anywhere) == "It came too slowly to be waited for."


def test_nothing_is_fetched_from_this_machine_or_the_networks_around_it(there):
    """Neither by number nor by name, nor when a server outside sends one on to it."""
    not_open = "That address is not on the open internet."
    port = there.rpartition(":")[2]
    for host in ("127.0.0.1", "localhost", "[::1]", "0.0.0.0", "[::ffff:127.0.0.1]", "2130706433", "127.1"):
        assert refusal(f"http://{host}:{port}/list") == not_open, host
    only_this = ipaddress.ip_address("127.0.0.1")
    assert refusal(f"{there}/inside", allows=lambda each: each == only_this) == not_open


@pytest.mark.parametrize(
    "address",
    ["10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1", "224.0.0.1", "::", "fe80::1", "fd00::1",
     "::ffff:10.0.0.1", "2002:a00:1::"],
)  # fmt: skip
def test_addresses_around_this_machine_are_not_on_the_open_net(address):
    assert not is_on_the_open_net(ipaddress.ip_address(address))


def test_addresses_of_the_open_net_are():
    assert is_on_the_open_net(ipaddress.ip_address("93.184.216.34"))
    assert is_on_the_open_net(ipaddress.ip_address("2606:2800:220:1::1"))


@pytest.mark.parametrize(
    "address", ["", "meetings.json", "ftp://example.org/", "file:///etc/passwd", "http://", "http://a:b@example.org/",
                "http://example.org:99999/", "http://exämple.org/", "http://[::1", "javascript:alert(1)"]
)  # fmt: skip
def test_only_a_web_address_is_asked(address):
    assert refusal(address) == "That is not a web address (http or https)."


def test_a_name_that_nobody_has_is_said_so():
    assert (
        refusal("http://no-such-name.invalid/")
        == "Nobody could be reached there, or they did not speak as the web does."
    )
