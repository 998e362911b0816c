"""A person who comes over plain HTTP, from an address of their own, and whose browser runs no script."""

import html
import http.client
import json
import re
import socket
from http.cookies import SimpleCookie
from secrets import token_hex
from typing import Self
from urllib.parse import urlencode

from websockets.sync.client import ClientConnection, connect

from tests.server import Server


class Visitor:
    """Cookies, the page last read, and the address it was fetched from."""

    def __init__(self, server: Server, address: str) -> None:
        self.server, self.address = server, address
        self.cookies: dict[str, str] = {}
        self.path = self.page = ""
        self.status = 0

    def at(self, server: Server) -> Self:
        """The same person, now answered by another process."""
        self.server = server
        return self

    def get(self, path: str) -> int:
        return self._ask("GET", path)

    def post(self, path: str, **typed: str) -> int:
        """As a form of the page last read would: with its token."""
        token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', self.page)
        typed = ({"csrfmiddlewaretoken": token[1]} if token else {}) | typed
        return self._ask("POST", path, urlencode(typed))

    def sign_in(self, name: str, password: str) -> None:
        self.get("/sign-in/")
        self.post("/sign-in/", login=name, password=password, device="shared")
        assert self.status == 200, self.page
        assert "sessionid" in self.cookies, self.page

    def come_in(self, door: str, name: str) -> None:
        self.get(door)
        self.post(door, name=name, how="speak")
        assert self.path.startswith("/circles/"), self.page

    def does(self, verb: str, **typed: str) -> int:
        """The act, with the page's own key for it; gives the first answer's status."""
        self.get(self._circle)
        key = re.search(rf'/do/{verb}/".*?name="key" value="([^"]+)"', self.page, re.S)
        return self.post(f"{self._circle}do/{verb}/", **{"key": key[1] if key else "a-key-of-mine"} | typed)

    def may(self) -> set[str]:
        """What this person may do now."""
        self.get(f"{self._circle}state/")
        return set(json.loads(self.page.split("\n")[0])["may"].split())

    @property
    def _circle(self) -> str:
        slug = next(name.removeprefix("place-") for name in self.cookies if name.startswith("place-"))
        return f"/circles/{slug}/"

    @property
    def slug(self) -> str:
        return self._circle.split("/")[2]

    def reads(self) -> str:
        """The circle's page, without its tags."""
        self.get(self._circle)
        return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", self.page)).split())

    def push(self) -> ClientConnection:
        """The push socket, as this person's browser would open it."""
        return self._socket(f"/live{self._circle}")

    def _socket(self, path: str) -> ClientConnection:
        line = socket.create_connection(("127.0.0.1", self.server.port), 10, source_address=(self.address, 0))
        return connect(
            f"{self.server.ws}{path}", sock=line, origin=self.server.url, compression=None,
            additional_headers={"Cookie": self._sent()},
        )  # fmt: skip

    # After the meeting

    @property
    def after(self) -> str:
        """The address of the room this person stays in."""
        return next(name.removeprefix("after-") for name in self.cookies if name.startswith("after-"))

    def stays(self, name: str) -> int:
        """Chooses on the closed circle's page to stay and talk, under that name."""
        self.get(self._circle)
        return self.post(f"{self._circle}stay/", name=name)

    def talks(self, verb: str, **typed: str) -> int:
        room = f"/after/{self.after}/"
        self.get(room)
        return self.post(f"{room}do/{verb}/", key=token_hex(8), **typed)

    def talk(self) -> ClientConnection:
        """The push socket of the after-meeting."""
        return self._socket(f"/live/after/{self.after}/")

    def _sent(self) -> str:
        return "; ".join(f"{name}={value}" for name, value in self.cookies.items())

    def _ask(self, way: str, path: str, body: str | None = None, *, again: int = 5) -> int:
        line = http.client.HTTPConnection("127.0.0.1", self.server.port, 20, source_address=(self.address, 0))
        headers = {"Host": f"localhost:{self.server.port}", "Cookie": self._sent(), "User-Agent": "a seizure test"}
        if body is not None:
            headers |= {"Content-Type": "application/x-www-form-urlencoded", "Origin": self.server.url}
        line.request(way, path, body, headers)
        answer = line.getresponse()
        page, self.status, to = answer.read().decode(), answer.status, answer.getheader("Location")
        self._keep(answer.headers.get_all("Set-Cookie") or [])
        line.close()
        if to and again:
            return self._ask("GET", to, again=again - 1)
        self.path, self.page = path, page
        return self.status

    def _keep(self, set_cookies: list[str]) -> None:
        for each in set_cookies:
            for name, morsel in SimpleCookie(each).items():
                if morsel["max-age"] == "0" or not morsel.value:
                    self.cookies.pop(name, None)
                else:
                    self.cookies[name] = morsel.value
