"""Writing a line in a body's own record. There is no rule that changes one or takes one away."""

from datetime import datetime
from typing import Any

from django.db import transaction

from members.models import Member
from rotation.models import Body, Record
from rotation.rules.aliases import alias_of


@transaction.atomic
def note(*, body: Body, member: Member | None, verb: str, facts: dict[str, Any], now: datetime) -> Record:
    """Add a line: what happened (`verb`, a slug), by whom (None where nobody need be named) and its public facts.

    `facts` must be plain JSON and name nobody: a person appears in a record only as an alias.
    """
    alias = None if member is None else alias_of(member=member, body=body)
    return Record.objects.create(body=body, alias=alias, verb=verb, facts=facts, at=now)
