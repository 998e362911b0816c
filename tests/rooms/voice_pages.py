"""The one small page the voice's browser tests open, under the same strict content policy as the product's pages."""

import mimetypes
from pathlib import Path

STATIC = Path(__file__).resolve().parents[2] / "static"
POLICY = "default-src 'none'; script-src 'self'; worker-src 'self'; connect-src 'self'; media-src 'self' blob:"
WORDS = Path(__file__).with_name("voice_words.js")
PAGE = b"""<!doctype html><html lang="en"><title>Voice</title><script type="module" src="/page.js"></script>"""
SCRIPT = b"""
import { Voice } from "/static/js/voice/voice.js";
if (location.search.includes("words")) await import("/words.js");
const seat = new URLSearchParams(location.search).get("seat");
const told = [];
const voice = new Voice({ url: `/voice?seat=${seat}` });
const keep = ({ type, detail }) => told.push([type, detail]);
const loudest = ({ type, detail }) => (told[type] = Math.max(told[type] ?? 0, detail));
for (const name of ["line", "refused", "needs-gesture"]) voice.addEventListener(name, keep);
for (const name of ["level", "heard"]) voice.addEventListener(name, loudest);
addEventListener("securitypolicyviolation", (e) => told.push(["policy", e.blockedURI]));
addEventListener("error", (e) => told.push(["error", e.message]));
Object.assign(window, { Voice, voice, told });
"""


async def pages(scope: dict, receive, send) -> None:
    """An ASGI app with the page, its script and the project's own static files."""
    path = scope["path"]
    file = STATIC / path.removeprefix("/static/")
    if path == "/":
        body, kind = PAGE, "text/html"
    elif path == "/page.js":
        body, kind = SCRIPT, "text/javascript"
    elif path == "/words.js":
        body, kind = WORDS.read_bytes(), "text/javascript"
    elif path.startswith("/static/") and ".." not in path and file.is_file():
        body, kind = file.read_bytes(), mimetypes.guess_type(file.name)[0] or "text/plain"
    else:
        body, kind = b"", "text/plain"
    headers = [(b"content-type", kind.encode()), (b"content-security-policy", POLICY.encode())]
    await send({"type": "http.response.start", "status": 200 if body else 404, "headers": headers})
    await send({"type": "http.response.body", "body": body})
