from datetime import time

import pytest

from groups.models import Meeting
from groups.profiles import PROFILES, starting_script, starting_settings
from groups.rules.history import before_the_last_change
from groups.rules.listings import edit_meeting
from groups.rules.starting import dry_run, from_profile
from rotation.models import Record
from tests.groups.cast import NOW, a_group, a_meeting, a_member
from tests.groups.test_script_pages import SHARING, WELCOME, ana  # noqa: F401

pytestmark = pytest.mark.django_db

MEETING = "/meetings/candlelight/"
OWN = [WELCOME | {"title": "Our own words"}, SHARING]


def facts():
    kept = Meeting.objects.get()
    return {
        f.name: getattr(kept, f.name)
        for f in kept._meta.concrete_fields
        if f.name not in ("version", "changed_at", "group")
    }


@pytest.mark.parametrize("code", [code for code in PROFILES if code])
def test_meeting_starts_from_a_profile_after_a_look_and_goes_back_in_one_step(client, ana, code):  # noqa: F811
    a_meeting(a_group(secretary=ana), script=OWN, languages=["en"], crosstalk_words="Our wording.")
    before, page = facts(), f"{MEETING}start/{code}/"
    shown = client.get(page).content.decode()
    assert ["Our own words" in shown, "Put a " in shown or "Put the " in shown, facts() == before] == [True] * 3
    client.post(page, {"version": 0, "customs": "on", "script": "on"})
    kept = Meeting.objects.get()
    assert kept.script == starting_script(PROFILES[code], ["en"])
    settings = starting_settings(PROFILES[code], ["en"])
    assert {name: getattr(kept, name) for name in settings} == settings
    assert (kept.crosstalk_words, Record.objects.filter(verb="meeting-changed").count()) == ("Our wording.", 1)
    assert "Our own words" in client.get(f"{MEETING}undo/").content.decode()
    client.post(f"{MEETING}undo/", {"version": 1})
    assert (facts(), Meeting.objects.get().version) == (before, 2)


def test_customs_and_script_are_taken_each_on_their_own(client, ana):  # noqa: F811
    a_meeting(a_group(secretary=ana), script=OWN, languages=["es"])
    page = MEETING + "start/friends/"
    client.post(page, {"version": 0, "customs": "on"})
    assert (Meeting.objects.get().turn_mode, Meeting.objects.get().script) == ("silence", OWN)
    client.post(page, {"version": 1, "script": "on"})
    assert Meeting.objects.get().script[2]["title"] == "Desde el silencio"
    client.post(page, {"version": 2})
    assert Meeting.objects.get().version == 2
    assert "Nothing would change." in client.get(page).content.decode()


def test_own_script_is_replaced_only_when_that_is_ticked(client, ana):  # noqa: F811
    meeting = a_meeting(a_group(secretary=ana), languages=["en"])
    page = MEETING + "start/aa/"
    ticked = '<input type="checkbox" name="script" checked>'
    assert ticked in client.get(page).content.decode()
    meeting.script = OWN
    meeting.save()
    shown = client.get(page).content.decode()
    assert [ticked in shown, '<input type="checkbox" name="script">' in shown] == [False, True]


def test_stale_or_broken_yes_changes_nothing(client, ana):  # noqa: F811
    meeting = a_meeting(a_group(secretary=ana), script=OWN)
    edit_meeting(meeting=meeting, member=ana, changes={"minutes": 50}, seen=0, now=NOW)
    before = facts()
    for sent in ({"version": 0, "customs": "on", "script": "on"}, {"customs": "on"}, {"version": "x"}):
        assert client.post(MEETING + "start/aa/", sent).headers["Location"] == MEETING + "start/aa/"
        assert client.post(MEETING + "undo/", sent).headers["Location"] == MEETING
    assert facts() == before
    assert client.get(MEETING + "start/nowhere/").status_code == 404


def test_last_change_is_found_for_this_meeting_alone_and_put_back_with_its_time():
    secretary = a_member("Ana")
    group = a_group(secretary=secretary)
    one, two = a_meeting(group), a_meeting(group, "noon")
    assert before_the_last_change(one) == {}
    edit_meeting(meeting=one, member=secretary, changes={"time": time(21), "days": [4]}, seen=0, now=NOW)
    edit_meeting(meeting=two, member=secretary, changes={"minutes": 30}, seen=0, now=NOW)
    assert before_the_last_change(one) == {"time": time(20), "days": [2]}
    one.refresh_from_db()
    edit_meeting(meeting=one, member=secretary, changes=before_the_last_change(one), seen=1, now=NOW)
    one.refresh_from_db()
    assert (one.time, one.days, before_the_last_change(one)["time"]) == (time(20), [2], time(21))


def test_dry_run_says_which_customs_go_and_come_and_saves_nothing():
    meeting = a_meeting(a_group(), thanks="Thank you, {name}", script=OWN)
    dry = dry_run(meeting, from_profile(meeting, PROFILES["friends"], customs=True, script=False))
    assert (dry.script_before, dry.script_after, "thanks" in dry.changes) == (None, None, True)
    assert "After each share the room says: “Thank you, …”." in dry.customs_gone
    assert dry.customs_new[0] == "Whoever is moved to speak rises out of the silence; nobody is called upon."
    assert Meeting.objects.get().thanks == "Thank you, {name}"
