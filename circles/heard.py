"""What was shared last, and what was written of it: read once, and shown to every audience in every language."""

from dataclasses import dataclass

from django.db.models import Subquery

from circles.models import Turn, Words
from circles.models.turn import SHARED_IN
from circles.models.words import Hand
from circles.rules.captions import is_quiet, sealed_at
from circles.rules.covering import shown_name
from circles.rules.seal import unseal
from circles.rules.table import Table

WORDS_SHOWN = 40  # the newest lines of a turn: a long share that is captioned is not sent whole with every line


@dataclass(frozen=True)
class Heard:
    """The last share that has ended, and the newest typed words with their number in their turn, opened once."""

    last: Turn | None
    words: tuple[tuple[int, Words, str], ...]


@dataclass(frozen=True)
class Said:
    """Typed words as they are shown: the speaker's own, or the captioner's."""

    turn: int
    name: str
    text: str
    caption: bool = False
    at: int = 0  # how many-th of its turn


def heard_in(table: Table, key: bytes | None) -> Heard:
    """Typed shares and captions, the newest of them: of whoever has the piece; until someone does, of the one before, so
    that nobody has to read in haste. Two queries."""
    begun = Turn.objects.filter(circle=table.circle, begun_at__isnull=False)
    last = begun.filter(kind__in=SHARED_IN).exclude(ended_at=None).last()
    newest = begun.order_by("-number").values("pk")[:1]
    rows = list(enumerate(Words.objects.filter(turn=Subquery(newest)).select_related("turn"), start=1))
    words = tuple(
        (at, row, unseal(key, row.sealed, place=sealed_at(row.hand, row.turn)) or "…")
        for at, row in rows[-WORDS_SHOWN:]
    )
    return Heard(last, words)


def written(table: Table, heard: Heard) -> list[Said]:
    """Those words as everyone is shown them: whoever left took theirs along; a place that is quiet covers what was written
    there, and what was written of it."""
    return [
        Said(
            row.turn.number, shown_name(table, row.turn.seat_id), text, caption=row.hand == Hand.CAPTION, at=at
        )
        for at, row, text in heard.words
        if table.seats[row.turn.seat_id].left_at is None
        and not is_quiet(table, row.turn.seat_id)
        and not is_quiet(table, row.by_id)
    ]  # fmt: skip
