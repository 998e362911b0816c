"""Codes to write down, and coming back with one."""

import time

from allauth.account.adapter import get_adapter
from allauth.account.utils import get_next_redirect_url
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters

from members.forms import CodeForm, ConfirmedForm
from members.models import Member
from members.names import folded
from members.rules.codes import NoSuchCode, codes_left, come_back, new_codes
from members.rules.limits import limited, slow_down
from members.views.entrance import come_in

SHOWN_FOR = 600  # seconds; kept in the sealed session meanwhile, so that a page loaded twice does not lose them


def show_codes(request: HttpRequest, member: Member, *, then: str) -> HttpResponse:
    """Make ten codes and lead to the page that shows them, and from there to `then`."""
    request.session["codes"] = {"words": new_codes(member=member), "until": time.time() + SHOWN_FOR}
    return redirect(f"{reverse('codes')}?{urlencode({'next': then})}")


@sensitive_post_parameters("password")
@login_required
def codes(request: HttpRequest) -> HttpResponse:
    """The codes while they are new; how many are left; ten new ones for whoever gives the password."""
    then = get_next_redirect_url(request) or reverse("you")
    form = ConfirmedForm(member=request.user)
    if "kept" in request.POST:
        request.session.pop("codes", None)
        return redirect(then)
    if request.method == "POST":
        slow_down(request, door="codes", rate="10/m", key=f"member {request.user.pk}")
        form = ConfirmedForm(request.POST, member=request.user)
        if form.is_valid():
            return show_codes(request, request.user, then=then)
    facts = {"codes": _shown(request), "left": codes_left(request.user), "form": form, "next": then}
    return render(request, "members/codes.html", facts)


@sensitive_post_parameters("password", "code")
@never_cache
@limited("code", "40/m")
def forgotten(request: HttpRequest) -> HttpResponse:
    """A name, one of its codes and a new password: one is in, and everywhere else signed out."""
    form = CodeForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        caller = get_adapter().get_client_ip(request)
        slow_down(request, door="code-of-a-name", rate="5/5m", key=f"{caller} {folded(form.cleaned_data['name'])}")
        if member := _came_back(form):
            come_in(request, member, stay=form.is_mine)
            messages.success(request, _left_in_words(codes_left(member)))
            return redirect(settings.LOGIN_REDIRECT_URL)
    return render(request, "account/forgotten_code.html", {"form": form})


def _came_back(form: CodeForm) -> Member | None:
    words = form.cleaned_data
    try:
        return come_back(name=words["name"], code=words["code"], password=words["password"])
    except NoSuchCode:
        form.add_error(None, _("That name and that code do not belong together here, or the code has been used."))
        return None


def _left_in_words(left: int) -> str:
    words = ngettext("You have %(left)d code left.", "You have %(left)d codes left.", left) % {"left": left}
    return _("Your password is new.") + " " + words


def _shown(request: HttpRequest) -> list[str]:
    """The codes just made; after ten minutes they are shown to nobody, at an open screen either."""
    kept = request.session.get("codes")
    if kept and kept["until"] < time.time():
        del request.session["codes"]
        kept = None
    return kept["words"] if kept else []
