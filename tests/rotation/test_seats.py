"""One servant to a seat, who learns, who covers, how often in a row: what the body says is kept, and by whom.

Scenarios 43, 45 and 47 (domain.md); invariants 1, 2, 3, 4 and 5 (governance.md).
"""

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta

import pytest
from django.db import IntegrityError, connections, transaction

from rotation.access import duties_of, serving_on_days
from rotation.models import Chosen, Duty, Link, PartTerm, Record, RoleState, Term, TermKind
from rotation.rules.absences import away, back
from rotation.rules.aliases import alias_of
from rotation.rules.refusals import (
    CarriesAlready,
    LongerThanItMayBe,
    NobodyToLearnFrom,
    NotTheirs,
    OftenEnoughInARow,
    RoleRests,
    SeatTaken,
    ServesAlready,
    ThatDayIsOver,
)
from rotation.rules.terms import begin, call_off, end_early, stay_until
from tests.rotation.cast import NOW, a_body, a_member, a_role

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 23)
SPRING, SUMMER, AUTUMN = date(2027, 3, 1), date(2027, 6, 1), date(2027, 9, 1)


def serves(member, role, starts_on=TODAY, ends_on=SUMMER, **how):
    return begin(role=role, member=member, starts_on=starts_on, ends_on=ends_on, by=None, now=NOW, **how)


def acts(role, *members, day=TODAY):
    """Who of them may do what the role asks for on that day."""
    now = NOW + (day - TODAY)
    return [member.name for member in members if duties_of(member=member, body=role.body, now=now)]


def test_invariant_1_two_hold_no_seat_at_once_and_an_interim_servant_makes_room():
    ana, ben, cleo = (a_member(name) for name in ("Ana", "Ben", "Cleo"))
    role = a_role(a_body())
    serves(ana, role, ends_on=SPRING)
    with pytest.raises(SeatTaken):
        serves(ben, role, starts_on=SPRING - timedelta(1))
    with pytest.raises(SeatTaken):
        serves(ben, role, seat=2)
    with pytest.raises(ServesAlready):
        serves(ana, role)
    serves(ben, role, starts_on=SPRING, kind=TermKind.INTERIM)
    serves(cleo, role, starts_on=date(2027, 4, 1), ends_on=AUTUMN)  # chosen meanwhile
    assert acts(role, ana, ben, cleo, day=SPRING) == ["Ben"]
    assert acts(role, ana, ben, cleo, day=date(2027, 4, 1)) == ["Cleo"]
    assert Term.objects.get(kind=TermKind.INTERIM).ended == "succeeded"


def test_invariant_1_is_kept_by_the_database_whatever_a_rule_forgets():
    ana, ben = a_member("Ana"), a_member("Ben")
    role = a_role(a_body(), seats=2)
    first = serves(ana, role)
    alias = alias_of(member=ben, body=role.body)

    def writes(**facts):
        usual = {"role": role, "alias": alias, "seat": 1, "starts_on": SPRING, "ends_on": AUTUMN, "kind": "standing"}
        with transaction.atomic():
            return Term.objects.create(**usual | facts)

    for kind in ("standing", "interim"):
        with pytest.raises(IntegrityError, match="one_servant_holds_a_seat_at_a_time"):
            writes(kind=kind)
    writes(kind="shadow", learns_from=first)
    writes(seat=2)
    after = writes(starts_on=SUMMER)
    with pytest.raises(IntegrityError, match="one_servant_holds_a_seat_at_a_time"), transaction.atomic():
        Term.objects.filter(pk=after.pk).update(starts_on=SUMMER - timedelta(1))
    with pytest.raises(IntegrityError), transaction.atomic():
        writes(starts_on=AUTUMN, ends_on=None)  # invariant 2: nobody serves without an end


@pytest.mark.django_db(transaction=True)
def test_invariant_1_of_two_who_begin_at_once_one_does():
    role, people = a_role(a_body()), [a_member(name) for name in ("Ana", "Ben")]
    gate = threading.Barrier(2)

    def tries(member):
        try:
            gate.wait(10)
            return serves(member, role).pk
        except SeatTaken:
            return None
        finally:
            connections.close_all()

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pk is None for pk in pool.map(tries, people)) == [False, True]


