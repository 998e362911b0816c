"""The sheet of all meetings."""

from django.http import HttpRequest, HttpResponseBase
from django.utils import timezone

from feeds.rules.published import published_meetings, state_of
from feeds.rules.sheet_out import sheet
from feeds.views.outside import for_everyone, root_of, streamed, unless_unchanged


def _state(request: HttpRequest) -> str:
    return state_of(published_meetings(now=timezone.now()), root_of(request), "sheet")


@for_everyone
@unless_unchanged(_state)
def meetings(request: HttpRequest) -> HttpResponseBase:
    """Every published meeting as a line of CSV."""
    answer = streamed(request, sheet(root=root_of(request), now=timezone.now()), "text/csv; charset=utf-8")
    answer.headers["Content-Disposition"] = 'attachment; filename="meetings.csv"'
    return answer
