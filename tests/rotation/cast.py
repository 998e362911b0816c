"""The people of these tests: Ana serves, Ben belongs, Cleo is an outsider."""

from datetime import UTC, date, datetime
from typing import Any

from members.models import Member
from rotation.models import Body, Duty, Role, Term
from rotation.rules.terms import begin

NOW = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
AS_LONG_AS_IT_TAKES: dict[str, Any] = {"longest_months": 12_000}  # for terms that no test wants to see the end of


def a_member(name: str) -> Member:
    return Member.objects.create_user(name)


def a_body(name: str = "Morning Committee", *, slug: str = "morning-committee", zone: str = "UTC") -> Body:
    return Body.objects.create(name=name, slug=slug, zone=zone, created_at=NOW)


def a_role(body: Body, title: str = "Secretary", duties: tuple[str, ...] = (Duty.SECRETARY,), **more: Any) -> Role:
    return Role.objects.create(
        body=body, title=title, duties=[str(duty) for duty in duties], **AS_LONG_AS_IT_TAKES | more
    )


def a_term(member: Member, role: Role, starts_on: date = date(2026, 11, 1), ends_on: date = date(2027, 5, 1)) -> Term:
    return begin(role=role, member=member, starts_on=starts_on, ends_on=ends_on, by=None, now=NOW)
