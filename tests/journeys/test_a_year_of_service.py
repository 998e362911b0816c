"""A year of one group's service, the clock as argument: learn, hand over, leave free, cover, stand in, step down, help out.

How somebody is chosen by ballot is the storey's above; here the body's word is written down. Scenarios 43, 47 and 49 (domain.md).
"""

from datetime import UTC, date, datetime, time

import pytest

from groups.models import Membership
from rotation.access import duties_of
from rotation.models import Chosen, HandOver, Link, Record, TermKind
from rotation.rules.absences import away
from rotation.rules.asking import asked_alone, glad_to_stay, pass_it_on
from rotation.rules.chain import chain_of
from rotation.rules.handing_over import add_line, open_lists, open_what_ends, that_is_all
from rotation.rules.openings import Wanted, offer, openings, pair
from rotation.rules.refusals import OftenEnoughInARow
from rotation.rules.service import places_of
from rotation.rules.stepping_in import keep_it_for_now, may_keep_it_for_now, stand_down, write_down
from rotation.rules.terms import begin
from tests.groups.cast import a_group, a_meeting, a_member
from tests.rotation.cast import a_body, a_role

pytestmark = [pytest.mark.django_db, pytest.mark.once]


def noon(month, day, year=2027):
    return datetime.combine(date(year, month, day), time(12), tzinfo=UTC)


def begins(role, name, now, until, by, kind=TermKind.STANDING, **how):
    days = {"starts_on": now.date(), "ends_on": until}
    return write_down(role=role, name=name, kind=kind, by=by, now=now, **days | {"chosen": Chosen.ACCLAIMED} | how)


def test_a_year_of_one_groups_service():
    ana, ben, cleo, dee = people = [a_member(name) for name in ("Ana", "Ben", "Cleo", "Dee")]
    group = a_group(zone="UTC")
    a_meeting(group)
    body = group.body
    role = a_role(
        body, duties=("secretary",), months=4, longest_months=6, in_a_row=1, away_months=4, shadow_weeks=4, alternates=1,
        steps_down=True, hand_over={"know": ["Where the key hangs"]},
    )  # fmt: skip
    for member in people:
        Membership.objects.create(group=group, member=member, since=date(2026, 6, 1))

    def serving(now):
        return [member.name for member in people if duties_of(member=member, body=body, now=now)]

    def open_roles(now):
        return [(each.title, each.held) for each in openings(wanted=Wanted(), member=None, now=now)]

    # January: nobody serves. Whoever has long belonged keeps the page for now, and the body writes down Ana.
    january = noon(1, 4)
    assert serving(january) == []
    assert open_roles(january) == [("Secretary", 0)]
    assert may_keep_it_for_now(member=ben, body=body, now=january)
    cover = keep_it_for_now(role=role, member=ben, now=january)
    assert serving(january) == ["Ben"]
    first = begins(role, "Ana", noon(1, 11), date(2027, 5, 11), ben)
    cover.refresh_from_db()
    assert (cover.ends_on, cover.ended, serving(noon(1, 11))) == (date(2027, 1, 11), "succeeded", ["Ana"])
    assert open_roles(noon(1, 12)) == []

    # February: Ana is away, and the alternate acts. March: somebody could, and learns.
    begins(role, "Dee", noon(1, 11), date(2027, 6, 11), ana, kind=TermKind.ALTERNATE)
    away(term=first, from_on=date(2027, 2, 8), back_on=date(2027, 2, 22), by=ana, now=noon(2, 1))
    assert [serving(noon(2, day)) for day in (7, 8, 21, 22)] == [["Ana"], ["Dee"], ["Dee"], ["Ana"]]
    assert open_roles(noon(3, 20)) == [("Secretary", 1)]  # it ends in May
    learns = pair(offered=offer(role=role, member=cleo, now=noon(3, 20)), by=ana, now=noon(3, 20))
    assert (learns.kind, serving(noon(3, 21))) == (TermKind.SHADOW, ["Ana"])

    # April: the list opens two weeks before the end, for whoever comes. May: Ana may not go on, Cleo begins.
    assert open_what_ends(now=noon(4, 28)) == 1
    listed = HandOver.objects.get(giver=first)
    add_line(hand_over=listed, kind="file", words="The blue folder", member=ana, now=noon(4, 28))
    with pytest.raises(OftenEnoughInARow):
        begins(role, "Ana", noon(5, 10), date(2027, 9, 1), ana, starts_on=date(2027, 5, 11))
    second = begins(role, "Cleo", noon(5, 10), date(2027, 9, 11), ana, starts_on=date(2027, 5, 11))
    that_is_all(hand_over=listed, side="giver", member=ana, now=noon(5, 12))
    done = that_is_all(hand_over=listed, side="taker", member=cleo, now=noon(5, 12))
    assert (done.taker, done.done_on, serving(noon(5, 11))) == (second, date(2027, 5, 12), ["Cleo"])

    # June: Cleo is chosen for the district, and steps down here; Dee, the alternate, acts until her own time ends.
    district = a_body("District", slug="district")
    Link.objects.create(child=body, parent=district, offered_at=january, child_yes_at=january, parent_yes_at=january)
    chair = a_role(district, "Chair")
    days = {"starts_on": date(2027, 6, 1), "ends_on": date(2028, 6, 1)}
    from_here = begin(role=chair, member=cleo, by=None, now=noon(6, 1), chosen=Chosen.ELECTED, **days)
    second.refresh_from_db()
    assert (from_here.role, second.ended, second.ends_on) == (chair, "moved-up", date(2027, 6, 1))
    assert [serving(noon(6, 2)), serving(noon(6, 11))] == [["Dee"], []]
    (place,) = places_of(body=body, member=ben, now=noon(6, 2))
    assert (place.is_free, place.free_since, [each.alias.name for each in place.covering]) == (
        True,
        date(2027, 6, 1),
        ["Dee"],
    )

    # Summer: empty, and nothing breaks; Ben keeps it for now, is asked alone in August, and is glad to stay.
    covers = keep_it_for_now(role=role, member=ben, now=noon(6, 20))
    assert asked_alone(member=ben, body=body, now=noon(8, 1)) == []
    assert asked_alone(member=ben, body=body, now=noon(8, 21)) == [covers]
    glad_to_stay(term=covers, until=date(2027, 10, 20), member=ben, now=noon(8, 21))
    assert asked_alone(member=ben, body=body, now=noon(9, 1)) == []
    pass_it_on(term=covers, member=ben, now=noon(10, 1))
    assert open_roles(noon(10, 1)) == [("Secretary", 0)]

    # Autumn: Ana has been away long enough, begins again, and stands down in December.
    again = begins(role, "Ana", noon(10, 4), date(2028, 2, 4), ben)
    assert serving(noon(10, 4)) == ["Ana"]
    stand_down(term=again, on=date(2027, 12, 1), member=ana, now=noon(11, 30))
    assert serving(noon(12, 1)) == []
    assert [each.hand_over.giver for each in open_lists(body=body, member=dee, now=noon(12, 1))][-1] == again
    assert "Where the key hangs" in [item.words for item in HandOver.objects.get(giver=again).items.all()]
    assert chain_of(body=body).breaks == []
    assert Record.objects.filter(body=body, verb="term-begun").count() == 7
