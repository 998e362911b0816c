"""Bodies and their upper ones: two confirmations, a forest, and no power that comes from above.

Scenarios 55, 57 and 58 (domain.md); invariants 45, 46 and 49 (governance.md).
"""

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import date

import pytest
from django.db import IntegrityError, connections, transaction

from rotation.access import duties_of, may_read_names
from rotation.models import Duty, Link, LinkKind, Record
from rotation.rules.ladders import Look, standing_of, unserved_since, worth_a_look
from rotation.rules.links import (
    AlreadyOver,
    BelowItself,
    HasOneOfThisKind,
    NotTheirServant,
    end,
    move,
    offer,
    say_yes,
)
from tests.rotation.cast import NOW, a_body, a_member, a_role, a_term

pytestmark = pytest.mark.django_db
VOICE = LinkKind.VOICE


def served(name):
    """(body, its secretary)"""
    body = a_body(name, slug=name.lower())
    servant = a_member(f"{name} servant")
    a_term(servant, a_role(body))
    return body, servant


def linked(child, parent, kind=VOICE):
    """A link that counts between two (body, servant)."""
    link = offer(child=child[0], parent=parent[0], kind=kind, body=child[0], by=child[1], now=NOW)
    return say_yes(link=link, body=parent[0], by=parent[1], now=NOW)


def above(body):
    return [link.parent.name for link in standing_of(body).above]


def test_invariant_46_a_link_counts_with_two_confirmations_one_by_a_servant_of_each_body():
    (lamp, ana), (north, ben) = served("Lamp"), served("North")
    link = offer(child=lamp, parent=north, kind=VOICE, body=lamp, by=ana, now=NOW)
    assert above(lamp) == []
    for body, by in ((north, ana), (lamp, ben), (north, a_member("Cleo")), (north, None)):
        with pytest.raises(NotTheirServant):
            say_yes(link=link, body=body, by=by, now=NOW)
    say_yes(link=link, body=lamp, by=ana, now=NOW)  # once more the same is not the other's
    assert above(lamp) == []
    say_yes(link=link, body=north, by=ben, now=NOW)
    assert above(lamp) == ["North"]
    told = [line.verb for line in Record.objects.filter(body=lamp)][1:]
    assert told == ["link-offered", "link-agreed"] == [line.verb for line in Record.objects.filter(body=north)][1:]


def test_invariant_46_a_parent_without_servants_leaves_the_link_offered():
    (lamp, ana), north = served("Lamp"), a_body("North", slug="north")
    link = offer(child=lamp, parent=north, kind=VOICE, body=lamp, by=ana, now=NOW)
    with pytest.raises(NotTheirServant):
        say_yes(link=link, body=north, by=ana, now=NOW)
    gone = a_member("Gone")
    a_term(gone, a_role(north), starts_on=date(2026, 1, 1), ends_on=date(2026, 11, 23))  # over today
    with pytest.raises(NotTheirServant):
        say_yes(link=link, body=north, by=gone, now=NOW)
    assert [above(lamp), standing_of(lamp).for_others, standing_of(north).for_us] == [[], [link], [link]]


def test_invariant_46_ending_a_link_needs_only_the_childs():
    lamp, north = served("Lamp"), served("North")
    link = linked(lamp, north)
    with pytest.raises(NotTheirServant):
        end(link=link, body=north[0], by=north[1], now=NOW)
    end(link=link, body=lamp[0], by=lamp[1], now=NOW)
    assert above(lamp[0]) == []
    with pytest.raises(AlreadyOver):
        say_yes(link=link, body=lamp[0], by=lamp[1], now=NOW)
    assert linked(lamp, north).is_current  # both can say yes again


def test_an_offer_can_be_declined_and_what_both_offered_is_agreed():
    lamp, north = served("Lamp"), served("North")
    first = offer(child=lamp[0], parent=north[0], kind=VOICE, body=lamp[0], by=lamp[1], now=NOW)
    end(link=first, body=north[0], by=north[1], now=NOW)
    assert standing_of(lamp[0]).for_others == []
    for body, by in (lamp, north):
        offer(child=lamp[0], parent=north[0], kind=VOICE, body=body, by=by, now=NOW)
    assert above(lamp[0]) == ["North"]


def test_invariant_45_no_body_is_its_own_ancestor_within_a_kind():
    lamp, north, world = served("Lamp"), served("North"), served("World")
    linked(lamp, north), linked(north, world)
    for child, parent in ((world, lamp), (north, lamp), (world, world)):
        with pytest.raises(BelowItself):
            offer(child=child[0], parent=parent[0], kind=VOICE, body=child[0], by=child[1], now=NOW)
    assert linked(world, lamp, LinkKind.SERVICE).is_current  # another kind is another ladder


