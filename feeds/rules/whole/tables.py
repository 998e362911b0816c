"""What a group takes along when it goes, table by table; and what stays behind, each with the reason.

A model of `rotation`, `groups` or `feeds` that is on neither list fails tests/feeds/test_whole.py: whoever adds one decides.
"""

from dataclasses import dataclass, field
from typing import Any

from django.db.models import AutoField, Model, Q, QuerySet

from feeds.models import ListedBody, ListedMeeting
from groups.models import Affirmation, Conditions, Contact, Group, Meeting, Merger, Norms, Picture, Visit, Walk
from rotation.models import Alias, Body, Link, Record, Role, Term


@dataclass(frozen=True)
class Table:
    """One kind of row: by which ways its rows belong to the body, and which facts stay behind and read back as what."""

    model: type[Model]
    ways: tuple[str, ...]
    without: dict[str, Any] = field(default_factory=dict)
    mailboxes: tuple[str, ...] = ()  # facts that go along in a servant's own copy alone
    is_mailbox: bool = False
    order: tuple[str, ...] = ("pk",)

    @property
    def name(self) -> str:
        return self.model._meta.label_lower

    def rows_of(self, body: Body) -> QuerySet[Any]:
        """The body's rows, in the order they were made."""
        mine = Q(pk__in=[])
        for way in self.ways:
            mine |= Q(**{way: body.pk})
        return self.model._default_manager.filter(mine).order_by(*self.order)

    def facts(self, *, mailboxes: bool) -> list[Any]:
        """The columns that go along: all but the numbers this database gave, and what stays behind."""
        left = {*self.without, *(() if mailboxes else self.mailboxes)}
        columns = [each for each in self.model._meta.concrete_fields if each.name not in left]
        return [each for each in columns if not isinstance(each, AutoField)]


OF_OTHERS = ("mark", "name", "slug", "kind", "zone", "created_at")  # what is said of a body the group has to do with

# In the order in which they can be read back: nothing points forward.
TABLES = [
    Table(Body, ("pk",)),
    Table(Alias, ("body",), without={"member": None, "name": ""}),
    Table(Role, ("body",)),
    Table(Term, ("role__body",)),
    Table(Link, ("child",)),
    Table(Group, ("pk",)),
    Table(Contact, ("group",), is_mailbox=True),
    Table(Meeting, ("group",), mailboxes=("safety_contact",)),
    Table(Picture, ("group",), order=("added_at", "pk")),
    Table(Visit, ("group",)),
    Table(Walk, ("group",)),
    Table(Conditions, ("body",)),
    Table(Affirmation, ("group",)),
    Table(Merger, ("group", "into")),
    Table(ListedBody, ("body",)),
    Table(ListedMeeting, ("meeting__group",)),
    Table(Record, ("body",)),
    Table(Norms, ("meeting__group",)),
]


def tables(*, mailboxes: bool) -> list[Table]:
    """Those that go along."""
    return [each for each in TABLES if mailboxes or not each.is_mailbox]


LEFT_BEHIND = {
    "rotation.absence": "On which days a servant is away is about a person, and forgotten when it is over.",
    "rotation.handover": "What one servant passes to the next is between the two, and their contacts are not the group's.",
    "rotation.handoveritem": "It is a line of that.",
    "rotation.offer": "That somebody could serve is their own word; they say it anew where they go.",
    "groups.membership": "Who belongs is each member's own word; they say it anew where they go.",
    "groups.certificate": "A certificate is about a person.",
    "groups.evening": "It follows from the meetings' rules and is laid out anew.",
    "groups.ownkind": "It is the whole fellowship's, and a body above looks after it; its code goes along on the meetings.",
    "groups.tally": "A house counts its own changes.",
    "groups.suggestion": "It is between whoever suggested it and this house; what was taken stands in the record.",
    "groups.concern": "It was said in trust to those who serve near the group, and not to the group.",
    "groups.heldchange": "It came from a list or a body here and waits for a yes; what was answered stands in the record.",
    "groups.arrival": "The talk before a group is listed is forgotten soon after, wherever the group is.",
    "groups.letter": "It is a part of that talk.",
    "groups.tick": "So is what the servants who welcomed the group did.",
    "feeds.staged": "Rows of a list on their way in.",
    "feeds.servicecalendar": "It is a member's own.",
    "feeds.source": "Which lists are brought in is said anew where one goes.",
    "feeds.givenfile": "So is a file that waits to be taken over.",
    "feeds.look": "A look was at a list of this house.",
    "rotation.alias member, name": "Nobody is named: terms and lines of the record stand by “a member”.",
    "groups.merger moved": "By the addresses of meetings; what has gone to another group stands in that group's copy.",
}
MAILBOXES_LEFT = {
    "groups.contact": "Mailboxes go along in a servant's own copy alone.",
    "groups.meeting safety_contact": "Mailboxes go along in a servant's own copy alone.",
}
