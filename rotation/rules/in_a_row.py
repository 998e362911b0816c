"""How often in a row a role is held by the same servant, as its body counts it."""

from datetime import date

from rotation.models import HOLDING, Alias, PartTerm, Role, Term
from rotation.rules.months import months_after

Days = tuple[date, date]


def in_a_row(*, role: Role, alias: Alias, starts_on: date, ends_on: date) -> int:
    """How many terms in a row it would make if `alias` served on these days too. One query.

    Terms are in a row while less than the role's time away lies between them; a shorter one counts as the role says.
    """
    rows = Term.objects.filter(role=role, alias=alias, kind__in=HOLDING).values_list("starts_on", "ends_on")
    new = (starts_on, ends_on)
    days = sorted([*rows, new])
    at = days.index(new)
    first = at
    while first > 0 and _follow(role, days[first - 1], days[first]):
        first -= 1
    last = at
    while last + 1 < len(days) and _follow(role, days[last], days[last + 1]):
        last += 1
    return sum(_counts(role, each) for each in days[first : last + 1])


def _follow(role: Role, one: Days, other: Days) -> bool:
    return other[0] <= one[1] or other[0] < months_after(one[1], role.away_months)


def _counts(role: Role, days: Days) -> bool:
    """Whether a term of those days counts as one."""
    starts_on, ends_on = days
    whole = months_after(starts_on, role.months)
    if role.part_terms == PartTerm.NOT:
        return ends_on >= whole
    return role.part_terms == PartTerm.COUNTS or (ends_on - starts_on) * 2 >= whole - starts_on
