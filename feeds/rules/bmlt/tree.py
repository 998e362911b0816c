"""The bodies that list groups, as the feed tells them: who is under whom, and what an import said of each."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet

from feeds.models import ListedBody
from feeds.types import LETTERS
from groups.models import Group
from rotation.models import Body, BodyKind, Link, LinkKind


@dataclass(frozen=True)
class Tree:
    """Bodies by id, the one each stands under, and the facts kept of those that came with an import."""

    bodies: dict[int, Body]
    upper: dict[int, int]
    facts: dict[int, dict[str, Any]]

    def lister_of(self, body_id: int) -> int:
        """The body whose list a group stands in: its upper one, or where there is none the group itself."""
        return self.upper.get(body_id, body_id)

    def below(self, wanted: Iterable[int]) -> set[int]:
        """Those bodies and all that stand under them, however deep."""
        found = set(wanted)
        edge = set(found)
        while edge:
            edge = {body for body, upper in self.upper.items() if upper in edge} - found
            found |= edge
        return found

    def above(self, wanted: Iterable[int]) -> set[int]:
        """Those bodies and all they stand under."""
        found = set()
        for body in wanted:
            while body not in found:
                found.add(body)
                body = self.upper.get(body, body)
        return found

    def row_of(self, body_id: int) -> dict[str, str]:
        """A row of GetServiceBodies. Helplines are of the body, never of a person."""
        body, facts = self.bodies[body_id], self.facts.get(body_id, {})
        upper = self.upper.get(body_id, 0)
        return {
            "id": str(body_id),
            "parent_id": str(upper if upper in self.bodies else 0),
            "name": body.name,
            "description": facts.get("description", ""),
            "type": facts.get("type") or LETTERS[body.kind],
            "url": facts.get("url", ""),
            "helpline": facts.get("helpline", ""),
            "world_id": facts.get("world_id", ""),
        }


def tree_of(groups: QuerySet[Group]) -> Tree:
    """The tree around those groups, in three queries: every body above groups, and groups that nobody lists."""
    counts = Q(child_yes_at__isnull=False, parent_yes_at__isnull=False)
    links = Link.objects.filter(~Q(source="") | counts, ended_at=None, kind=LinkKind.SERVICE)
    # What both agreed to comes last, and so stands above what a listing says.
    told = links.order_by("child_yes_at", "pk").values_list("child", "parent", "child_yes_at")
    upper = {child: parent for child, parent, yes in told if yes is None}
    upper |= {child: parent for child, parent, yes in told if yes is not None}
    listed = dict(ListedBody.objects.values_list("body", "facts"))
    alone = (
        Q(pk__in=groups.values("pk")) | Q(pk__in=list(listed)) if len(listed) < 500 else Q(pk__in=groups.values("pk"))
    )
    bodies = Body.objects.filter(~Q(kind=BodyKind.GROUP) | alone).order_by("pk")
    shown = {
        body.pk: body for body in bodies if body.kind != BodyKind.GROUP or body.pk in listed or body.pk not in upper
    }
    return Tree(shown, upper, listed)
