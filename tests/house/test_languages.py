"""Every phrase of the house is said in every language it ships."""

import ast
import gettext
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import polib
import pytest
from django.conf import settings

from fellowship.languages import compile_languages
from tests.house.phrases import THE_SAME_IN_BOTH, in_catalogue, in_code, phrases, placeholders, translating_calls
from tests.house.tree import HOUSE, STOREYS, code_of, storey_files

pytestmark = pytest.mark.once

TRANSLATED = [code for code, _ in settings.LANGUAGES if code != "en"]


def catalogue_of(language: str) -> Path:
    return HOUSE / f"locale/{language}/LC_MESSAGES/django.po"


def wordings(entry: polib.POEntry) -> list[str]:
    return list(entry.msgstr_plural.values()) if entry.msgid_plural else [entry.msgstr]


@pytest.mark.parametrize("language", TRANSLATED)
def test_every_phrase_is_translated(language):
    said = in_catalogue(catalogue_of(language))
    unsaid = {phrase for phrase, entry in said.items() if not entry.translated() or not all(wordings(entry))}
    assert sorted(phrases() - (said.keys() - unsaid)) == []


@pytest.mark.parametrize("language", TRANSLATED)
def test_catalogue_keeps_nothing_else(language):
    """No fuzzy guess, no phrase that the house has stopped saying, nobody's address."""
    catalogue = polib.pofile(str(catalogue_of(language)))
    assert [entry.msgid for entry in [*catalogue.fuzzy_entries(), *catalogue.obsolete_entries()]] == []
    assert sorted(in_catalogue(catalogue_of(language)).keys() - phrases()) == []
    assert [line for line in [catalogue.header, *catalogue.metadata.values()] if re.search(r"\w@\w|<\w", line)] == []


@pytest.mark.parametrize("language", TRANSLATED)
def test_translations_fill_in_the_same(language):
    wrong = [
        (entry.msgid, wording)
        for entry in in_catalogue(catalogue_of(language)).values()
        for wording in wordings(entry)
        if placeholders(wording) != placeholders(entry.msgid)
    ]
    assert wrong == []


@pytest.mark.parametrize("language", TRANSLATED)
def test_translations_are_of_that_language(language):
    same = {
        phrase.words
        for phrase, entry in in_catalogue(catalogue_of(language)).items()
        if phrase.words in wordings(entry)
    }
    assert same == THE_SAME_IN_BOTH[language]


def test_phrases_are_literal_and_called_by_name():
    """What a tool cannot read in the source it cannot gather: no put-together phrase, no function under another name."""
    read = {place for _, place in in_code()}
    calls = {f"{path.relative_to(HOUSE)}:{call.lineno}" for path, call, _ in translating_calls()}
    renamed = [
        f"{path.relative_to(HOUSE)}: {name.asname}"
        for path in storey_files("*.py")
        for node in code_of(path).body
        if getattr(node, "module", None) == "django.utils.translation"
        for name in node.names
        if name.asname and (name.name not in {"gettext", "gettext_lazy"} or name.asname != "_")
    ]
    assert sorted(calls - read) == renamed == []


def test_no_phrase_is_chosen_at_import():
    """What is said while a module loads is said in English for ever; there it has to be lazy."""
    hasty = [
        f"{path.relative_to(HOUSE)}:{call.lineno}"
        for path in storey_files("*.py")
        for call in done_at_import(code_of(path))
        if isinstance(call, ast.Call) and isinstance(call.func, ast.Name) and call.func.id in said_at_once(path)
    ]
    assert hasty == []


def done_at_import(node: ast.AST) -> Iterator[ast.AST]:
    for child in ast.iter_child_nodes(node):
        if not isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda):
            yield child
            yield from done_at_import(child)


def said_at_once(path: Path) -> set[str]:
    return {
        name.asname or name.name
        for node in code_of(path).body
        if isinstance(node, ast.ImportFrom) and node.module == "django.utils.translation"
        for name in node.names
        if name.name in {"gettext", "ngettext", "pgettext", "npgettext"}
    }


@pytest.mark.skipif(shutil.which("xgettext") is None, reason="the tools of gettext are not installed")
def test_phrases_are_those_that_gettext_finds(tmp_path):
    """Our own gathering needs no tool; where there is one, both agree."""
    for part in [*STOREYS, "templates"]:
        shutil.copytree(HOUSE / part, tmp_path / part, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(HOUSE / "manage.py", tmp_path)
    (tmp_path / "locale").mkdir()
    command = [sys.executable, "manage.py", "makemessages", "-l", "es", "-v", "0"]
    environment = {**os.environ, "DATA_DIR": str(tmp_path / "var")}
    subprocess.run(command, cwd=tmp_path, env=environment, check=True, capture_output=True)
    assert set(in_catalogue(tmp_path / "locale/es/LC_MESSAGES/django.po")) == phrases()


def test_languages_compile_once_and_whole(settings, tmp_path):
    folder = tmp_path / "es/LC_MESSAGES"
    folder.mkdir(parents=True)
    shutil.copy(catalogue_of("es"), folder)
    settings.LOCALE_PATHS = [tmp_path]
    assert [compile_languages(), compile_languages()] == [1, 0]
    os.utime(folder / "django.po", (0, 0))  # an older file put back is another file, too
    assert [compile_languages(), compile_languages()] == [1, 0]
    with (folder / "django.mo").open("rb") as compiled:
        words = gettext.GNUTranslations(compiled)
    assert words.gettext("The piece is yours") == "Tienes la palabra"
    assert words.ngettext("%(count)d minute", "%(count)d minutes", 2) == "%(count)d minutos"
    assert sorted(path.name for path in folder.iterdir()) == ["django.mo", "django.po"]