def test_invariant_45_a_body_has_one_upper_body_of_a_kind():
    lamp, north, south = served("Lamp"), served("North"), served("South")
    linked(lamp, north)
    with pytest.raises(HasOneOfThisKind):
        offer(child=lamp[0], parent=south[0], kind=VOICE, body=lamp[0], by=lamp[1], now=NOW)
    assert linked(lamp, south, LinkKind.SERVICE).is_current
    with pytest.raises(IntegrityError), transaction.atomic():
        Link.objects.create(
            child=lamp[0], parent=south[0], kind=VOICE, offered_at=NOW, child_yes_at=NOW, parent_yes_at=NOW
        )


@pytest.mark.django_db(transaction=True)
def test_invariant_45_two_who_agree_at_once_to_stand_above_each_other_make_no_ring():
    """The look upwards and the write happen under one lock."""
    for turn in range(5):
        lamp, north = served(f"Lamp{turn}"), served(f"North{turn}")
        offers = [
            (offer(child=a[0], parent=b[0], kind=VOICE, body=a[0], by=a[1], now=NOW), b)
            for a, b in ((lamp, north), (north, lamp))
        ]
        gate = threading.Barrier(2)

        def agrees(offered, gate=gate):
            link, (body, by) = offered
            try:
                gate.wait(10)
                return say_yes(link=link, body=body, by=by, now=NOW).is_current
            except BelowItself:
                return False
            finally:
                connections.close_all()

        with ThreadPoolExecutor(2) as pool:
            assert sorted(pool.map(agrees, offers)) == [False, True]
        assert Link.objects.current().filter(child__in=[lamp[0], north[0]]).count() == 1


def test_invariant_49_serving_above_gives_no_duty_and_no_names_below():
    lamp, north = served("Lamp"), served("North")
    linked(lamp, north)
    assert duties_of(member=north[1], body=north[0], now=NOW) == {Duty.SECRETARY}
    assert duties_of(member=north[1], body=lamp[0], now=NOW) == set()
    assert not may_read_names(member=north[1], body=lamp[0], now=NOW)
    assert duties_of(member=lamp[1], body=north[0], now=NOW) == set()


@pytest.mark.parametrize("first", ["old", "new"])
def test_scenario_55_a_move_counts_when_both_upper_bodies_have_agreed(first):
    lamp, north, south = served("Lamp"), served("North"), served("South")
    asked = move(link=linked(lamp, north), to=south[0], by=lamp[1], now=NOW)
    assert above(lamp[0]) == ["North"]
    one, other = (north, south) if first == "old" else (south, north)
    say_yes(link=asked, body=one[0], by=one[1], now=NOW)
    assert above(lamp[0]) == ["North"]
    say_yes(link=asked, body=other[0], by=other[1], now=NOW)
    assert above(lamp[0]) == ["South"]


def test_a_group_that_leaves_while_it_asks_to_move_waits_for_the_new_one_alone():
    lamp, north, south = served("Lamp"), served("North"), served("South")
    link = linked(lamp, north)
    asked = move(link=link, to=south[0], by=lamp[1], now=NOW)
    end(link=link, body=lamp[0], by=lamp[1], now=NOW)
    assert above(lamp[0]) == []
    say_yes(link=asked, body=south[0], by=south[1], now=NOW)
    assert above(lamp[0]) == ["South"]


def test_scenario_57_past_the_set_number_a_body_reads_what_to_look_at_and_nothing_opens(settings):
    settings.MANY_BENEATH = 2
    north = served("North")
    looks = []
    for name in ("Amber", "Birch", "Cedar"):
        linked(served(name), north)
        looks.append(worth_a_look(north[0], now=NOW))
    assert looks == [None, None, Look(count=3, unserved=0, zones=1)]
    assert Link.objects.current().count() == 3


def test_scenario_58_a_body_in_which_nobody_has_served_for_the_set_time_says_so(settings, client):
    settings.UNSERVED_DAYS = 90
    north = a_body("North", slug="north")
    assert unserved_since(north, now=NOW) is None
    a_term(a_member("Gone"), a_role(north), starts_on=date(2026, 1, 1), ends_on=date(2026, 8, 26))
    assert unserved_since(north, now=NOW) is None  # 89 days
    settings.UNSERVED_DAYS = 89
    assert unserved_since(north, now=NOW) == date(2026, 8, 26)
    assert "lay it down together" in client.get("/bodies/north/links/").content.decode()
    a_term(a_member("New"), a_role(north, "Chair"))
    assert unserved_since(north, now=NOW) is None