def test_invariant_2_a_term_is_no_longer_than_the_role_says_and_can_go_on_up_to_that():
    ana, role = a_member("Ana"), a_role(a_body(), longest_months=12)
    with pytest.raises(LongerThanItMayBe):
        serves(ana, role, ends_on=date(2027, 11, 24))
    term = serves(ana, role)
    stay_until(term=term, until=AUTUMN, by=ana, now=NOW)
    with pytest.raises(LongerThanItMayBe):
        stay_until(term=term, until=date(2027, 11, 24), by=ana, now=NOW)
    assert Record.objects.filter(verb="term-goes-on").count() == 1


def test_invariant_3_a_shadow_names_whom_it_learns_from_and_has_no_powers():
    ana, ben = a_member("Ana"), a_member("Ben")
    role, other = a_role(body := a_body(), shadow_weeks=4), a_role(body, "Host", (Duty.HOST,))
    term, host = serves(ana, role), serves(ana, other)
    for learns_from, ends_on in ((None, SPRING), (host, SPRING), (term, TODAY + timedelta(27))):
        with pytest.raises(NobodyToLearnFrom):
            serves(ben, role, ends_on=ends_on, kind=TermKind.SHADOW, learns_from=learns_from)
    serves(ben, role, ends_on=TODAY + timedelta(28), kind=TermKind.SHADOW, learns_from=term)
    assert acts(role, ana, ben) == ["Ana"]
    end_early(term=term, on=TODAY + timedelta(7), by=ana, now=NOW)
    assert acts(role, ben, day=TODAY + timedelta(7)) == []  # nor when the place is empty


@pytest.mark.parametrize(
    ("part", "away_months", "starts_on", "ends_on", "refused"),
    [
        (PartTerm.HALF, 0, date(2027, 5, 23), date(2027, 11, 23), True),  # a third, right after two
        (PartTerm.HALF, 0, date(2027, 5, 24), date(2027, 11, 23), False),  # a day between, and no time away asked
        (PartTerm.HALF, 6, date(2027, 11, 22), date(2028, 5, 22), True),
        (PartTerm.HALF, 6, date(2027, 11, 23), date(2028, 5, 23), False),
        (PartTerm.HALF, 0, date(2027, 5, 23), date(2027, 7, 1), False),  # less than half of one
        (PartTerm.COUNTS, 0, date(2027, 5, 23), date(2027, 7, 1), True),
        (PartTerm.NOT, 0, date(2027, 5, 23), date(2027, 11, 22), False),
        (PartTerm.NOT, 0, date(2027, 5, 23), date(2027, 11, 23), True),
    ],
)
def test_invariant_4_a_role_is_held_so_often_in_a_row_as_its_body_says(part, away_months, starts_on, ends_on, refused):
    ana = a_member("Ana")
    role = a_role(a_body(), in_a_row=2, away_months=away_months, part_terms=part, months=6)
    serves(ana, role, starts_on=date(2026, 5, 23), ends_on=TODAY)
    serves(ana, role, ends_on=date(2027, 5, 23))
    if not refused:
        assert serves(ana, role, starts_on=starts_on, ends_on=ends_on)
        return
    with pytest.raises(OftenEnoughInARow):
        serves(ana, role, starts_on=starts_on, ends_on=ends_on)
    serves(ana, role, starts_on=starts_on, ends_on=ends_on, waiver="Nobody else is free until summer.")
    waived = Record.objects.get(verb="term-waiver")
    assert waived.facts == {"role": "Secretary", "reason": "Nobody else is free until summer."}


def test_scenario_45_what_is_suggested_is_waived_with_a_reason_and_no_date_of_anyone_is_kept():
    role = a_role(a_body(), experience="about two years")
    term = serves(a_member("Ben"), role, waiver="We know Ben's care.")
    assert Term.objects.get(pk=term.pk).waiver == "We know Ben's care."
    assert {each.name for each in Term._meta.get_fields() if "Date" in type(each).__name__} == {
        "starts_on", "ends_on", "ask_on",
    }  # fmt: skip


