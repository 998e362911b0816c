"""What the audit of the parts makes of each answer there can be."""

import pytest

from tests.audit import judged

pytestmark = pytest.mark.once
WELL = {"name": "quiet", "version": "1.0", "vulns": []}
WEAK = {"name": "loud", "version": "2.0", "vulns": [{"id": "X-1", "fix_versions": ["2.1"]}]}
SILENT = {"name": "unknown", "skip_reason": "nobody answered"}


def test_known_weakness_fails_and_is_named_with_what_mends_it():
    assert judged([WELL, WEAK, SILENT], required=False) == (
        1, ["A weakness is known in 1 of 2 parts.", "loud 2.0: X-1 (mended in 2.1)"],
    )  # fmt: skip


def test_nobody_answering_is_no_pass_in_words_and_fails_where_an_answer_is_required():
    for parts in ([], [SILENT]):
        code, said = judged(parts, required=False)
        assert [code, said[0].startswith("NOT AUDITED")] == [0, True]
        assert judged(parts, required=True)[0] == 1


def test_parts_nobody_answered_for_are_named():
    assert judged([WELL], required=True) == (0, ["Audited 1 parts: no weakness is known."])
    assert judged([WELL, SILENT], required=False)[1][1] == "NOT AUDITED, nobody answered for them: unknown"
    assert judged([WELL, SILENT], required=True)[0] == 1
