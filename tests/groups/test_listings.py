from datetime import time, timedelta

import pytest

from groups.rules.listings import ChangedMeanwhile, NotTheSecretary, edit_group, edit_meeting
from rotation.models import Record
from tests.groups.cast import NOW, a_group, a_meeting, a_member, belongs

pytestmark = pytest.mark.django_db


def lines():
    return list(Record.objects.exclude(verb="term-begun").values_list("verb", "alias__name", "facts"))


def test_edit_meeting_keeps_the_change_and_a_line_with_before_and_after():
    ana = a_member("Ana")
    meeting = a_meeting(a_group(secretary=ana))
    changes = {"time": time(19, 30), "days": [2, 4], "minutes": meeting.minutes}
    changed = edit_meeting(meeting=meeting, member=ana, changes=changes, seen=0, now=NOW)
    meeting.refresh_from_db()
    assert (sorted(changed), meeting.time, meeting.days, meeting.version) == (["days", "time"], time(19, 30), [2, 4], 1)
    facts = {
        "meeting": "candlelight",
        "changed": {"time": {"before": "20:00", "after": "19:30"}, "days": {"before": [2], "after": [2, 4]}},
    }
    assert lines() == [("meeting-changed", "Ana", facts)]


def test_edit_group_that_changes_nothing_is_no_line_of_record():
    ana = a_member("Ana")
    group = a_group(secretary=ana, about="As it is.")
    assert edit_group(group=group, member=ana, changes={"about": "As it is."}, seen=0, now=NOW) == []
    group.refresh_from_db()
    assert (group.version, lines()) == (0, [])


def test_the_second_of_two_secretaries_is_told_and_loses_nothing():
    ana = a_member("Ana")
    group = a_group(secretary=ana, about="Old")
    edit_group(group=group, member=ana, changes={"about": "Hers"}, seen=0, now=NOW)
    with pytest.raises(ChangedMeanwhile) as refusal:
        edit_group(group=group, member=ana, changes={"about": "His"}, seen=0, now=NOW)
    assert (refusal.value.now_there.about, refusal.value.now_there.version) == ("Hers", 1)
    edit_group(group=group, member=ana, changes={"about": "His"}, seen=1, now=NOW)
    group.refresh_from_db()
    assert (group.about, len(lines())) == ("His", 2)


def test_edit_is_refused_to_whoever_does_not_keep_the_listing_today():
    ana, ben = a_member("Ana"), a_member("Ben")
    group = a_group(secretary=ana, about="Old")
    belongs(ben, group)
    centuries_on = NOW + timedelta(days=400_000)
    for who, now in ((ben, NOW), (ana, centuries_on)):
        with pytest.raises(NotTheSecretary):
            edit_group(group=group, member=who, changes={"about": "New"}, seen=0, now=now)
    group.refresh_from_db()
    assert (group.about, lines()) == ("Old", [])
