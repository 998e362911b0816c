"""What every feed's answer carries: anyone may read it, on any site; it sets no cookie and says whether it changed."""

from collections.abc import AsyncIterator, Callable, Iterator
from functools import wraps
from typing import Any

from asgiref.sync import sync_to_async
from django.core.handlers.asgi import ASGIRequest
from django.http import HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.views.decorators.http import condition, require_http_methods

View = Callable[..., HttpResponseBase]
PIECE = 64 * 1024  # bytes sent at once


def for_everyone(view: View) -> View:
    """For what other sites' pages may read: no wildcard is a danger where nothing depends on who asks."""

    @wraps(view)
    @require_http_methods(["GET", "HEAD", "OPTIONS"])
    def openly(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        response = HttpResponse(status=204) if request.method == "OPTIONS" else view(request, *args, **kwargs)
        response.headers["Access-Control-Allow-Origin"] = "*"
        response.headers["Access-Control-Allow-Methods"] = "GET, HEAD, OPTIONS"
        response.headers["Access-Control-Allow-Headers"] = "If-None-Match"
        response.headers["Access-Control-Expose-Headers"] = "ETag"
        response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
        response.headers["Cache-Control"] = "public, no-cache"  # kept, and asked each time whether it is still so
        return response

    return openly


def unless_unchanged(state: Callable[..., str]) -> Callable[[View], View]:
    """Answers 304 to whoever has what `state` names; a weak tag, as a proxy may compress the answer."""
    decorated: Callable[[View], View] = condition(etag_func=lambda *args, **kwargs: f'W/"{state(*args, **kwargs)}"')
    return decorated


def root_of(request: HttpRequest) -> str:
    """Where this house answers, without a slash at the end."""
    return request.build_absolute_uri("/").rstrip("/")


def streamed(request: HttpRequest, pieces: Iterator[str], kind: str) -> StreamingHttpResponse:
    """The pieces as one answer, none of them waited for: in memory there is only what is on its way."""
    gathered = _gathered(pieces)
    content = _awaited(gathered) if isinstance(request, ASGIRequest) else gathered
    return StreamingHttpResponse(content, content_type=kind)


def _gathered(pieces: Iterator[str]) -> Iterator[bytes]:
    waiting, size = [], 0
    for piece in pieces:
        waiting.append(piece.encode())
        size += len(waiting[-1])
        if size >= PIECE:
            yield b"".join(waiting)
            waiting, size = [], 0
    yield b"".join(waiting)


async def _awaited(pieces: Iterator[bytes]) -> AsyncIterator[bytes]:
    while (piece := await sync_to_async(next)(pieces, None)) is not None:
        yield piece
