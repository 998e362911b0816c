"""The front page: the only page that looks into every storey."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from members.panels import panels


def front(request: HttpRequest) -> HttpResponse:
    """What is on now and next, and whatever else waits for this viewer, panel by panel."""
    member = request.user if request.user.is_authenticated else None
    waiting = panels("waiting_for", member=member, now=timezone.now())
    return render(request, "fellowship/front.html", {"panels": sorted(waiting, key=lambda panel: panel.further_down)})
