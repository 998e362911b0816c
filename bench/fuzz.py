"""Random forms and frames against the real server on loopback: `python bench/fuzz.py [--seconds 15] [--seed 1]`.

A house of its own is planted on files in a temporary folder. Forms come by raw HTTP (bent bodies, lengths, origins and kinds),
frames by a raw socket (wrong opcodes, fragments, too much). Ends with 1 on a traceback in its log, an answer of 500 or more,
a row changed, or a house that answers no more. Prints the counts, and the seed with which all of it comes again.
"""

import argparse
import base64
import hashlib
import os
import random
import socket
import sqlite3
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

HOUSE = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(HOUSE))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "fellowship.settings")

import django  # noqa: E402

django.setup()

from django.urls import get_resolver  # noqa: E402

from tests.hostile.doors import routes  # noqa: E402
from tests.server import embedded  # noqa: E402

WORDS = [
    "",
    "\0",
    "9" * 5000,
    "-1",
    "\u202eolleh",
    "[" * 3000,
    "<script>1</script>",
    "'--",
    "%ff%fe",
    "a" * 70_000,
    "1e309",
    "../..",
    "{{7*7}}",
]
FIELDS = [
    "name",
    "password",
    "key",
    "words",
    "to",
    "version",
    "login",
    "code",
    "credential",
    "email",
    "device",
    "how",
    "text",
    "day",
    "at",
    "about",
]
KINDS = [
    "application/x-www-form-urlencoded",
    "multipart/form-data; boundary=b",
    "multipart/form-data",
    "application/json",
    "text/plain",
    "\xff",
]
ORIGINS = ["", "https://elsewhere.example", "null", "http://localhost", "\xff"]
SOCKETS = ["/live/circles/nothing/", "/voice/circles/nothing/", "/live/after/nothing/", "/live/circles/%00/"]
COMPARED = (
    "SELECT name FROM sqlite_master WHERE type='table' AND name NOT IN ('django_session') AND name NOT LIKE 'sqlite_%'"
)


def rows(folder: Path) -> str:
    """A digest of every row but those of visits."""
    with sqlite3.connect(f"file:{folder / 'fellowship.sqlite3'}?mode=ro", uri=True) as database:
        tables = sorted(name for (name,) in database.execute(COMPARED))
        held = [(table, sorted(map(repr, database.execute(f'SELECT * FROM "{table}"')))) for table in tables]
    return hashlib.sha256(repr(held).encode()).hexdigest()


def a_body(dice: random.Random) -> bytes:
    style = dice.randrange(4)
    if style == 0:
        return dice.randbytes(dice.randrange(2000))
    pairs = [(dice.choice(FIELDS), dice.choice(WORDS)) for _ in range(dice.randrange(8))]
    if style == 1:
        return "".join(
            f'--b\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{word}\r\n' for name, word in pairs
        ).encode()
    return "&".join(f"{name}={word}" for name, word in pairs).encode()


def a_request(dice: random.Random, path: str) -> bytes:
    body = a_body(dice)
    lines = [
        f"{dice.choice(['POST', 'POST', 'POST', 'PUT', 'BREW'])} {path} HTTP/1.1",
        "Host: localhost",
        "Connection: close",
    ]
    lines += [
        f"Content-Type: {dice.choice(KINDS)}",
        f"Cookie: csrftoken={'t' * 32}; sessionid={dice.random()}; place-nothing=x",
    ]
    if origin := dice.choice(ORIGINS):
        lines.append(f"Origin: {origin}")
    if dice.random() < 0.7:
        lines.append(f"X-CSRFToken: {'t' * 32}")
    if dice.random() < 0.2:
        lines.append("Transfer-Encoding: chunked")
        body = b"%x\r\n%s\r\n%s" % (len(body), body, dice.choice([b"0\r\n\r\n", b"zz\r\n", b""]))
    else:
        lines.append(f"Content-Length: {dice.choice([len(body), len(body), len(body) + 5, 10**12, 'many'])}")
    return "\r\n".join(lines).encode("latin-1", "replace") + b"\r\n\r\n" + body


