"""The files of this house, without what is made from them."""

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

HOUSE = Path(__file__).resolve().parents[2]
STOREYS = ["members", "rotation", "rooms", "conscience", "groups", "feeds", "circles", "fellowship"]
NOT_OURS = {".git", ".venv", "var", "node_modules", "vendor", "__pycache__"}
CACHES = ("_cache", ".hypothesis", ".mo")


def kept_files() -> Iterator[Path]:
    """Every file of the house that is kept, or would be: nothing installed, made or remembered."""
    for path in sorted(HOUSE.rglob("*")):
        parts = path.relative_to(HOUSE).parts
        if NOT_OURS & set(parts) or any(part.endswith(CACHES) for part in parts) or not path.is_file():
            continue
        yield path


def storey_files(pattern: str) -> Iterator[Path]:
    """The files of the storeys that match, migrations left out."""
    for storey in STOREYS:
        yield from (path for path in sorted((HOUSE / storey).rglob(pattern)) if "migrations" not in path.parts)


def templates() -> list[Path]:
    return sorted(path for path in (HOUSE / "templates").rglob("*") if path.suffix in {".html", ".txt"})


@cache
def code_of(path: Path) -> ast.Module:
    return ast.parse(path.read_text(), str(path))
