"""GetChanges tells what a listing said before and after each change; formats are told in the language asked for."""

from datetime import timedelta

import pytest

from groups.models import Meeting
from groups.rules.listings import edit_meeting
from tests.groups.cast import NOW, a_group, a_meeting, a_member

pytestmark = [pytest.mark.django_db, pytest.mark.once]


def ask(client, switcher, **more):
    return client.get("/client_interface/json/", {"switcher": switcher, **more}).json()


def edited(meeting, by, *, after, **changes):
    meeting.refresh_from_db()
    edit_meeting(meeting=meeting, member=by, changes=changes, seen=meeting.version, now=NOW + timedelta(days=after))


@pytest.fixture
def thrice():
    """A meeting that was changed on three days."""
    ana = a_member("Ana Quillfeather")
    meeting = a_meeting(a_group(secretary=ana, known_at=NOW), name="Candlelight", days=[2], phone="+1 555 0100")
    edited(meeting, ana, after=1, name="Lamplight")
    edited(meeting, ana, after=2, days=[2, 4])
    edited(meeting, ana, after=3, phone="")
    return meeting


def test_each_change_is_told_with_before_and_after_and_by_nobody(thrice, client):
    told = ask(client, "GetChanges")
    two, four = f"{thrice.pk * 10 + 3}", f"{thrice.pk * 10 + 5}"
    assert [(row["date_string"][:10], row["change_type"][19:], row["meeting_id"]) for row in told] == [
        ("2026-11-26", "change", two), ("2026-11-26", "change", four), ("2026-11-25", "new", four), ("2026-11-24", "change", two),
    ]  # fmt: skip
    named = told[-1]["json_data"]
    assert [named[when]["meeting_name"] for when in ("before", "after")] == ["Candlelight", "Lamplight"]
    assert [told[2]["json_data"]["before"], told[2]["json_data"]["after"]["weekday_tinyint"]] == [None, "5"]
    assert {row["user_name"] for row in told} == {""}
    text = str(told)
    assert ["Quillfeather" in text, "0100" in text] == [False, False]  # what was taken out is told nowhere any more


def test_it_can_be_asked_for_by_days_and_by_meeting(thrice, client):
    between = ask(client, "GetChanges", start_date="2026-11-25", end_date="2026-11-25")
    assert [row["change_type"][19:] for row in between] == ["new"]
    assert len(ask(client, "GetChanges", meeting_id=f"{thrice.pk * 10 + 5}")) == 2
    assert ask(client, "GetChanges", start_date="2026-12-01") == []
    assert ask(client, "GetChanges", service_body_id="999999") == []


def test_a_change_that_came_with_a_list_has_no_before(client):
    meeting = a_meeting(a_group(known_at=NOW), changed_at=NOW, version=2)
    (told,) = ask(client, "GetChanges")
    assert [told["json_data"]["before"], told["json_data"]["after"]["meeting_name"]] == [None, "Candlelight"]
    Meeting.objects.filter(pk=meeting.pk).update(time=None)
    assert ask(client, "GetChanges") == []


def test_formats_are_told_in_the_language_asked_for(client):
    a_meeting(a_group(known_at=NOW), types=["O"])
    said = {}
    for language in ("en", "es", "xx", ""):
        rows = ask(client, "GetFormats", lang_enum=language)
        said[language] = {
            (row["lang"], row["name_string"], row["description_string"]) for row in rows if row["key_string"] == "O"
        }
    assert said["en"] == said["xx"] == said[""]
    ((lang, name, words),) = said["es"]
    assert [lang, name.casefold() == words.casefold(), said["en"] & said["es"]] == ["es", True, set()]
    assert ask(client, "GetServerInfo")[0]["langs"] == "en,es"
