"""Writing a line in a body's own record. There is no rule that changes one or takes one away."""

from datetime import datetime
from typing import Any

from django.db import transaction

from members.models import Member
from rotation.models import Body, Record
from rotation.rules.aliases import alias_of
from rotation.rules.chain import hash_of


@transaction.atomic
def note(*, body: Body, member: Member | None, verb: str, facts: dict[str, Any], now: datetime) -> Record:
    """Add a line: what happened (`verb`, a slug), by whom (None where nobody need be named) and its public facts.

    `facts` must be plain JSON and name nobody: a person appears in a record only as an alias. Two who write at the same
    moment write one after the other. Raises TypeError for facts that are not plain.
    """
    # The alias before the lock, as whoever makes one first and notes it then does: so nobody waits in a ring.
    alias = None if member is None else alias_of(member=member, body=body)
    Body.objects.select_for_update(no_key=True).get(pk=body.pk)
    previous = Record.objects.filter(body=body).order_by("-pk").values_list("hash", flat=True).first() or ""
    line = Record(body=body, alias=alias, verb=verb, facts=facts, at=now, previous=previous)
    line.hash = hash_of(line)
    line.save(force_insert=True)
    return line
