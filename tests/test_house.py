"""What holds the house up: which storey leans on which, what the database keeps, and that the roof comes off."""

import ast
import re
import shutil
import subprocess
import sys
import tomllib
from concurrent.futures import Future, ThreadPoolExecutor
from importlib import import_module
from itertools import accumulate
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings
from django.core.management import call_command

from tests.house.roof import Cut, lift_the_roof
from tests.house.tree import HOUSE, code_of, storey_files

pytestmark = pytest.mark.once

STOREYS = ["members", "rotation", "rooms", "conscience", "groups", "feeds", "circles"]
CUTS = [",".join(cut) for cut in accumulate([storey] for storey in STOREYS)]
TOGETHER = 2  # roofs lifted at the same time
CONTRACTS = tomllib.loads((HOUSE / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"]

# For each contract a line that would break it, and where it is put.
WRONGS = {
    "storeys": ("groups/models/group.py", "import circles.models"),
    "strangers": ("conscience/rules/majorities.py", "import rooms.turns"),
    "inside": ("rotation/models/body.py", "import rotation.rules.terms"),
    "rooms": ("rooms/presence.py", "import rooms.hub"),
    "quiet-rules": ("circles/rules/helm.py", "import channels.layers"),
    "arithmetic": ("rooms/turns.py", "import django.db"),
    "private-views": ("circles/live.py", "import groups.views.groups"),
    "private-sockets": ("circles/views/circle.py", "import circles.consumers"),
    "private-forms": ("circles/live.py", "import groups.forms"),
    "private-memory": ("circles/access.py", "import rooms.memory"),
    "clockwork": ("circles/views/circle.py", "import circles.tasks"),
}


def broken_contracts(house: Path) -> list[str]:
    """The ids of the contracts that do not hold in that copy of the house."""
    lint = Path(sys.executable).with_name("lint-imports")
    command = [lint, "--no-cache", "--config", "pyproject.toml"]
    said = subprocess.run(command, cwd=house, capture_output=True, text=True, env={"PYTHONPATH": str(house)})
    # Its lines wrap at the width of a terminal; names are told apart without their spaces.
    words = re.sub(r"\s+", "", said.stdout)
    assert "Contracts:" in said.stdout, said.stdout + said.stderr
    return [each["id"] for each in CONTRACTS if re.sub(r"\s+", "", each["name"]) + "BROKEN" in words]


def copy_of_the_house(folder: Path) -> Path:
    for storey in [*STOREYS, "fellowship"]:
        shutil.copytree(HOUSE / storey, folder / storey, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(HOUSE / "pyproject.toml", folder)
    return folder


def test_contracts_hold():
    assert broken_contracts(HOUSE) == []


def test_contracts_catch_what_breaks_them(tmp_path):
    house = copy_of_the_house(tmp_path)
    for where, line in WRONGS.values():
        (house / where).write_text(f"{(house / where).read_text()}\n{line}\n")
    assert broken_contracts(house) == [each["id"] for each in CONTRACTS] == list(WRONGS)


def test_contracts_name_every_storey():
    linted = tomllib.loads((HOUSE / "pyproject.toml").read_text())["tool"]["importlinter"]
    built = [path.parent.name for path in HOUSE.glob("*/apps.py")]
    assert sorted(built) == sorted([*STOREYS, "fellowship"]) == sorted(linted["root_packages"])


@pytest.mark.django_db
def test_migrations_say_all_that_models_say():
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)


def test_migrations_are_named_by_a_person():
    named_by_machine = []
    for storey in settings.STOREYS:
        for path in sorted((HOUSE / storey / "migrations").glob("0*.py")):
            migration = import_module(f"{storey}.migrations.{path.stem}").Migration(path.stem, storey)
            if path.stem != "0001_initial" and path.stem.partition("_")[2] == migration.suggest_name():
                named_by_machine.append(f"{storey}/{path.stem}")
    assert named_by_machine == []


def test_models_below_cannot_reach_up():
    """Without "+" a lower storey could reach an upper one by attribute, and no contract would see it."""
    reaching = [
        str(field)
        for storey in settings.STOREYS
        for model in apps.get_app_config(storey).get_models()
        for field in [*model._meta.local_fields, *model._meta.local_many_to_many]
        if field.remote_field
        and field.related_model._meta.app_label in set(settings.STOREYS) - {storey}
        and not (field.remote_field.related_name or "").endswith("+")
    ]
    assert reaching == []


def test_templates_include_only_from_below():
    order = {"components": -1, **{storey: level for level, storey in enumerate([*STOREYS, "fellowship"])}}
    upward = []
    for storey, level in order.items():
        for page in (HOUSE / "templates" / storey).rglob("*.html"):
            for name in re.findall(r"{%\s*(?:include|extends)\s+[\"']([^\"']+)[\"']", page.read_text()):
                above, _, rest = name.partition("/")
                if rest and order.get(above, -1) > level:
                    upward.append(f"{page.relative_to(HOUSE)} → {name}")
    assert upward == []


def test_no_storey_has_signals():
    said = [
        f"{path.relative_to(HOUSE)}: {line}"
        for path in storey_files("*.py")
        for node in ast.walk(code_of(path))
        if isinstance(node, ast.ImportFrom)
        for line in [f"from {node.module}"]
        if node.module in {"django.dispatch", "django.db.models.signals"}
    ]
    assert said == []


def test_no_module_is_a_drawer_for_everything():
    drawers = {"utils", "helpers", "misc", "common", "core", "services", "managers"}
    assert [str(path) for path in storey_files("*.py") if drawers & {path.stem, path.parent.name}] == []


@pytest.fixture(scope="module")
def roofs(tmp_path_factory):
    """Every cut in a fresh process on an empty database, two at a time: cut -> what it is going to say."""
    with ThreadPoolExecutor(TOGETHER) as hands:
        lifted: dict[str, Future[Cut]] = {
            cut: hands.submit(lift_the_roof, cut.split(","), tmp_path_factory.mktemp("cut")) for cut in reversed(CUTS)
        }
        yield lifted


@pytest.mark.parametrize("cut", CUTS)
def test_roof_comes_off(roofs, cut):
    said = roofs[cut].result()
    assert said.faults == [], "\n".join(said.faults)
    assert said.pages["/"] == [200, 200]
    assert len(said.pages) > 10
