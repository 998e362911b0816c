"""A real circle for bench.circle: the whole house on one port, so many people seated, the first of them sharing.

`python -m bench.evening PORT COUNT FILE`, with DATA_DIR naming an empty folder. FILE gets the addresses and cookies as JSON.
GET /say lets somebody raise or lower a hand, as the page's form does, and answers with the moment at which that was committed.
"""

import asyncio
import json
import os
import secrets
import sys
import time
from itertools import cycle
from pathlib import Path
from typing import Any

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "fellowship.settings")

import django

django.setup()

import uvicorn  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.utils import timezone  # noqa: E402

from bench.ring import a_sharing  # noqa: E402
from bench.servers import usage  # noqa: E402
from circles.access import cookie_name, place_proof  # noqa: E402
from circles.models import Circle, Seat, Turn  # noqa: E402
from circles.rules.sitting import perform  # noqa: E402
from fellowship.asgi import application as house  # noqa: E402
from rooms.memory import memory  # noqa: E402
from rooms.news import changed  # noqa: E402
from rooms.pool import in_thread  # noqa: E402
from tests.circles.cast import key_of  # noqa: E402


def act(circle: Circle, seat: Seat, verb: str) -> dict[str, float]:
    """What circles.live.act does, with a look at the clock between the commit and the word to the others."""
    outcome = perform(
        room=circle.room, seat=seat.id, verb=verb, act_key=secrets.token_hex(8), presence=memory.presence(circle.room),
        key=key_of(circle), clock=timezone.now,
    )  # fmt: skip
    committed = time.perf_counter()
    changed(circle.room)
    return {"v": outcome.version, "committed": committed}


def application(circle: Circle, seats: list[Seat]) -> Any:
    steps = cycle([(seat, verb) for seat in seats[1:9] for verb in ("hand", "lower")])

    async def answer(scope: dict[str, Any], receive: Any, send: Any) -> None:
        if scope["type"] == "websocket" or scope["path"] not in ("/say", "/usage", "/version"):
            await house(scope, receive, send)
            return
        if scope["path"] == "/say":
            seat, verb = next(steps)
            found = await in_thread(lambda: act(circle, seat, verb))
        elif scope["path"] == "/version":
            found = await in_thread(lambda: {"v": Circle.objects.values_list("version", flat=True).get()})
        else:
            found = usage()
        body = json.dumps(found).encode()
        await send({"type": "http.response.start", "status": 200, "headers": [(b"content-length", b"%d" % len(body))]})
        await send({"type": "http.response.body", "body": body})

    return answer


async def serve(port: int, circle: Circle, seats: list[Seat]) -> None:
    config = uvicorn.Config(
        application(circle, seats), port=port, lifespan="off", log_level="error", access_log=False,
        ws_per_message_deflate=False,
    )  # fmt: skip
    await uvicorn.Server(config).serve()


if __name__ == "__main__":
    port, count, file = sys.argv[1:4]
    call_command("migrate", verbosity=0)
    circle, seats = a_sharing(int(count))
    cookies = [f"{cookie_name(circle.slug)}={place_proof(seat, session_cookie=None)}" for seat in seats]
    fence = Turn.objects.get(circle=circle).number
    Path(file).write_text(json.dumps({"slug": circle.slug, "cookies": cookies, "fence": fence}))
    asyncio.run(serve(int(port), circle, seats))
