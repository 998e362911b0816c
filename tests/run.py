"""Every test, in parts: `make test`, or `make test ARGS='tests/circles -k turns'` for some of them.

What happens in the database is tested on both engines: SQLite always, PostgreSQL and Redis when DATABASE_URL and REDIS_URL
say where they are; long walks, tables and pages run on one of the two (`once`, `on_servers`). On SQLite the tests of a storey
run in the smallest house it stands in, with nothing above it. Browsers are slow, so they run once,
on the servers when there are any, several files at a time, and one journey more on the embedded default. All of it goes in
three lanes, and the others give way to the first, where the clock matters: what listens to sound comes there before all else,
with no other browser beside it. Nothing here touches a developer's own `var/`, and whatever could not run is named at the end.
"""

import argparse
import os
import secrets
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import nullcontext
from dataclasses import dataclass, field
from itertools import accumulate, chain
from pathlib import Path
from threading import Event, Lock
from urllib.parse import urlsplit, urlunsplit

from playwright.sync_api import sync_playwright

from tests.tally import NO_TESTS, Tally

HOUSE = Path(__file__).resolve().parent.parent
BIN = Path(sys.executable).parent
CHECKS = {
    "ruff check": [BIN / "ruff", "check", "--quiet", "."],
    "ruff format": [BIN / "ruff", "format", "--check", "--quiet", "."],
    "mypy": [BIN / "mypy"],
}
PLAIN, BROWSER, JOURNEY = "not browser", "browser", "browser and embedded_journey"
TOGETHER, ALONE = "browser and not alone", "browser and alone"
AT_ONCE = ["-n", str(max(2, min(4, os.cpu_count() or 2))), "--dist", "loadfile"]
BY_HAND = {"--pdb", "--trace", "-s", "--capture=no"}  # whoever looks on wants one test at a time
CHROMIUMS = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "chromium", "chromium-browser", "google-chrome"]
MACHINE = {"CHROMIUM", "CI", "EVENINGS", "HOME", "LANG", "LC_ALL", "PATH", "PLAYWRIGHT_BROWSERS_PATH", "TMPDIR", "USER"}
# How this machine reaches its package registries: some tests fetch programs that others made.
REACHES = ("PYTEST_", "PIP_", "UV_", "SSL_CERT_", "NODE_EXTRA_", "npm_config_", "NPM_CONFIG_")
LOWER = [
    "members",
    "rotation",
    "rooms",
    "conscience",
    "groups",
    "feeds",
]  # storeys that stand with something taken off above them
YIELDING = 19  # as far as `nice` goes: sound is not kept waiting


def find_chromium() -> str | None:
    """A Chromium to drive: the one named by CHROMIUM, the system's, or Playwright's own."""
    if named := os.environ.get("CHROMIUM"):
        return named if Path(named).exists() else sys.exit(f"CHROMIUM names {named}, and there is no such file.")
    for name in CHROMIUMS:
        if found := shutil.which(name):
            return found
    with sync_playwright() as playwright:
        own = playwright.chromium.executable_path
    return own if Path(own).exists() else None


@dataclass(frozen=True)
class Part:
    """One pytest: what it is called, which tests it takes, and whether it is told where the servers are."""

    name: str
    marker: str
    more: list[str] = field(default_factory=list)
    servers: bool = False
    storeys: str = ""  # those that stand; all, if none are named
    yields: bool = False  # it takes what of a core the others leave
    after: str = ""  # the part that has to be done before this one begins, in whichever lane


