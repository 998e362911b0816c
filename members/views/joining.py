"""Coming in for the first time."""

from allauth.account.adapter import get_adapter
from allauth.account.utils import get_next_redirect_url
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters

from members.forms import SignUpForm
from members.models import Member
from members.rules.joining import NameIsTaken, join
from members.rules.limits import limited


@sensitive_post_parameters("password")
@never_cache
@limited("sign-up", "40/m")
def sign_up(request: HttpRequest) -> HttpResponse:
    """A name, a password, and one is in."""
    to = get_next_redirect_url(request) or settings.LOGIN_REDIRECT_URL
    if request.user.is_authenticated:
        return redirect(to)
    form = SignUpForm(request.POST if request.method == "POST" else None)
    if form.is_valid() and (member := _joined(form)):
        _come_in(request, member, stay=form.is_mine)
        messages.success(request, _("Welcome, %(name)s.") % {"name": member.name})
        return redirect(to)
    return render(request, "account/signup.html", {"form": form, "next": get_next_redirect_url(request)})


def _joined(form: SignUpForm) -> Member | None:
    words = form.cleaned_data
    try:
        return join(name=words["name"], password=words["password"], address=words["email"])
    except NameIsTaken:
        form.add_error(
            "name", _("Somebody here already goes by this name. Please choose another, or add a word to it.")
        )
        return None


def _come_in(request: HttpRequest, member: Member, *, stay: bool) -> None:
    get_adapter().login(request, member)
    request.session.set_expiry(settings.SESSION_COOKIE_AGE if stay else 0)
