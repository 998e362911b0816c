"""Coming in by a code that a letter brings."""

import logging
import time
from urllib.parse import urlencode

from allauth.account.adapter import get_adapter
from allauth.account.utils import get_next_redirect_url
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters

from members.forms import LetterCodeForm, LetterForm
from members.models import Member
from members.names import folded
from members.rules.letters import Letter, WrongCode, letter_for, opened, spelt
from members.rules.limits import limited, slow_down
from members.views.entrance import come_in

log = logging.getLogger(__name__)


@never_cache
@limited("letter", "20/m")
def ask(request: HttpRequest) -> HttpResponse:
    """A name, and whatever it is, the same answer: if it gave an address, a letter is on its way."""
    form = LetterForm(request.POST if request.method == "POST" else None)
    to = get_next_redirect_url(request)
    if form.is_valid():
        # By name alone, so that nobody's mailbox is filled; whoever is kept waiting has the password and the codes.
        slow_down(request, door="letter-to-a-name", rate="5/10m", key=folded(form.cleaned_data["name"]))
        _send(request, form.cleaned_data["name"])
        return redirect(reverse("letter_code") + (f"?{urlencode({'next': to})}" if to else ""))
    return render(request, "account/letter.html", {"form": form, "next": to})


@sensitive_post_parameters("code")
@never_cache
@limited("letter-code", "40/m")
def enter(request: HttpRequest) -> HttpResponse:
    """The code from the letter, in the browser in which it was asked for."""
    form = LetterCodeForm(request.POST if request.method == "POST" else None)
    to = get_next_redirect_url(request)
    if form.is_valid() and (member := _member_of(request, form)):
        come_in(request, member, stay=form.is_mine)
        messages.success(request, _("Welcome back, %(name)s.") % {"name": member.name})
        return redirect(to or settings.LOGIN_REDIRECT_URL)
    return render(request, "account/letter_code.html", {"form": form, "next": to})


def _send(request: HttpRequest, name: str) -> None:
    letter, to = letter_for(name=name, at=time.time())
    request.session["letter"] = letter.kept()
    if to:
        try:
            get_adapter().send_mail("account/email/sign_in_code", to, {"code": spelt(letter.code)})
        except OSError:  # said to the operator only: on the page it would tell that there is an address
            log.error("A letter with a code could not be sent; see to EMAIL_HOST and its settings.")


def _member_of(request: HttpRequest, form: LetterCodeForm) -> Member | None:
    kept = request.session.pop("letter", None)
    letter = Letter(**kept) if kept else None
    try:
        if letter is None:
            raise WrongCode
        return opened(letter=letter, code=form.cleaned_data["code"], at=time.time())
    except WrongCode:
        if letter and letter.tries_left > 0:
            request.session["letter"] = letter.kept()
        form.add_error("code", _("That code does not fit, or is too old. After three tries, please ask for a new one."))
        return None
