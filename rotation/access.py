"""Who may: powers are read from terms in force today, in the body's own zone."""

from datetime import datetime

from members.models import Member
from rotation.models import Body, Term


def duties_of(*, member: Member | None, body: Body, now: datetime) -> set[str]:
    """The duties `member` holds in `body` at `now` through terms in force; empty for a visitor. One query."""
    if member is None:
        return set()
    today = now.astimezone(body.tz).date()
    terms = Term.objects.serving(on=today).filter(role__body=body, alias__member=member).values_list("role__duties", flat=True)
    return {duty for duties in terms for duty in duties}
