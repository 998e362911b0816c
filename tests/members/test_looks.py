"""The tokens keep what their file promises: every ink can be read on every ground, in both themes."""

import re
from itertools import product
from pathlib import Path

import pytest

HERE = Path(__file__).resolve().parents[2]
GROUNDS = ["ground", "raised", "sunk", "glow"]
READ = [(ink, ground) for ink, ground in product(["ink", "ink-soft", "lamp", "brick"], GROUNDS)] + [
    ("on-lamp", "lamp"),
    ("on-lamp", "lamp-warmer"),
    ("lamp-warmer", "ground"),
    ("lamp-warmer", "raised"),
    ("ink", "sage-ground"),
    ("sage", "sage-ground"),
    ("ink", "brick-ground"),
    ("brick", "brick-ground"),
]
SEEN = [(edge, ground) for edge, ground in product(["edge", "ring"], GROUNDS)]


def themes():
    sheet = (HERE / "static/css/tokens.css").read_text()
    light, dark = sheet.split("prefers-color-scheme: dark")
    return {"light": colours(light), "dark": colours(light) | colours(dark)}


def colours(sheet):
    return dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6});", sheet))


def brightness(colour):
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one, other):
    dark, light = sorted([brightness(one), brightness(other)])
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_every_ink_is_readable_on_its_ground(theme):
    colour = themes()[theme]
    faint = {pair: round(contrast(colour[pair[0]], colour[pair[1]]), 2) for pair in READ}
    assert {pair: ratio for pair, ratio in faint.items() if ratio < 4.5} == {}


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_every_edge_is_seen_on_its_ground(theme):
    colour = themes()[theme]
    faint = {pair: round(contrast(colour[pair[0]], colour[pair[1]]), 2) for pair in SEEN}
    assert {pair: ratio for pair, ratio in faint.items() if ratio < 3} == {}


def test_colours_are_named_in_one_file_only():
    sheets = [sheet for sheet in (HERE / "static/css").glob("*.css") if sheet.name != "tokens.css"]
    assert sheets
    found = {sheet.name: re.findall(r"#[0-9a-fA-F]{3,8}\b|\brgb|\bhsl|\boklch", sheet.read_text()) for sheet in sheets}
    assert {name: colours for name, colours in found.items() if colours} == {}


def test_templates_hold_no_inline_style_or_script():
    found = {
        str(part.relative_to(HERE)): re.findall(r"<style|\sstyle=|<script(?![^>]*\ssrc=)|\son[a-z]+=", part.read_text())
        for part in (HERE / "templates").rglob("*.html")
    }
    assert len(found) > 20
    assert {name: what for name, what in found.items() if what} == {}
