"""Going, at once and without a trace on the screen."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.views.decorators.csrf import csrf_exempt

from members.quiet import quiet_page


@csrf_exempt  # it changes nothing, and must work from a page that has lain open for a week
def leave(request: HttpRequest) -> HttpResponse:
    """To the neutral page. A script replaces the page; without one the browser's Back button still leads here."""
    answer = HttpResponseRedirect(settings.LEAVE_TO)
    answer.status_code = 303
    return answer


@quiet_page
def page(request: HttpRequest) -> HttpResponse:
    """A page that says nothing about this site."""
    return render(request, "members/page.html")
