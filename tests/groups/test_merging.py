"""Two groups become one, and two again. Invariant 51 (governance.md)."""

from datetime import timedelta

import pytest

from groups.access import listed_groups
from groups.models import Group, Meeting, Merger
from groups.rules.life import State, state_of
from groups.rules.merging import MergedOnward, NotTheseTwo, TooLate, say_merge, undo_merge, undone_until
from groups.rules.refusals import NotTheSecretary
from rotation.models import Record
from tests.groups.cast import NOW, a_group, a_meeting, a_member

pytestmark = pytest.mark.django_db


def kept(name):
    """(group, its secretary), with a meeting."""
    servant = a_member(f"{name} servant")
    group = a_group(name, slug=name.lower(), secretary=servant)
    a_meeting(group, slug=f"{name.lower()}-evening")
    return group, servant


def says(one, group, into):
    return say_merge(group=group, into=into, speaking=one[0], member=one[1], now=NOW)


def merged(lamp, harbour):
    says(lamp, lamp[0], harbour[0])
    return says(harbour, lamp[0], harbour[0])


def where():
    return dict(Meeting.objects.values_list("slug", "group__body__slug"))


def everything():
    return list(Group.objects.order_by("pk").values()), list(Meeting.objects.order_by("pk").values())


def test_invariant_51_a_merge_keeps_both_histories_and_can_be_undone_just_as_it_was(client):
    lamp, harbour = kept("Lamp"), kept("Harbour")
    before = everything()
    says(lamp, lamp[0], harbour[0])
    assert everything() == before  # one yes is none
    merger = says(harbour, lamp[0], harbour[0])
    assert where() == {"lamp-evening": "harbour", "harbour-evening": "harbour"}
    assert list(listed_groups(now=NOW)) == [harbour[0]]
    assert state_of(Group.objects.get(pk=lamp[0].pk), now=NOW) == State.MERGED
    assert '<a href="/groups/harbour/">Harbour</a>' in client.get("/groups/lamp/").content.decode()
    added = a_meeting(harbour[0], slug="new-evening")
    undo_merge(merger=merger, speaking=lamp[0], member=lamp[1], now=NOW)
    assert where() == {"lamp-evening": "lamp", "harbour-evening": "harbour", "new-evening": "harbour"}
    added.delete()
    assert everything() == before
    told = [line.verb for line in Record.objects.filter(body=lamp[0].body)]
    assert told == ["term-begun", "merger-offered", "groups-merged", "merger-undone"]
    assert told == [line.verb for line in Record.objects.filter(body=harbour[0].body)]


def test_invariant_51_it_can_be_undone_until_the_next_yearly_census_and_not_after():
    lamp, harbour = kept("Lamp"), kept("Harbour")
    merger = merged(lamp, harbour)
    census = undone_until(merger)
    assert census == NOW + timedelta(days=366)
    parts = {"merger": merger, "speaking": lamp[0], "member": lamp[1]}
    with pytest.raises(TooLate):
        undo_merge(now=census, **parts)
    undo_merge(now=census - timedelta(seconds=1), **parts)
    assert where() == {"lamp-evening": "lamp", "harbour-evening": "harbour"}


def test_only_the_secretaries_of_the_two_say_yes_or_no():
    lamp, harbour, other = kept("Lamp"), kept("Harbour"), kept("Other")
    merger = says(lamp, lamp[0], harbour[0])
    for one in ((harbour[0], lamp[1]), (harbour[0], other[1])):
        with pytest.raises(NotTheSecretary):
            says(one, lamp[0], harbour[0])
        with pytest.raises(NotTheSecretary):
            undo_merge(merger=merger, speaking=one[0], member=one[1], now=NOW)
    with pytest.raises(NotTheseTwo):
        says(other, lamp[0], harbour[0])
    with pytest.raises(NotTheseTwo):
        says(lamp, lamp[0], lamp[0])


def test_a_group_merges_into_one_and_is_not_merged_round_a_ring():
    lamp, harbour, other = kept("Lamp"), kept("Harbour"), kept("Other")
    first = merged(lamp, harbour)
    for group, into in ((lamp, other), (harbour, lamp)):
        with pytest.raises(NotTheseTwo):
            says(group, group[0], into[0])
    onward = merged(harbour, other)
    with pytest.raises(MergedOnward):
        undo_merge(merger=first, speaking=lamp[0], member=lamp[1], now=NOW)
    undo_merge(merger=onward, speaking=other[0], member=other[1], now=NOW)
    undo_merge(merger=first, speaking=lamp[0], member=lamp[1], now=NOW)
    assert where() == {"lamp-evening": "lamp", "harbour-evening": "harbour", "other-evening": "other"}


def test_after_undoing_both_can_say_yes_again():
    lamp, harbour = kept("Lamp"), kept("Harbour")
    first = merged(lamp, harbour)
    undo_merge(merger=first, speaking=harbour[0], member=harbour[1], now=NOW)
    undo_merge(merger=first, speaking=harbour[0], member=harbour[1], now=NOW)  # once more is nothing more
    assert merged(lamp, harbour).pk != first.pk
    assert Merger.objects.filter(undone_at=None).count() == 1
