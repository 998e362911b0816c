"""The sheet of all meetings."""

from django.http import HttpRequest, HttpResponseBase
from django.utils import timezone

from feeds.rules.published import state_of_all
from feeds.rules.sheet_out import sheet
from feeds.views.outside import for_everyone, root_of, streamed, unless_unchanged


def _state(request: HttpRequest) -> str:
    return state_of_all(root_of(request), "sheet", now=timezone.now())


@for_everyone
@unless_unchanged(_state)
def meetings(request: HttpRequest) -> HttpResponseBase:
    """Every published meeting as a line of CSV."""
    answer = streamed(request, sheet(root=root_of(request), now=timezone.now()), "text/csv; charset=utf-8")
    answer.headers["Content-Disposition"] = 'attachment; filename="meetings.csv"'
    return answer
