"""Everything held about me: read it, take it along, have it erased."""

from typing import Any

from django.conf import settings
from django.contrib.auth import logout
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.text import slugify
from django.views.decorators.debug import sensitive_post_parameters

from members.forms import ConfirmedForm
from members.models import Member
from members.panels import Held, panels
from members.rules.forgetting import erase
from members.rules.limits import slow_down


@login_required
def privacy(request: HttpRequest) -> HttpResponse:
    """What every storey holds about me, in words; the same as a file when asked for."""
    held = panels("held_about", member=request.user)
    return _file(held) if request.method == "POST" else render(request, "members/privacy.html", {"held": held})


@sensitive_post_parameters("password")
@login_required
def erase_me(request: HttpRequest) -> HttpResponse:
    """Erase it all, once the password says that it is I who asks."""
    form = ConfirmedForm(request.POST if request.method == "POST" else None, member=request.user)
    if request.method == "POST":
        slow_down(request, door="erase", rate="10/m", key=f"member {request.user.pk}")
        if form.is_valid():
            return _erased(request, request.user)
    held = panels("held_about", member=request.user)
    return render(request, "members/erase.html", {"form": form, "held": held})


def _erased(request: HttpRequest, member: Member) -> HttpResponse:
    erase(member=member)
    logout(request)
    answer = render(request, "members/erased.html")
    # The browser is asked to forget as well: our cookies, and whatever a page of ours noted on this device.
    answer.headers["Clear-Site-Data"] = '"cookies", "storage"'
    answer.headers["Cache-Control"] = "no-store, private"
    return answer


def _file(held: list[Held]) -> HttpResponse:
    """A download whose name says nothing."""
    facts: dict[str, Any] = {part.key: part.facts for part in held}
    name = slugify(settings.QUIET_NAME) or "page"
    answer = JsonResponse(facts, json_dumps_params={"indent": 2, "ensure_ascii": False})
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}.json"'
    return answer
