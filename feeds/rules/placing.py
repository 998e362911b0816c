"""Under which body a source lists another: said by the source alone, and nobody's yes."""

from collections.abc import Mapping
from datetime import datetime

from feeds.models import ListedBody
from rotation.models import Link, LinkKind

A_FEW = 500


def place_under(uppers: Mapping[int, str], *, source: str, now: datetime) -> None:
    """Put each body under the one its source names by that key; an earlier place by the same source ends. No key: at the top."""
    listed = dict(ListedBody.objects.filter(source=source).values_list("source_key", "pk"))
    places = Link.objects.filter(source=source, kind=LinkKind.SERVICE, ended_at=None)
    asked = places if len(uppers) > A_FEW else places.filter(child__in=list(uppers))
    there = dict(asked.values_list("child", "parent"))
    wanted = {body: listed.get(key) for body, key in uppers.items()}
    moved = {body: upper for body, upper in wanted.items() if upper not in (there.get(body), body)}
    ended = [body for body in moved if body in there]
    for start in range(0, len(ended), A_FEW):
        places.filter(child__in=ended[start : start + A_FEW]).update(ended_at=now)
    Link.objects.bulk_create(
        [
            Link(child_id=body, parent_id=upper, kind=LinkKind.SERVICE, offered_at=now, source=source)
            for body, upper in moved.items()
            if upper is not None
        ],
        batch_size=2000,
    )
