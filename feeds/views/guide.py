"""The Meeting Guide feed."""

from django.http import HttpRequest, HttpResponseBase
from django.utils import timezone

from feeds.rules.guide_out import feed
from feeds.rules.published import state_of_all
from feeds.views.outside import for_everyone, root_of, streamed, unless_unchanged


def _state(request: HttpRequest) -> str:
    return state_of_all(root_of(request), now=timezone.now())


@for_everyone
@unless_unchanged(_state)
def meetings(request: HttpRequest) -> HttpResponseBase:
    """Every published meeting as one JSON array, for finders and directories elsewhere."""
    return streamed(request, feed(root=root_of(request), now=timezone.now()), "application/json")
