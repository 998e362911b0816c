"""Every change of a meeting's listing: when, who by position, before and after; from here any of them is put back."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from groups.access import may_keep_listing, meeting_whose_norms
from groups.forms.difference import Difference, difference
from groups.models import Meeting
from groups.rules.history import history_of
from groups.rules.telling import by_position
from groups.views.viewer import viewer_of
from rotation.models import Record

A_PAGE = 20


@dataclass(frozen=True)
class Change:
    """One line of the history."""

    number: int
    day: date
    by: str
    rows: list[Difference]
    was_taken: bool


@require_safe
def history(request: HttpRequest, slug: str) -> HttpResponse:
    """The changes, newest first, for whoever belongs to the group or serves there."""
    now, member = timezone.now(), viewer_of(request)
    shown = meeting_whose_norms(member, slug, now=now)
    page = Paginator(history_of(shown), A_PAGE).get_page(request.GET.get("page"))
    changes = [_told(shown, line) for line in page.object_list]
    keeps = may_keep_listing(member=member, group=shown.group, now=now)
    context = {"meeting": shown, "page": page, "changes": changes, "may_edit": keeps}
    return render(request, "groups/history.html", context)


def _told(meeting: Meeting, line: Record) -> Change:
    facts: dict[str, Any] = line.facts
    fields = facts.get("changed") or facts.get("offered") or {}
    before, after = ({name: fact[side] for name, fact in fields.items()} for side in ("before", "after"))
    own = "" if line.alias_id is None else _("Written down by the group's secretary.")
    return Change(
        number=line.pk,
        day=line.at.astimezone(meeting.group.body.tz).date(),
        by=" ".join(part for part in (by_position(facts), own) if part),
        rows=difference(meeting, before, after, as_is=False),
        was_taken="changed" in facts,
    )
