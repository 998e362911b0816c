"""Coming in for the first time."""

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
from members.views.codes import show_codes
from members.views.entrance import come_in


@sensitive_post_parameters("password")
@never_cache
@limited("sign-up", "40/m")
def sign_up(request: HttpRequest) -> HttpResponse:
    """A name, a password, and one is in; what comes next is ten codes to write down."""
    to = get_next_redirect_url(request) or settings.LOGIN_REDIRECT_URL
    if request.user.is_authenticated:
        return redirect(to)
    form = SignUpForm(request.POST if request.method == "POST" else None)
    if form.is_valid() and (member := _joined(form)):
        come_in(request, member, stay=form.is_mine)
        messages.success(request, _("Welcome, %(name)s.") % {"name": member.name})
        return show_codes(request, member, then=to)
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
