"""Passkeys: made, called by a word and removed on one's own page; and coming in with one."""

import time
from typing import Any

from allauth.account.utils import get_next_redirect_url
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from members.forms import PasskeyForm, WordForm
from members.models import Passkey
from members.rules.limits import limited, slow_down
from members.rules.passkeys import PasskeyRefused, Place, TooManyPasskeys, ask, call_it, keep, offer, remove, whose
from members.views.devices import kind_of
from members.views.entrance import come_in

TIME_TO_ANSWER = 300  # seconds between asking a browser and its answer


@login_required
def passkeys(request: HttpRequest) -> HttpResponse:
    """My passkeys. On a device that others use none is made: it would stay there."""
    is_mine = not request.session.get_expire_at_browser_close()
    if request.method == "POST":
        return _done(request, is_mine=is_mine)
    known = [
        (passkey, WordForm(initial={"word": passkey.word}, auto_id=f"id_{passkey.pk}_%s"))
        for passkey in Passkey.objects.filter(member=request.user)
    ]
    form = PasskeyForm(member=request.user, initial={"word": kind_of(request.headers.get("User-Agent", ""))})
    return render(request, "members/passkeys.html", {"passkeys": known, "form": form, "is_mine": is_mine})


def _done(request: HttpRequest, *, is_mine: bool) -> HttpResponse:
    which, form = request.POST.get("passkey", ""), WordForm(request.POST)
    word = form.cleaned_data["word"] if form.is_valid() else ""
    if "remove" in request.POST:
        remove(member=request.user, passkey_id=which)
        messages.success(request, _("That passkey opens nothing here any more. Your device may still list it."))
    elif "call" in request.POST:
        call_it(member=request.user, passkey_id=which, word=word)
        messages.success(request, _("Your word is kept."))
    elif is_mine:
        _keep(request, word)
    return redirect("passkeys")


def _keep(request: HttpRequest, word: str) -> None:
    answer = request.POST.get("credential", "")
    try:
        keep(member=request.user, place=_place(request), state=_asked(request, "make"), answer=answer, word=word)
        messages.success(request, _("The passkey is made. You can come in with it from now on."))
    except PasskeyRefused:
        messages.error(request, _("No passkey was made. Please try once more."))


@require_POST
@sensitive_post_parameters("password")
@login_required
def begin_to_make(request: HttpRequest) -> HttpResponse:
    """What the browser is to make, once the password says that it is I who asks."""
    slow_down(request, door="passkeys", rate="10/m", key=f"member {request.user.pk}")
    form = PasskeyForm(request.POST, member=request.user)
    if request.session.get_expire_at_browser_close() or not form.is_valid():
        return JsonResponse({"refused": " ".join(form.errors.get("password", []))}, status=400)
    try:
        options, state = offer(member=request.user, place=_place(request))
    except TooManyPasskeys:
        return JsonResponse({"refused": _("You have twenty passkeys. Remove one you no longer need.")}, status=400)
    return _asking(request, "make", options, state)


@require_POST
@limited("passkey", "40/m")
def begin_to_come_in(request: HttpRequest) -> HttpResponse:
    """What the browser is to answer. The same for everybody: no name is asked."""
    return _asking(request, "come in", *ask(place=_place(request)))


@require_POST
@limited("passkey", "40/m")
def come_in_with_one(request: HttpRequest) -> HttpResponse:
    """In, on a device of one's own; passkeys are not offered on any other."""
    try:
        member = whose(
            place=_place(request), state=_asked(request, "come in"), answer=request.POST.get("credential", "")
        )
    except PasskeyRefused:
        messages.error(request, _("That passkey does not open a name here. It may have been removed."))
        return redirect(settings.LOGIN_URL)
    come_in(request, member, stay=True)
    messages.success(request, _("Welcome back, %(name)s.") % {"name": member.name})
    return redirect(get_next_redirect_url(request) or settings.LOGIN_REDIRECT_URL)


def _place(request: HttpRequest) -> Place:
    host = request.get_host()
    return Place(host=host.rpartition(":")[0] or host, origin=f"{request.scheme}://{host}")


def _asking(request: HttpRequest, purpose: str, options: dict[str, Any], state: dict[str, Any]) -> JsonResponse:
    request.session["passkey"] = {"purpose": purpose, "state": state, "until": time.time() + TIME_TO_ANSWER}
    return JsonResponse(options)


def _asked(request: HttpRequest, purpose: str) -> dict[str, Any]:
    """What was asked of this browser; each asking is answered once. Raises PasskeyRefused."""
    asked = request.session.pop("passkey", None)
    if not asked or asked["purpose"] != purpose or asked["until"] < time.time():
        raise PasskeyRefused
    return asked["state"]
