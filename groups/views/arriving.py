"""A new group writes, and comes back to what it wrote by the address it was given."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from groups.access import arrival_for, bodies_that_welcome, is_kept
from groups.forms.arrival import ArrivalForm, LetterForm
from groups.models import Arrival
from groups.models.arrival import an_address
from groups.rules import arriving as rules
from groups.rules.arrival_words import written
from groups.rules.conditions import in_force
from groups.types import LANGUAGES
from groups.views.viewer import sign_in_and_come_back, viewer_of
from members.quiet import quiet_page
from members.rules.limits import limited


@limited("arrive", "10/m")
@quiet_page
def arrive(request: HttpRequest) -> HttpResponse:
    """The form. Sent, it leads to the group's own address, with or without an account."""
    member, welcoming = viewer_of(request), list(bodies_that_welcome()[:50])
    at = request.GET.get("at", "")
    body = next((each for each in welcoming if each.slug == at or len(welcoming) == 1), None)
    form = ArrivalForm(
        request.POST or None,
        initial=_to_begin_with(),
        conditions=in_force(body),
        signed_in=member is not None,
    )
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        sent = rules.send(
            address=said["kept_as"],
            body=body,
            member=member,
            facts=form.facts(),
            words=said["words"],
            now=timezone.now(),
        )
        return redirect("arrival", sent.address)
    context = {"form": form, "body": body, "welcoming": welcoming if len(welcoming) > 1 else []}
    return render(request, "groups/arrive.html", context, status=400 if form.errors else 200)


def _to_begin_with() -> dict[str, Any]:
    tongue = (get_language() or "").split("-")[0]
    return {
        "zone": timezone.get_current_timezone_name(),
        "minutes": 60,
        "languages": [tongue] if tongue in LANGUAGES else [],
        "kept_as": an_address(),
    }


@limited("arrival", "30/m")
@quiet_page
def arrival(request: HttpRequest, address: str) -> HttpResponse:
    """How far the group has come, the talk with those who welcome it, and what it may do itself."""
    now, member = timezone.now(), viewer_of(request)
    shown = arrival_for(address, now=now)
    form = LetterForm(request.POST if "words" in request.POST else None, initial={"key": an_address()})
    if request.method == "POST":
        if request.POST.get("act") == "serve" and member is None:
            return sign_in_and_come_back(request.path)
        if (form.is_valid() or not form.is_bound) and _done(request, shown, form):
            return redirect("arrival", address)
    since = rules.lists_itself_from(shown)
    context = {
        "arrival": shown,
        "state": rules.state_of(shown),
        "letters": shown.letters.all(),
        "written": written(shown),
        "form": form,
        "talk_about": rules.talk_about(shown),
        "since": since,
        "may_list": now >= since,
        "may_serve": shown.group is not None and not is_kept(group=shown.group, now=now),
        "opens": shown.group is not None and rules.circle_opens_at_its_hour(shown.group),
        "here": request.build_absolute_uri(request.path),
    }
    return render(request, "groups/arrival.html", context, status=400 if form.errors else 200)


def _done(request: HttpRequest, shown: Arrival, form: LetterForm) -> bool:
    """Whether to look at the page anew: what was said was done, or words say why it could not be."""
    now, act = timezone.now(), request.POST.get("act", "")
    try:
        if form.is_bound:
            rules.write(arrival=shown, now=now, **form.cleaned_data)
        elif act == "list":
            rules.list_it(arrival=shown, now=now)
        elif act == "serve":
            rules.serve(arrival=shown, member=request.user, now=now)
        elif act == "take-back":
            rules.take_back(arrival=shown, now=now)
        else:
            raise Http404
    except rules.NotYet:
        messages.warning(request, _("Not yet: this page says from when."))
    except rules.IsKept:
        messages.warning(request, _("Somebody keeps the group's page already."))
    except rules.NoLongerOpen:
        messages.warning(request, _("It is listed already, or was taken back. Nothing was changed."))
    else:
        messages.success(request, _("Written down."))
    return True


@limited("arrive", "10/m")
@quiet_page
def change(request: HttpRequest, address: str) -> HttpResponse:
    """The same form over what the group wrote, until it is listed."""
    now = timezone.now()
    shown = arrival_for(address, now=now)
    signed_in = shown.member is not None and shown.member == viewer_of(request)
    form = ArrivalForm(
        request.POST or None,
        initial=_as_written(shown),
        conditions=in_force(shown.body),
        signed_in=signed_in,
        is_new=False,
    )
    if request.method == "POST" and form.is_valid():
        try:
            rules.change(arrival=shown, facts=form.facts(), now=now)
        except rules.NoLongerOpen:
            messages.warning(request, _("It is listed already, or was taken back. Nothing was changed."))
        else:
            messages.success(request, _("Saved."))
        return redirect("arrival", address)
    context = {"form": form, "arrival": shown, "body": shown.body}
    return render(request, "groups/arrive.html", context, status=400 if form.errors else 200)


def _as_written(shown: Arrival) -> dict[str, Any]:
    lines = shown.affirmed.get("lines", [])
    ticked = [number for number, line in in_force(shown.body).numbered().items() if line in lines]
    named = ("name", "mailbox", "duties", "serves", "wants_company", "list_when_answered")
    return shown.meeting | {name: getattr(shown, name) for name in named} | {"affirmed": ticked}
