"""A bound on what one request may bring, before any of it is laid down on disk: Django sets none for files."""

from typing import Any

REFUSAL = b"That is too large to be taken here. / Esto es demasiado grande para recibirlo aqu\xc3\xad."
HEADERS = [
    (b"content-type", b"text/plain; charset=utf-8"),
    (b"connection", b"close"),
    (b"x-content-type-options", b"nosniff"),
    (b"content-security-policy", b"default-src 'none'; frame-ancestors 'none'"),
]


class TooLarge(Exception):
    """More came than one request may bring."""


class AtMost:
    """An ASGI application that takes no request of more than `most` bytes, whatever length was announced, if any."""

    def __init__(self, inner: Any, most: int) -> None:
        self._inner, self._most = inner, most

    async def __call__(self, scope: dict[str, Any], receive: Any, send: Any) -> None:
        began, taken = False, 0

        async def receives() -> dict[str, Any]:
            nonlocal taken
            event: dict[str, Any] = await receive()
            taken += len(event.get("body", b""))
            if taken > self._most:
                raise TooLarge
            return event

        async def sends(event: dict[str, Any]) -> None:
            nonlocal began
            began = True
            await send(event)

        try:
            if any(name == b"content-length" and self._is_over(value) for name, value in scope["headers"]):
                raise TooLarge
            await self._inner(scope, receives, sends)
        except TooLarge:
            if not began:
                await send({"type": "http.response.start", "status": 413, "headers": HEADERS})
                await send({"type": "http.response.body", "body": REFUSAL})

    def _is_over(self, announced: bytes) -> bool:
        return announced.isdigit() and (len(announced) > 18 or int(announced) > self._most)
