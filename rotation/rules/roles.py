"""Naming a role, and saying how it goes round. By the body's secretary; a role with terms is laid down, never removed."""

from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction

from members.models import Member
from rotation.access import may_speak_for
from rotation.models import Body, Role
from rotation.rules.record import note
from rotation.rules.refusals import NotTheirs


class AnotherOfThatTitle(Exception):
    """The body has a role of that title."""


@transaction.atomic
def keep_role(*, body: Body, role: Role | None, said: dict[str, Any], by: Member | None, now: datetime) -> Role:
    """Name a new role, or let `role` be as `said` (by the model's names). What is as it was is not written again.

    Raises NotTheirs or AnotherOfThatTitle.
    """
    if not may_speak_for(member=by, body=body, now=now):
        raise NotTheirs
    kept = Role(body=body) if role is None else Role.objects.select_for_update().get(pk=role.pk, body=body)
    changed = sorted(name for name, value in said.items() if getattr(kept, name) != value)
    for name in changed:
        setattr(kept, name, said[name])
    if role is not None and not changed:
        return kept
    try:
        with transaction.atomic():
            kept.save()
    except IntegrityError as refused:
        raise AnotherOfThatTitle from refused
    if role is None:
        note(body=body, member=by, verb="role-named", facts={"role": kept.title}, now=now)
    else:
        note(body=body, member=by, verb="role-changed", facts={"role": kept.title, "fields": changed}, now=now)
    return kept
