from datetime import UTC, datetime, timedelta

import pytest

from groups.access import belongs_since, may_keep_listing
from groups.models import Group, Meeting
from groups.planting import plant
from groups.rules.scripts import as_kept, check_script
from groups.rules.times import occurrence_at
from members.models import Member
from rotation import planting as ground
from rotation.access import duties_of, services_of
from tests.groups.cast import NOW

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _planted():
    ground.plant(now=NOW)
    plant(now=NOW)


def test_plant_sets_five_claimed_groups():
    groups = Group.objects.order_by("body__name").values_list("body__name", "body__zone", "claimed_at")
    assert list(groups) == [
        ("Emberside", "America/Chicago", NOW),
        ("Orilla", "Europe/Madrid", NOW),
        ("Still Water", "Europe/London", NOW),
        ("The Porch", "UTC", NOW),
        ("Tuesday Candlelight", "America/New_York", NOW),
    ]


def test_planted_groups_take_turns_in_every_way_between_them():
    """Each way of taking turns can be seen at `make run`."""
    seen = {}
    for meeting in Meeting.objects.exclude(group__claimed_at=None):
        modes = {part.get("mode") or meeting.turn_mode for part in meeting.script if part["kind"] == "sharing"}
        seen[meeting.group.body.slug] = (meeting.profile, modes)
    assert seen == {
        "tuesday-candlelight": ("aa", {"hands"}),
        "orilla": ("alanon", {"round", "called"}),
        "the-porch": ("na", {"hands"}),
        "still-water": ("friends", {"silence"}),
        "emberside": ("council", {"piece"}),
    }


def test_silence_and_the_talking_piece_are_on_when_somebody_has_just_planted_them():
    for slug in ("still-water", "emberside"):
        found = occurrence_at(Meeting.objects.get(slug=slug), NOW)
        assert (found.starts_at, found.ends_at) == (NOW, NOW + timedelta(hours=3))


def test_ana_serves_ben_has_belonged_for_a_week_and_cleo_is_an_outsider():
    ana, ben, cleo = (Member.objects.get(name=name) for name in ("Ana", "Ben", "Cleo"))
    for group in Group.objects.exclude(claimed_at=None):
        assert duties_of(member=ana, body=group.body, now=NOW) == {"secretary", "host"}
        assert [may_keep_listing(member=each, group=group, now=NOW) for each in (ben, cleo)] == [False, False]
        assert [belongs_since(member=each, group=group) for each in (ben, cleo)] == [NOW.date() - timedelta(7), None]
        assert [each.is_open for each in services_of(member=ana, body=group.body, now=NOW)].count(True) == 2


def test_the_porch_is_on_at_every_minute_of_a_week():
    porch = list(Meeting.objects.filter(group__body__slug="the-porch"))
    assert len(porch) == 8
    start = datetime(2026, 11, 23, tzinfo=UTC)
    for minutes in range(0, 7 * 24 * 60, 7):
        moment = start + timedelta(minutes=minutes)
        on = [each for each in (occurrence_at(meeting, moment) for meeting in porch) if each]
        assert sum(each.starts_at <= moment for each in on) == 1


def test_planted_scripts_can_be_saved_by_their_own_form():
    for meeting in Meeting.objects.exclude(group__claimed_at=None):
        check_script(meeting.script)
        assert meeting.script == [as_kept(part) for part in meeting.script]
        assert [part["kind"] for part in meeting.script][:: len(meeting.script) - 1] == ["welcome", "closing"]
