"""Kinds of meeting that a fellowship has codes of its own for: naming one, putting it away, and saying codes in words."""

import re
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils.functional import Promise
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from groups.access import may_name_kinds
from groups.models import Meeting, OwnKind
from groups.rules.refusals import NotTheSecretary
from groups.types import TYPES, in_words
from members.models import Member
from rotation.models import Body
from rotation.rules.record import note

SHAPE = re.compile(r"[A-Z0-9][A-Z0-9-]{0,9}")
LONGEST_NAME = 60
MOST = 60  # offered in the whole house: a list nobody can overlook helps nobody to find a meeting
# Codes that are proposed for all, or that programs which read our feeds give themselves.
SPOKEN_FOR = {"BV-I", "D-HOH", "LO-I", "QSL", "RSL", "ACTIVE", "INACTIVE", "ONLINE", "IN-PERSON", "ONL"}
TAKEN = {code.upper() for code in TYPES} | SPOKEN_FOR


class KindIsRefused(ValueError):
    """A kind that cannot be named so; the words say why, and `at` at which of its fields."""

    def __init__(self, says: str | Promise, at: str) -> None:
        super().__init__(str(says))
        self.says, self.at = says, at


@transaction.atomic
def keep_kind(*, body: Body, member: Member | None, code: str, names: dict[str, str], now: datetime) -> OwnKind:
    """Name a kind of meeting, or name one of the body's own anew. `names`: what it means, by language; one is enough.

    Raises NotTheSecretary, or KindIsRefused for a code that is taken or is none.
    """
    if not may_name_kinds(member=member, body=body, now=now):
        raise NotTheSecretary
    code = code.strip().upper()
    said = {tag: names[tag].strip() for tag, _word in settings.LANGUAGES if names.get(tag, "").strip()}
    if not SHAPE.fullmatch(code):
        raise KindIsRefused(_("A code is one to ten letters of A to Z, digits or hyphens."), "code")
    if code in TAKEN:
        raise KindIsRefused(_("That code is one of the published ones, and means something already."), "code")
    if not said or any(len(name) > LONGEST_NAME for name in said.values()):
        raise KindIsRefused(_("Say in a few words what it means."), "names")
    held = OwnKind.objects.select_for_update().filter(code=code).first()
    if held is not None and held.body_id != body.pk:
        raise KindIsRefused(_("Another body of this fellowship has that code."), "code")
    if held is None:
        if OwnKind.objects.filter(put_away_at=None).count() >= MOST:
            raise KindIsRefused(_("There are as many kinds as anybody can look through. Put one away first."), "code")
        held = OwnKind.objects.create(code=code, body=body, names=said, added_at=now)
        note(body=body, member=member, verb="kind-added", facts={"code": code, "name": name_of(said)}, now=now)
    elif held.names != said:
        held.names = said
        held.save(update_fields=["names"])
        # What feeds say of these meetings is now another.
        Meeting.objects.filter(types__names=code).update(changed_at=now)
        note(body=body, member=member, verb="kind-renamed", facts={"code": code, "name": name_of(said)}, now=now)
    return held


@transaction.atomic
def offer_kind(*, body: Body, member: Member | None, code: str, offered: bool, now: datetime) -> bool:
    """Offer a kind no more, or again; the meetings that carry it keep it. Gives whether that changed anything.

    Raises NotTheSecretary.
    """
    if not may_name_kinds(member=member, body=body, now=now):
        raise NotTheSecretary
    held = OwnKind.objects.select_for_update().filter(body=body, code=code).first()
    if held is None or (held.put_away_at is None) == offered:
        return False
    held.put_away_at = None if offered else now
    held.save(update_fields=["put_away_at"])
    facts = {"code": code, "name": name_of(held.names)}
    if offered:
        note(body=body, member=member, verb="kind-back", facts=facts, now=now)
    else:
        note(body=body, member=member, verb="kind-put-away", facts=facts, now=now)
    return True


def own_choices() -> list[tuple[str, str, bool]]:
    """Every own code, what it means in the reader's language, and whether it is still offered. One query."""
    rows = OwnKind.objects.values_list("code", "names", "put_away_at")
    return [(code, name_of(names), away is None) for code, names, away in rows]


def own_kinds() -> dict[str, str]:
    """Every own code with what it means in the reader's language, those put away too. One query."""
    return {code: name for code, name, _offered in own_choices()}


def name_of(names: dict[str, Any]) -> str:
    """The name in the reader's language, else in the house's, else in any there is."""
    for tag in (get_language(), settings.LANGUAGE_CODE):
        if tag in names:
            return str(names[tag])
    return str(next(iter(names.values()), ""))


def kinds_in_words(codes: list[str]) -> list[str]:
    """The kinds of a meeting in words, the fellowship's own too; without languages, and without codes nobody knows.

    A query only where there is a code that is not published.
    """
    others = [code for code in codes if code not in TYPES]
    own = own_kinds() if others else {}
    return in_words(codes) + [own[code] for code in others if code in own]
