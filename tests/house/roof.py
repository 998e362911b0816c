"""Taking the roof off: the house cut short, on an empty database of its own, in a process of its own."""

import json
import os
import re
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path

HOUSE = Path(__file__).resolve().parents[2]
ENOUGH = 150  # pages walked by their links; more would be more of the same
LINK = re.compile(r'href="(/[^"#?]*)')
NOT_PAGES = ("/static/",)
ELSEWHERE = {"/language/": 302, "/leave/": 303, "/you/calendar/": 302}  # these send everyone on, whoever asks


@dataclass
class Cut:
    """What a house of these storeys said: the status of each page (for a visitor, for Ana), and faults."""

    pages: dict[str, list[int]] = field(default_factory=dict)
    faults: list[str] = field(default_factory=list)


def lift_the_roof(storeys: list[str], folder: Path) -> Cut:
    """Migrates, plants and walks a house of these storeys. (`tests.run` runs each storey's tests with nothing above it.)"""
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG", "CHROMIUM") if name in os.environ}
    env = kept | {
        "STOREYS": ",".join(storeys),
        "DATA_DIR": str(folder),
        "DJANGO_SETTINGS_MODULE": "fellowship.settings",
        "PYTHONDONTWRITEBYTECODE": "1",
    }
    walked = _run(["-m", "tests.house.roof"], env)
    if walked.returncode:
        return Cut(faults=[walked.stdout[-2000:] + walked.stderr[-4000:]])
    return Cut(**json.loads(walked.stdout.splitlines()[-1]))


def _run(command: list[str], env: dict[str, str]) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, *command], cwd=HOUSE, env=env, capture_output=True, text=True, timeout=600)


def walk() -> Cut:
    """What this process's house says, page by page. Only for a process made by `lift_the_roof`."""
    import django  # noqa: PLC0415 (this module is imported by tests too, which have their own settings)

    django.setup()
    from django.core.management import call_command  # noqa: PLC0415
    from django.test import Client  # noqa: PLC0415
    from django.urls import get_resolver  # noqa: PLC0415

    from members.models import Member  # noqa: PLC0415

    call_command("check", fail_level="WARNING", verbosity=0)
    call_command("migrate", verbosity=0)
    call_command("plant", stdout=sys.stderr)
    visitor, ana = (Client(headers={"host": "localhost"}, raise_request_exception=False) for _ in range(2))
    ana.force_login(
        Member.objects.filter(name="Ana").first() or Member.objects.create_user("Ana", password="candlelight")
    )
    cut = Cut()
    plain = {path for patterns in get_resolver().reverse_dict.lists() for path in _without_parameters(patterns[1])}
    for path in sorted(plain):
        cut.pages[path] = [visitor.get(path).status_code, ana.get(path).status_code]
        if not _is_right(path, cut.pages[path]):
            cut.faults.append(f"{path} answered {cut.pages[path]}")
    for client in (visitor, ana):
        cut.faults += _follow_links(client)
    return cut


def _without_parameters(patterns: list) -> list[str]:
    return ["/" + path for forms, *_ in patterns for path, parameters in forms if not parameters]


def _is_right(path: str, said: list[int]) -> bool:
    """A page is there for a visitor or for a member, and sends the other elsewhere; what only takes forms says so."""
    if path in ELSEWHERE:
        return said == [ELSEWHERE[path]] * 2
    return said in ([200, 200], [200, 302], [302, 200], [405, 405])


def _follow_links(client) -> list[str]:
    """Every page that can be reached from the front page by its links."""
    waiting, seen, faults = ["/"], {"/"}, []
    while waiting and len(seen) < ENOUGH:
        path = waiting.pop()
        page = client.get(path)
        if page.status_code not in (200, 302, 303):
            faults.append(f"A link leads to {path}, which answered {page.status_code}")
        elif page.status_code == 200 and "html" in page.headers.get("Content-Type", ""):
            found = {link for link in LINK.findall(page.content.decode()) if not link.startswith(NOT_PAGES)} - seen
            seen |= found
            waiting += sorted(found)
    return faults


if __name__ == "__main__":
    said = walk()
    print(json.dumps({"pages": said.pages, "faults": said.faults}))  # noqa: T201 (this is what the asking process reads)
