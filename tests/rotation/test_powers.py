"""Who has powers is told in one short question; it says the same as the long one that the database could answer alone."""

import random
from datetime import date, timedelta

import pytest

from rotation.access import duties_of
from rotation.models import Absence, Duty, Term, TermKind
from tests.rotation.cast import NOW, a_body, a_member, a_role, a_term

pytestmark = pytest.mark.django_db
TODAY = NOW.date()


@pytest.mark.parametrize("seed", range(12))
def test_short_question_says_what_the_long_one_does(seed):
    dice, body = random.Random(seed), a_body()
    people = [a_member(name) for name in ("Ana", "Ben", "Cleo")]
    roles = {duty: a_role(body, str(duty), (duty,)) for duty in (Duty.HOST, Duty.TIME)}
    for role in roles.values():
        whole = a_term(
            dice.choice(people), role, TODAY - timedelta(days=dice.randrange(-1, 9)), TODAY + timedelta(days=9)
        )
        for kind in dice.choices([TermKind.ACTING, TermKind.ALTERNATE, TermKind.SHADOW], k=3):
            Term.objects.create(
                role=role, alias=whole.alias, kind=kind, seat=1, starts_on=TODAY, ends_on=date(2027, 1, 1),
                learns_from=whole if kind == TermKind.SHADOW else None,
            )  # fmt: skip
    for term in Term.objects.all():
        if dice.random() < 0.4:
            Absence.objects.create(term=term, from_on=TODAY, back_on=TODAY + timedelta(days=dice.randrange(1, 3)))
    for member in people:
        long = Term.objects.serving(on=TODAY).filter(role__body=body, alias__member=member)
        assert duties_of(member=member, body=body, now=NOW) == {
            duty for duties in long.values_list("role__duties", flat=True) for duty in duties
        }


def test_it_asks_once(django_assert_num_queries):
    body, ana = a_body(), a_member("Ana")
    a_term(ana, a_role(body))
    with django_assert_num_queries(1):
        assert duties_of(member=ana, body=body, now=NOW) == {Duty.SECRETARY}