class Parts:
    """Runs pytest part by part, each in a process and a data directory of its own."""

    def __init__(self, *, args: list[str], marker: str, work: Path, chromium: str | None) -> None:
        self.tally = Tally()
        self._args, self._marker, self._work, self._chromium = args, marker, work, chromium
        self._speaking = Lock()
        self._over: dict[str, Event] = {}
        self._database, self._redis = os.environ.get("DATABASE_URL"), os.environ.get("REDIS_URL")

    @property
    def servers(self) -> bool:
        return bool(self._database or self._redis)

    @property
    def whole(self) -> bool:
        return not (self._args or self._marker)

    @property
    def by_hand(self) -> bool:
        return bool(BY_HAND & {*self._args})

    def at_once(self) -> list[str]:
        """What lets a part run several files at a time, unless somebody looks on."""
        return [] if self.by_hand else AT_ONCE

    def in_lanes(self, *lanes: list[Part]) -> None:
        """Several lanes at once, the parts of each one after another; what each says is shown when it is done.

        Whoever looks on gets everything in one lane, and hears it as it is said.
        """
        if self.by_hand:
            lanes = (list(chain(*lanes)),)
        with ThreadPoolExecutor(len(lanes)) as hands:
            for lane in [hands.submit(self._lane, lane) for lane in lanes]:
                lane.result()

    def _lane(self, lane: list[Part]) -> None:
        for part in lane:
            if part.after:
                self._over.setdefault(part.after, Event()).wait()
            say(f"{part.name} …")
            folder = self._folder()
            try:
                code, seconds = self._go(folder, part)
            finally:
                self._over.setdefault(part.name, Event()).set()
            with self._speaking:
                if (said := folder / "said").exists():
                    say(f"\n{part.name}:\n{said.read_text(errors='replace')}")
                self._done(part.name, folder, code, seconds)

    def _folder(self) -> Path:
        folder = self._work / secrets.token_hex(4)
        folder.mkdir(mode=0o700)
        return folder

    def _go(self, folder: Path, part: Part) -> tuple[int, float]:
        """One pytest; gives how it ended and the seconds it took. What it says goes to `said`, or straight out."""
        started = time.monotonic()
        command = [*self._pytest(part.marker), *part.more, f"--junitxml={folder / 'report.xml'}"]
        if part.yields and (nice := shutil.which("nice")):
            command = [nice, "-n", str(YIELDING), *command]
        with nullcontext() if self.by_hand else (folder / "said").open("w") as said:
            done = subprocess.run(command, env=self._env(folder, part), cwd=HOUSE, stdout=said, stderr=said)
        return done.returncode, time.monotonic() - started

    def _done(self, part: str, folder: Path, code: int, seconds: float) -> None:
        self.tally.read(folder / "report.xml", part=part, code=code)
        self.tally.times.append(f"{part}: {seconds:.0f} s")

    def collected(self, marker: str) -> list[str]:
        """The tests that a part would run."""
        folder = self._work / secrets.token_hex(4)
        folder.mkdir(mode=0o700)
        command = [*self._pytest(marker), "--collect-only"]
        listed = subprocess.run(
            command, env=self._env(folder, Part("list", marker)), cwd=HOUSE, capture_output=True, text=True
        )
        found = [line for line in listed.stdout.splitlines() if "::" in line]
        return found if found or listed.returncode == NO_TESTS else ["tests (they could not even be listed)"]

    def _pytest(self, marker: str) -> list[str]:
        chosen = f"({marker}) and ({self._marker})" if self._marker else marker
        return [sys.executable, "-m", "pytest", "-m", chosen, "--tb=short", *self._args]

    def _env(self, folder: Path, part: Part) -> dict[str, str]:
        """This machine's facts and nothing else: an operator's SITE_NAME or HTTPS in the shell must not colour a test."""
        env = {name: value for name, value in os.environ.items() if name in MACHINE or name.startswith(REACHES)}
        env |= {"DATA_DIR": str(folder), "PYTHONDONTWRITEBYTECODE": "1", "PYTHONUTF8": "1"}
        if self._chromium:
            env["CHROMIUM"] = self._chromium
        if part.storeys:
            env["STOREYS"] = part.storeys
        if part.servers and self._database:
            env["DATABASE_URL"] = own_database(self._database)
        if part.servers and self._redis:
            env["REDIS_URL"] = self._redis
        return env


def own_database(url: str) -> str:
    """The same server, and a database name of this run's own: pytest-django makes and drops `test_` plus this."""
    parts = urlsplit(url)
    return urlunsplit(parts._replace(path=f"/fellowship_{secrets.token_hex(4)}"))


def say(words: str) -> None:
    print(words, flush=True)  # noqa: T201 (this is a command, and these are its words)


def check(tally: Tally) -> None:
    """The checks of the text itself: they find in seconds what a test finds in minutes."""
    for name, command in CHECKS.items():
        say(f"{name} …")
        if subprocess.run(command, cwd=HOUSE).returncode:
            tally.failed += 1
            tally.words.append(f"{name} found something (see above).")


