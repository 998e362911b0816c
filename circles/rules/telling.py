"""What a circle leaves in the record, in plain words: that it was held, how many came, what was read. Nobody is named."""

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext, ngettext

from rotation.models import Record
from rotation.rules.telling import told_by


def _held(facts: dict[str, Any]) -> str:
    people = facts["people"]
    said = [
        ngettext("A circle was held, with %(n)d person.", "A circle was held, with %(n)d people.", people)
        % {"n": people}
    ]
    if facts.get("readings"):
        said.append(gettext("Read: %(readings)s.") % {"readings": ", ".join(facts["readings"])})
    return " ".join([*said, facts["note"]] if facts.get("note") else said)


def tell(*, lines: Sequence[Record]) -> list[tuple[int, str]]:
    """What this storey's lines say (asked by rotation)."""
    return told_by({"circle-held": _held}, lines)
