"""The finder: what is on now and next, by whatever one may ask of it. Plain links and one form sent by GET."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from groups.access import ways_for
from groups.forms.finder import FinderForm
from groups.rules.finder import find
from groups.views.viewer import viewer_of
from members.panels import panels


@require_safe
def finder(request: HttpRequest) -> HttpResponse:
    """Each meeting that answers what is asked, at its next evening, twenty to a page."""
    now, viewer = timezone.now(), timezone.get_current_timezone()
    form = FinderForm(request.GET)
    search, after = form.search(), request.GET.get("after", "")
    found = find(search=search, after=after, now=now, viewer=viewer)
    rows = ways_for(found.rows, member=viewer_of(request), now=now)
    context = {
        "form": form,
        "search": search,
        "rows": list(zip(rows, found.distances, strict=True)),
        "following": found.following,
        "after": after,
        "asked": any(value for name, value in request.GET.items() if name != "after"),
        "clock": str(viewer),
        "links": panels("finder_links"),
    }
    return render(request, "groups/finder.html", context)
