"""The house as it stands, and one address more that tells how many tasks its loop has: `uvicorn bench.counting:application`."""

import asyncio
import json
from typing import Any

from fellowship.asgi import application as house


async def application(scope: dict[str, Any], receive: Any, send: Any) -> None:
    """Everything goes to the house but the counting."""
    if scope["type"] != "http" or scope["path"] != "/counting/":
        await house(scope, receive, send)  # type: ignore[arg-type]
        return
    body = json.dumps({"tasks": len(asyncio.all_tasks())}).encode()
    await send({"type": "http.response.start", "status": 200, "headers": [(b"content-length", b"%d" % len(body))]})
    await send({"type": "http.response.body", "body": body})
