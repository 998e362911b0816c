"""Names in a body's record: made at the first act the record keeps, emptied when a person asks to be forgotten."""

from django.db import transaction

from members.models import Member
from rotation.models import Alias, Body


@transaction.atomic
def alias_of(*, member: Member, body: Body, name: str | None = None) -> Alias:
    """The alias `member` has in `body`, made now if there is none.

    Takes the name to appear under (their chosen name unless given); an alias that exists keeps the name it has.
    """
    alias, _made = Alias.objects.get_or_create(
        body=body, member=member, defaults={"name": member.name if name is None else name}
    )
    return alias


@transaction.atomic
def forget(*, member: Member) -> int:
    """Empty every alias of `member`; their terms and lines of record stand, by "a member". Gives how many."""
    return Alias.objects.filter(member=member).update(member=None, name="")
