"""What every file here keeps to: no host of packages, no file too long, kind words, all of them translatable, nothing inline."""

import ast
import re
import tomllib
from collections import Counter
from pathlib import Path

import polib
import pytest
from django.apps import apps
from packaging.requirements import Requirement

from tests.house.tree import HOUSE, STOREYS, code_of, kept_files, storey_files, templates

pytestmark = pytest.mark.once

# Written apart, so that this file names none of them.
REGISTRIES = [
    "py" + "pi.", "python" + "hosted.", "npm" + "js.", "registry" + ".npm", "crates" + ".io", "ruby" + "gems.",
    "proxy.golang" + ".org", "conda" + ".anaconda",
]  # fmt: skip

LONGEST = 300  # lines of code, without blank lines and comments
LONGER_FOR_A_REASON = {
    "static/css/components.css": "every part of a page, each a few lines",
}

# Words nobody should meet here, whatever the framework calls things.
UNKIND = {
    "en": r"users?|leaders?|admins?|administrators?|ban|bans|banned|scores?|seats?|hush|suspend(?:ed)?|doorstep|attendance",
    "es": r"usuari[oa]s?|líder(?:es)?|administrador(?:a|es|as)?|puntuación|puntuaciones|expulsad[oa]s?",
}
GETTEXT = {"_", "gettext", "gettext_lazy", "ngettext", "ngettext_lazy", "pgettext", "pgettext_lazy"}
SPOKEN = (
    r"{%\s*(?:translate|trans)\s+(?:\"([^\"]*)\"|'([^']*)')|{%\s*blocktrans(?:late)?\b[^%]*%}(.*?){%\s*endblocktrans"
)
NOT_SEEN = re.compile(r"{#.*?#}|{%\s*comment.*?endcomment\s*%}|<!--.*?-->", re.S)
ATTRIBUTES = r"\b(?:alt|title|placeholder|aria-label|aria-description|aria-roledescription)=\"([^\"]*)\""
ATTRIBUTES_IN_BLOCKS = r"{% block (?:shape|body) %}.*{% endblock %}"  # what base.html puts inside a tag
PERSONAL = {
    "name",
    "names",
    "email",
    "address",
    "addresses",
    "words",
    "member",
    "members",
    "ip",
    "person",
    "username",
    "body",
}


def named(path: Path) -> str:
    return path.relative_to(HOUSE).as_posix()


def test_files_name_no_registry():
    naming = [
        f"{named(path)}: {host}"
        for path in kept_files()
        if b"\0" not in (raw := path.read_bytes())
        for host in REGISTRIES
        if host in raw.decode(errors="replace").lower()
    ]
    assert naming == []


def test_files_are_short():
    long = {
        named(path)
        for path in kept_files()
        if path.suffix in {".py", ".js", ".css", ".html"} and "migrations" not in path.parts
        if lines_of_code(path.read_text()) > LONGEST
    }
    assert sorted(long - LONGER_FOR_A_REASON.keys()) == []


def lines_of_code(text: str) -> int:
    return sum(bool(line.strip()) and not line.strip().startswith(("#", "//", "/*", "*")) for line in text.splitlines())


def test_requirements_are_those_of_the_project():
    project = tomllib.loads((HOUSE / "pyproject.toml").read_text())
    locked, locked_for_tests = locked_in("requirements.txt"), locked_in("requirements-dev.txt")
    wanted = [Requirement(line) for line in project["project"]["dependencies"]]
    wanted_for_tests = wanted + [Requirement(line) for line in project["dependency-groups"]["dev"]]
    assert missing(wanted, locked) == missing(wanted_for_tests, locked_for_tests) == []
    assert locked.items() <= locked_for_tests.items()


def locked_in(file: str) -> dict[str, str]:
    text = (HOUSE / file).read_text()
    entries = re.findall(r"^([\w.-]+)==([\w.]+)(.*(?:\n .*)*)", text, re.M)
    assert [name for name, _, hashes in entries if "--hash=sha256:" not in hashes] == []
    assert "://" not in text
    return {name.lower(): version for name, version, _ in entries}


def missing(wanted: list[Requirement], locked: dict[str, str]) -> list[str]:
    return [str(each) for each in wanted if not each.specifier.contains(locked.get(each.name.lower(), "0"))]


def test_every_shared_library_has_its_reason():
    """A part we lean on is argued for in docs/decisions."""
    argued = "\n".join(path.read_text() for path in (HOUSE / "docs/decisions").glob("*.md")).lower()
    project = tomllib.loads((HOUSE / "pyproject.toml").read_text())["project"]
    unargued = [name for line in project["dependencies"] if (name := Requirement(line).name) not in argued]
    assert unargued == []


