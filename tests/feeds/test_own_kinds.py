"""Kinds of our own in feeds: given out so that no reader stumbles, and known again when they come back."""

import json

import pytest

from feeds.rules.bmlt.formats import formats_of
from feeds.rules.comparing import compare
from feeds.rules.guide_out import rows_of
from feeds.rules.meeting_guide import listing_of
from feeds.rules.own_kinds import code_of
from feeds.rules.sheet_out import sheet
from groups.models import OwnKind
from tests.groups.cast import NOW, a_group, a_meeting

pytestmark = pytest.mark.django_db
ROOT = "https://fellowship.example"


@pytest.fixture
def meeting():
    group = a_group(known_at=NOW)
    OwnKind.objects.create(code="PIE", body=group.body, names={"es": "con tarta", "en": "with pie"}, added_at=NOW)
    return a_meeting(group, types=["O", "PIE", "GONE"])


def test_guide_has_the_code_and_the_sheet_the_words(meeting):
    row = next(rows_of([meeting], root=ROOT))
    assert row["types"] == ["O", "PIE"]
    assert "Open, with pie" in "".join(sheet(root=ROOT, now=NOW))


def test_bmlt_has_a_format_of_its_own_and_keeps_none_that_was_taken_off(meeting):
    kinds = {"PIE": "with pie"}
    row = next(row for row in formats_of(meeting, {}, kinds) if row["key_string"] == "F-PIE")
    assert [row["name_string"], row["description_string"], row["world_id"]] == ["with pie", "with pie", ""]
    kept = {"formats": ["F-PIE", "XYZ"]}
    meeting.types = ["O"]
    assert {row["key_string"] for row in formats_of(meeting, kept, kinds)} == {"O", "XYZ", "VM"}


def test_codes_that_come_in_are_carried_where_they_are_ours_and_kept_for_the_report_where_not(meeting):
    row = {"slug": "a", "name": "A", "timezone": "UTC", "types": ["PIE", "D", "CAKE"]}
    listing = listing_of(json.loads(json.dumps(row)))
    (compared,), _there = compare([(1, listing)], source="s", listed=set(), now=NOW)
    assert (compared.wanted["types"], compared.kept["guide"]["types"]) == (["D", "PIE"], ["CAKE", "PIE"])
    assert [code_of(key) for key in ("F-PIE", "PIE", "F-")] == ["PIE", "", ""]
