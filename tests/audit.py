"""Asks of every locked part whether a weakness of it is known: `python tests/audit.py`, and so does .ci/run.

Ends with 1 where one is known, and with 0 where none is. A machine from which the advisories cannot be reached has audited
nothing, and is told so in as many words; with AUDIT=required that too ends with 1.
"""

import json
import os
import subprocess
import sys
from pathlib import Path

HOUSE = Path(__file__).resolve().parent.parent
LOCKED = HOUSE / "requirements-dev.txt"  # holds all of requirements.txt too
SECONDS = 60


def say(words: str) -> None:
    print(words, flush=True)  # noqa: T201 (this is a command, and these are its words)


def answers() -> list[dict]:
    """What the advisories say of each locked part; empty where nobody answered in time."""
    command = [
        Path(sys.executable).parent / "pip-audit", "--requirement", LOCKED, "--require-hashes", "--disable-pip",
        "--format", "json", "--progress-spinner", "off", "--timeout", "10",
    ]  # fmt: skip
    try:
        told = subprocess.run(command, cwd=HOUSE, capture_output=True, text=True, timeout=SECONDS).stdout
        return json.loads(told)["dependencies"]
    except (OSError, ValueError, KeyError, subprocess.TimeoutExpired):
        return []


def judged(parts: list[dict], *, required: bool) -> tuple[int, list[str]]:
    """(how to end, what to say) of those answers."""
    known = [part for part in parts if "vulns" in part]
    weak = [part for part in known if part["vulns"]]
    if weak:
        said = [f"{part['name']} {part['version']}: {_told(part)}" for part in weak]
        return 1, [f"A weakness is known in {len(weak)} of {len(known)} parts.", *said]
    if not known:
        return int(required), [
            "NOT AUDITED: the advisories could not be reached from here, so nothing is known of any part."
        ]
    silent = sorted(part["name"] for part in parts if "vulns" not in part)
    said = [f"Audited {len(known)} parts: no weakness is known."]
    if silent:
        said.append(f"NOT AUDITED, nobody answered for them: {', '.join(silent)}")
    return int(required and bool(silent)), said


def _told(part: dict) -> str:
    each = (f"{vuln['id']} (mended in {', '.join(vuln['fix_versions']) or 'no version'})" for vuln in part["vulns"])
    return ", ".join(each)


if __name__ == "__main__":
    code, lines = judged(answers(), required=os.environ.get("AUDIT") == "required")
    say("\n".join(lines))
    sys.exit(code)