def test_scenario_43_an_alternate_acts_only_while_the_holder_is_away_or_gone():
    ana, ben, cleo, dee = (a_member(name) for name in ("Ana", "Ben", "Cleo", "Dee"))
    role = a_role(a_body(), alternates=2)
    term = serves(ana, role)
    for member in (ben, cleo):
        serves(member, role, ends_on=AUTUMN, kind=TermKind.ALTERNATE)
    with pytest.raises(SeatTaken):
        serves(dee, role, kind=TermKind.ALTERNATE)
    tomorrow = TODAY + timedelta(1)
    with pytest.raises(NotTheirs):
        away(term=term, from_on=tomorrow, back_on=SPRING, by=ben, now=NOW)
    for _twice in range(2):
        away(term=term, from_on=tomorrow, back_on=SPRING, by=ana, now=NOW)
    assert [acts(role, ana, ben, cleo, day=day) for day in (TODAY, tomorrow, SPRING)] == [["Ana"], ["Ben"], ["Ana"]]
    assert back(term=term, by=ana, now=NOW)
    assert acts(role, ana, ben, cleo, day=tomorrow) == ["Ana"]
    end_early(term=term, on=tomorrow, by=ana, now=NOW)
    assert acts(role, ana, ben, cleo, day=tomorrow) == ["Ben"]
    serves(
        dee, role, starts_on=tomorrow, ends_on=SPRING, kind=TermKind.ACTING
    )  # asked to cover: then an alternate need not
    assert acts(role, ana, ben, cleo, dee, day=tomorrow) == ["Dee"]
    assert sorted(serving_on_days(body=role.body, days=[TODAY, tomorrow])) == [
        (TODAY, ["secretary"], ana.pk, "Ana"),
        (tomorrow, ["secretary"], dee.pk, "Dee"),
    ]


def linked(lower, upper):
    Link.objects.create(child=lower, parent=upper, offered_at=NOW, child_yes_at=NOW, parent_yes_at=NOW)


def test_scenario_47_whoever_is_chosen_above_steps_down_below_and_the_alternate_acts():
    ana, ben = a_member("Ana"), a_member("Ben")
    group, above = a_body(), a_body("District", slug="district")
    linked(group, above)
    delegate = a_role(group, "Delegate", (Duty.DELEGATE,), steps_down=True, alternates=1)
    serves(ana, delegate)
    serves(ben, delegate, kind=TermKind.ALTERNATE)
    other = a_role(group)
    serves(ana, other)
    later = TODAY + timedelta(40)
    serves(ana, a_role(above), starts_on=later, ends_on=AUTUMN, chosen=Chosen.ELECTED)
    assert [sorted(duties_of(member=each, body=group, now=NOW + timedelta(40))) for each in (ana, ben)] == [
        ["secretary"], ["delegate"],
    ]  # fmt: skip
    assert Term.objects.get(role=delegate, kind=TermKind.STANDING).ended == "moved-up"


def test_invariant_5_nobody_carries_for_two_bodies_to_the_same_one():
    ana, above = a_member("Ana"), a_body("District", slug="district")
    lamp, north = a_body("Lamp", slug="lamp"), a_body("North", slug="north")
    linked(lamp, above), linked(north, above)
    serves(ana, a_role(lamp, "Delegate", (Duty.DELEGATE,)))
    carries = a_role(north, "Delegate", (Duty.DELEGATE,))
    with pytest.raises(CarriesAlready):
        serves(ana, carries)
    assert serves(ana, carries, starts_on=SUMMER, ends_on=AUTUMN)


def test_nobody_begins_in_a_role_that_rests_and_what_has_not_begun_is_taken_back():
    ana, role = a_member("Ana"), a_role(a_body())
    term = serves(ana, role, starts_on=SPRING)
    call_off(term=term, by=ana, now=NOW)
    call_off(term=term, by=ana, now=NOW)  # twice is once
    begun = serves(ana, role)
    with pytest.raises(ThatDayIsOver):
        call_off(term=begun, by=ana, now=NOW)
    role.state = RoleState.PAUSED
    role.save()
    with pytest.raises(RoleRests):
        serves(a_member("Ben"), role, starts_on=SUMMER, ends_on=AUTUMN)
    assert acts(role, ana) == ["Ana"]  # what was begun goes on to its day
