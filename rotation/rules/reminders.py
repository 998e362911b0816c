"""What is coming for those who serve: a term that ends, a post that stands empty. Looked for, never enqueued.

A sweep reads what is due on the day it is run and hands it to `members.rules.notes.keep`, which writes nothing twice. A day
that was missed is made up for: what is nearest by then is told.
"""

from collections import defaultdict
from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta
from functools import cache
from itertools import islice
from zoneinfo import ZoneInfo

from django.db.models import Exists, Max, OuterRef, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from members.rules.notes import Due, NoteKind, keep
from rotation.models import HOLDING, Duty, HandOver, Role, RoleState, Term, TermKind

STEPS = (7, 30, 90)  # days before a term ends, nearest first
AT_ONCE = 500
A_FORTNIGHT = timedelta(days=14)
A_ZONE_AWAY = timedelta(days=1)  # what day it is differs by one at the most


def note_kinds() -> list[NoteKind]:
    """The notes of this storey, in words."""
    return [
        NoteKind(
            "term-ends", _("Your time as %(role)s in %(body)s ends on %(on)s."), _("when my own time in a role ends")
        ),
        NoteKind(
            "post-empty", _("Nobody serves as %(role)s in %(body)s just now."), _("when a role in my body is free")
        ),
        NoteKind(
            "hand-over",
            _("What is passed on for %(role)s in %(body)s is not all passed on yet."),
            _("when a hand-over of mine waits"),
        ),
    ]


def sweep(*, now: datetime) -> int:
    """Note what is due by now for everyone. Gives how many notes were new."""
    return (
        keep(dues=terms_that_end(now=now), now=now)
        + keep(dues=empty_posts(now=now), now=now)
        + keep(dues=open_hand_overs(now=now), now=now)
    )


def terms_that_end(*, now: datetime) -> Iterator[Due]:
    """For each term in force that ends within ninety days: the step it has come to, for whoever serves."""
    day_in = _days(now)
    terms = Term.objects.filter(
        starts_on__lte=now.date() + A_ZONE_AWAY,
        ends_on__gt=now.date() - A_ZONE_AWAY,
        ends_on__lte=now.date() + timedelta(days=max(STEPS)) + A_ZONE_AWAY,
        alias__member__isnull=False,
        kind__in=[*HOLDING, TermKind.ALTERNATE],
    ).order_by("pk")
    facts = ("pk", "alias__member", "ends_on", "starts_on", "role__title", "role__body__name", "role__body__slug",
             "role__body__zone")  # fmt: skip
    for pk, member, ends_on, starts_on, role, body, slug, zone in terms.values_list(*facts).iterator(chunk_size=2000):
        today = day_in(zone)
        step = _step(today, ends_on)
        if starts_on <= today < ends_on and step is not None and ends_on - starts_on > timedelta(days=step):
            path = reverse("body", args=[slug])
            yield Due(member, "term-ends", f"term/{pk}", str(step), {"role": role, "body": body}, path, ends_on)


def empty_posts(*, now: datetime) -> Iterator[Due]:
    """For each role that nobody holds today though somebody did: a note for whoever serves the body as its secretary."""
    day_in, near = _days(now), now.date() + A_ZONE_AWAY
    held = Term.objects.filter(role=OuterRef("pk"), ends_on__gt=near).exclude(kind=TermKind.SHADOW)
    last = Max("terms__ends_on", filter=~Q(terms__kind=TermKind.SHADOW))
    empty = (
        Role.objects.filter(~Exists(held), state=RoleState.OPEN)
        .annotate(last=last)
        .filter(last__isnull=False)
        .select_related("body")
    )
    roles = empty.order_by("pk").iterator(chunk_size=AT_ONCE)
    while chunk := list(islice(roles, AT_ONCE)):
        secretaries = _secretaries({role.body_id for role in chunk}, now, day_in)
        for role in chunk:
            if role.last > day_in(role.body.zone):
                continue
            facts: dict[str, str | int] = {"role": role.title, "body": role.body.name}
            path = reverse("body", args=[role.body.slug])
            for member in sorted(secretaries[role.body_id]):
                yield Due(member, "post-empty", f"empty/{role.pk}/{role.last}", "", facts, path)


def _secretaries(bodies: set[int], now: datetime, day_in: Callable[[str], date]) -> dict[int, set[int]]:
    """Body -> the members who serve as its secretary today. One query."""
    near = Term.objects.filter(
        role__body__in=bodies,
        starts_on__lte=now.date() + A_ZONE_AWAY,
        ends_on__gt=now.date() - A_ZONE_AWAY,
        alias__member__isnull=False,
    ).values_list("role__body", "role__body__zone", "role__duties", "starts_on", "ends_on", "alias__member")
    found: dict[int, set[int]] = defaultdict(set)
    for body, zone, duties, starts_on, ends_on, member in near.iterator(chunk_size=2000):
        if Duty.SECRETARY in duties and starts_on <= day_in(zone) < ends_on:
            found[body].add(member)
    return found


def open_hand_overs(*, now: datetime) -> Iterator[Due]:
    """For each hand-over open for a fortnight: a note for whoever gives and whoever takes, while they say nothing."""
    waiting = HandOver.objects.filter(done_on=None, opened_on__lte=now.date() - A_FORTNIGHT).order_by("pk")
    facts = ("pk", "given_on", "taken_on", "giver__alias__member", "taker__alias__member", "role__title",
             "role__body__name", "role__body__slug")  # fmt: skip
    for pk, given, taken, giver, taker, role, body, slug in waiting.values_list(*facts).iterator(chunk_size=2000):
        for member, has_said in ((giver, given), (taker, taken)):
            if member is not None and has_said is None:
                path = reverse("hand_over", args=[slug, pk])
                yield Due(member, "hand-over", f"hand-over/{pk}", "", {"role": role, "body": body}, path)


def _step(today: date, ends_on: date) -> int | None:
    return next((days for days in STEPS if ends_on - today <= timedelta(days=days)), None)


def _days(now: datetime) -> Callable[[str], date]:
    """What day it is in a zone, asked of each zone once."""

    @cache
    def day_in(zone: str) -> date:
        return now.astimezone(ZoneInfo(zone)).date()

    return day_in