def spoken_in_templates() -> list[tuple[str, str]]:
    return [
        (named(page), " ".join(words))
        for page in templates()
        for words in re.findall(SPOKEN, NOT_SEEN.sub("", page.read_text()), re.S)
    ]


def spoken_in_code() -> list[tuple[str, str]]:
    return [
        (named(path), argument.value)
        for path in storey_files("*.py")
        for node in ast.walk(code_of(path))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in GETTEXT
        for argument in node.args
        if isinstance(argument, ast.Constant) and isinstance(argument.value, str)
    ]


def spoken_in_spanish() -> list[tuple[str, str]]:
    return [
        (named(path), text)
        for path in (HOUSE / "locale").glob("es/**/*.po")
        for entry in polib.pofile(str(path))
        if not entry.obsolete
        for text in [entry.msgstr, *entry.msgstr_plural.values()]
    ]


@pytest.mark.parametrize(
    ("tongue", "spoken"),
    [("en", spoken_in_templates), ("en", spoken_in_code), ("es", spoken_in_spanish)],
    ids=["templates", "code", "spanish"],
)
def test_words_on_screen_are_kind(tongue, spoken):
    said = spoken()
    assert said or tongue != "en"
    unkind = re.compile(rf"\b(?:{UNKIND[tongue]})\b", re.I)
    without_code = [(where, re.sub(r"{{.*?}}|{%.*?%}|%\(\w+\)s|<[^>]*>", " ", text)) for where, text in said]
    assert [(where, text) for where, text in without_code if unkind.search(text)] == []


def test_words_on_screen_can_be_translated():
    """What is left of a template without its tags, variables and translated parts has no letters in it."""
    bare = []
    for page in templates():
        text = re.sub(ATTRIBUTES_IN_BLOCKS, "", NOT_SEEN.sub("", page.read_text()))
        text = re.sub(rf"(?:{SPOKEN})[^%]*%}}", "", text, flags=re.S)
        text = re.sub(r"{%.*?%}|{{.*?}}", "", text, flags=re.S)
        shown = [*re.findall(ATTRIBUTES, text), *re.sub(r"<[^>]*>|&\w+;", "\n", text).splitlines()]
        bare += [(named(page), line.strip()) for line in shown if re.search(r"[^\W\d_]{2,}", line)]
    assert bare == []


def test_templates_have_nothing_inline():
    wrong = r"<style\b|\sstyle\s*=|\son[a-z]+\s*=\s*[\"']|javascript:|<script\b(?![^>]*\b(?:src=|type=\"application/json\"))"
    inline = [
        (named(page), found.group().strip())
        for page in templates()
        for found in re.finditer(wrong, NOT_SEEN.sub("", page.read_text()), re.I)
    ]
    assert inline == []


def test_logs_carry_no_names():
    telling = [
        f"{named(path)}:{call.lineno}"
        for path in storey_files("*.py")
        for call in ast.walk(code_of(path))
        if isinstance(call, ast.Call) and is_logging(call.func)
        for part in ast.walk(ast.Module([ast.Expr(argument) for argument in call.args], []))
        if (isinstance(part, ast.Name) and part.id in PERSONAL)
        or (isinstance(part, ast.Attribute) and part.attr in PERSONAL)
    ]
    assert telling == []


def is_logging(called: ast.expr) -> bool:
    return (
        isinstance(called, ast.Attribute)
        and isinstance(called.value, ast.Name)
        and called.value.id in {"log", "logger", "logging"}
    )


def test_map_of_the_house_is_true():
    page = (HOUSE / "docs/house.md").read_text()
    assert re.findall(r"^\| `(\w+)/` \|", page, re.M) == STOREYS
    paths = [path for path in re.findall(r"`([\w./*-]+)`", page) if "/" in path and "<" not in path]
    assert [path for path in paths if not any(HOUSE.glob(path.rstrip("/").removeprefix("/")))] == []


def test_glossary_knows_every_model():
    page = (HOUSE / "docs/glossary.md").read_text()
    told = Counter(re.findall(r"`(\w+\.[A-Z]\w+)`", page))
    models = [f"{storey}.{model.__name__}" for storey in STOREYS for model in apps.get_app_config(storey).get_models()]
    assert set(told) == set(models)


def test_links_between_pages_lead_somewhere():
    lost = []
    for page in [path for path in kept_files() if path.suffix == ".md"]:
        for link in re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", page.read_text()):
            if not (page.parent / link).exists():
                lost.append(f"{named(page)} → {link}")
    assert lost == []
