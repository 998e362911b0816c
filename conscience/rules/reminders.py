"""Who is on a register is told that a vote is open, and that its last day has come. Whether they voted is not asked:
what is written for some and not for others would say when somebody did.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from conscience.models import Voter
from members.rules.notes import Due, NoteKind, keep

LAST_DAY = timedelta(hours=24)


def note_kinds() -> list[NoteKind]:
    """The notes of this storey, in words."""
    is_open = _("A vote is open in %(body)s, and you are among those who may vote.")
    return [
        NoteKind("vote-open", is_open, _("when a vote of ours is open")),
        NoteKind("vote-ends", _("A vote in %(body)s closes on %(on)s."), _("when a vote of ours is about to close")),
    ]


def sweep(*, now: datetime) -> int:
    """Note what is due by now for everyone. Gives how many notes were new."""
    return keep(dues=open_votes(now=now), now=now)


def open_votes(*, now: datetime) -> Iterator[Due]:
    """For each line of the register of a vote that is open: that it is, and on its last day when it closes."""
    going_on = Q(question__closes_at=None) | Q(question__closes_at__gt=now)
    lines = Voter.objects.filter(
        going_on, question__closed_at=None, question__opens_at__lte=now, alias__member__isnull=False, in_the_room=False
    ).order_by("pk")
    facts = ("alias__member", "question", "question__address", "question__opens_at", "question__closes_at",
             "question__body__name")  # fmt: skip
    for member, number, address, opens_at, closes_at, body in lines.values_list(*facts).iterator(chunk_size=2000):
        path, matter = reverse("question", args=[address]), f"vote/{number}"
        yield Due(member, "vote-open", matter, "", {"body": body}, path, until=closes_at)
        if closes_at and closes_at - LAST_DAY <= now and closes_at - opens_at > LAST_DAY:
            yield Due(member, "vote-ends", matter, "1", {"body": body}, path, closes_at.date(), closes_at)
