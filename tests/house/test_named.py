"""What fellowships count on is named by the tests that hold it: scenarios, invariants, and what people need in a circle."""

import ast
import re
from collections.abc import Iterator
from functools import cache

from tests.house.tree import HOUSE

# domain.md; there is no 6, 9, 15 or 18
SCENARIOS = {1, 2, 3, 4, 5, 7, 8, 10, 11, 12, 13, 14, 16, 17, 20, 67, 69, 70} | {50, 51, 52, 53, 55, 57, 58}
SCENARIOS |= {43, 45, 47, 49}
INVARIANTS = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 14, 45, 46, 49, 50, 51, 63, 64, 65, 66}  # governance.md
POINTS = set(range(1, 26))  # circles.md 8
SPELLED = {
    "scenario": re.compile(r"[Ss]cenarios? ((?:\d+(?:, | and |,)?)+)"),
    "invariant": re.compile(r"[Ii]nvariants? ((?:\d+(?:, | and |,)?)+)"),
    "point": re.compile(r"(?<![\d.])8\.(\d+)"),
}


@cache
def told() -> list[str]:
    """All that tests say of themselves, read once."""
    return list(_told())


def _told() -> Iterator[str]:
    """The words and the name of every test function, and the words of every module of tests that has some."""
    for path in sorted((HOUSE / "tests").rglob("test_*.py")):
        tree = ast.parse(path.read_text())
        tests = [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef) and node.name.startswith("test_")]
        if tests and path.name != "test_named.py":
            yield from (words for node in [tree, *tests] if (words := ast.get_docstring(node)))
            yield from (re.sub(r"^test_point_(\d+)_.*", r"8.\1", test.name) for test in tests)


def named(kind: str) -> set[int]:
    found = (match for words in told() for match in SPELLED[kind].findall(words))
    return {int(number) for match in found for number in re.findall(r"\d+", match)}


def test_every_scenario_of_a_circle_is_named_by_a_test():
    assert sorted(SCENARIOS - named("scenario")) == []


def test_every_invariant_of_a_circle_is_named_by_a_test():
    assert sorted(INVARIANTS - named("invariant")) == []


def test_every_point_of_what_people_need_is_named_by_a_test():
    assert sorted(POINTS - named("point")) == []