def frames(dice: random.Random) -> bytes:
    """Some frames as a browser would mask them, or would not."""
    sent = b""
    for _ in range(dice.randrange(1, 30)):
        load = dice.choice([b".", b"!", b"", dice.randbytes(dice.randrange(200)), dice.randbytes(20_000)])
        head = bytes([dice.choice([0x81, 0x82, 0x01, 0x80, 0x83, 0x88, 0x89, 0x8B, 0xF1, dice.randrange(256)])])
        mask = dice.randbytes(4)
        size = bytes([0x80 | len(load)]) if len(load) < 126 else bytes([0xFE]) + len(load).to_bytes(2, "big")
        sent += head + size + mask + bytes(byte ^ mask[at % 4] for at, byte in enumerate(load))
    return sent if dice.random() < 0.9 else sent[: dice.randrange(len(sent))]


def says(port: int, first: bytes, then: bytes = b"") -> int:
    """What the server answers: its status, or 0 where it hung up or waits for more."""
    with socket.create_connection(("127.0.0.1", port), timeout=5) as line:
        line.settimeout(0.3)
        try:
            line.sendall(first)
            got = line.recv(4096)
            if then and b" 101 " in got[:20]:
                line.sendall(then)
                line.recv(4096)
        except OSError:
            return 0
    return int(got[9:12]) if got[9:12].isdigit() else 0


def opening(dice: random.Random, port: int) -> bytes:
    key = base64.b64encode(dice.randbytes(16)).decode()
    origin = dice.choice([f"http://localhost:{port}"] * 4 + ["https://elsewhere.example", "null"])
    lines = [
        f"GET {dice.choice(SOCKETS)} HTTP/1.1",
        f"Host: localhost:{port}",
        "Upgrade: websocket",
        "Connection: Upgrade",
    ]
    lines += [f"Sec-WebSocket-Key: {key}", "Sec-WebSocket-Version: 13", f"Origin: {origin}"]
    return "\r\n".join(lines).encode() + b"\r\n\r\n"


def main() -> int:
    asking = argparse.ArgumentParser(description=__doc__)
    asking.add_argument("--seconds", type=float, default=15)
    asking.add_argument("--seed", type=int, default=1)
    known = asking.parse_args()
    dice, answered, sockets = random.Random(known.seed), Counter(), Counter()
    paths = [f"/{path}" for _name, path in routes(get_resolver())]
    with tempfile.TemporaryDirectory(prefix="fellowship-fuzz-") as work, embedded(Path(work)) as house:
        before, end = rows(Path(work)), time.monotonic() + known.seconds
        while time.monotonic() < end:
            path = dice.choice(paths).replace("<int:", "<").replace("^", "").replace("$", "")
            while "<" in path:
                start, _, rest = path.partition("<")
                path = (
                    start
                    + dice.choice(["the-porch", "porch-00", "1", "hand", "x" * 300, "%00"])
                    + rest.partition(">")[2]
                )
            answered[says(house.port, a_request(dice, path.replace(" ", "")))] += 1
            if dice.random() < 0.3:
                sockets[says(house.port, opening(dice, house.port), frames(dice))] += 1
        alive = says(house.port, b"GET /page/ HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
        after, log = rows(Path(work)), house.log.read_text(errors="replace")
    broken = sum(count for code, count in (answered + sockets).items() if code >= 500)
    faults = {
        "tracebacks": log.count("Traceback"),
        "answers of 500 or more": broken,
        "rows changed": int(before != after),
        "answers no more": int(alive != 200),
    }
    print(f"seed {known.seed}: {sum(answered.values())} forms {dict(sorted(answered.items()))}")
    print(f"{sum(sockets.values())} sockets {dict(sorted(sockets.items()))}")
    print(", ".join(f"{count} {what}" for what, count in faults.items()))
    if faults["tracebacks"]:
        print(log[-3000:])
    return int(any(faults.values()))


if __name__ == "__main__":
    sys.exit(main())