def rules_on_files(parts: Parts) -> list[Part]:
    """What runs on SQLite without a browser: each lower storey by itself, then what asks for the whole house.

    Somebody who wants some tests gets them in one part, with the whole house standing.
    """
    wanted = f"{PLAIN} and not on_servers" if parts.servers else PLAIN
    if not parts.whole:
        return [Part("Rules, doors and sockets on SQLite", wanted, yields=True)]
    by_themselves = [
        Part(f"{cut.rpartition(',')[2]} and nothing above it", f"{wanted} and lower and not once",
             more=[f"tests/{cut.rpartition(',')[2]}"], storeys=cut, yields=True)
        for cut in accumulate(LOWER, lambda below, storey: f"{below},{storey}")
    ]  # fmt: skip
    return [*by_themselves, Part("The whole house on SQLite", f"{wanted} and (once or not lower)", yields=True)]


def run_all(parts: Parts, *, chromium: str | None) -> None:
    """Three lanes for two cores, since tests wait as often as they work. The first has the cores when it wants them.

    In it voices come first, and no other browser begins before they are done.
    """
    where = "on the servers" if parts.servers else "on SQLite"
    on_files = rules_on_files(parts)
    on_servers = [Part("Rules, doors and sockets on the servers", f"{PLAIN} and not once", servers=True)]
    on_servers = on_servers if parts.servers else []
    if chromium is None:
        parts.in_lanes(on_servers, on_files)
        parts.tally.did_not_run(
            parts.collected(BROWSER), "no Chromium was found (Debian: apt install chromium; or CHROMIUM=/path/to/it)"
        )
        return
    voices = Part(f"Voices in browsers {where}", ALONE, servers=parts.servers)
    browsers = Part(
        f"Browsers {where}", TOGETHER, more=parts.at_once(), servers=parts.servers, yields=True, after=voices.name
    )
    if parts.servers:
        journey = Part("One browser journey on SQLite", JOURNEY)
        parts.in_lanes([voices, *on_servers, journey], on_files, [browsers])
    else:
        parts.in_lanes([voices], on_files, [browsers])


def main() -> int:
    signal.signal(
        signal.SIGTERM, lambda *_: sys.exit(143)
    )  # leave as after Ctrl-C: nothing running, nothing lying about
    asking = argparse.ArgumentParser(description=__doc__, add_help=False, allow_abbrev=False)
    asking.add_argument("-m", dest="marker", default="")
    known, args = asking.parse_known_args()
    strict = any(os.environ.get(name, "").lower() in {"1", "true"} for name in ("CI", "FAIL_ON_SKIP"))
    chromium = find_chromium()
    with tempfile.TemporaryDirectory(prefix="fellowship-tests-") as work:
        parts = Parts(args=args, marker=known.marker, work=Path(work), chromium=chromium)
        if not args and not known.marker:
            check(parts.tally)
        run_all(parts, chromium=chromium)
    return conclude(parts, strict=strict)


def conclude(parts: Parts, *, strict: bool) -> int:
    """The last lines: how long each part took, what did not run and why, and the sum."""
    tally = parts.tally
    missing = [name for name in ("DATABASE_URL", "REDIS_URL") if not os.environ.get(name)]
    if missing:
        tally.words.append(
            f"Not tried on PostgreSQL and Redis: {' and '.join(missing)} not given "
            "(for example DATABASE_URL=postgres://postgres@127.0.0.1/fellowship REDIS_URL=redis://127.0.0.1/9)."
        )
    for line in [*tally.times, *tally.reasons()]:
        say(line)
    if not tally.passed + tally.failed + tally.skipped:
        say("No test matches.")
        tally.failed = 1
    lacking = strict and bool(tally.skipped or missing)
    if lacking:
        say("Nothing may be left out here (CI or FAIL_ON_SKIP is set), so this counts as a failure.")
    say(f"{tally.passed} passed, {tally.failed} failed, {tally.skipped} skipped")
    return int(bool(tally.failed) or lacking)


if __name__ == "__main__":
    sys.exit(main())
