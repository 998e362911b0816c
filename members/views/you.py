"""A member's own page: what is kept under one's name, and the ways to change it."""

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters

from members.forms import MailForm, ZoneForm
from members.panels import panels
from members.rules import mail
from members.rules.limits import slow_down
from members.rules.zones import live_in

A_YEAR = 365 * 24 * 3600


@login_required
def you(request: HttpRequest) -> HttpResponse:
    more = panels("you_panels", member=request.user, now=timezone.now())
    return render(request, "members/you.html", {"address": mail.address_of(request.user), "panels": more})


@sensitive_post_parameters("password")
@login_required
def address(request: HttpRequest) -> HttpResponse:
    """Give, change or take back the address for a forgotten password; each asks for the password."""
    known = mail.address_of(request.user)
    form = MailForm(request.POST if request.method == "POST" else None, initial={"email": known}, member=request.user)
    if request.method == "POST":
        slow_down(request, door="e-mail", rate="10/m", key=f"member {request.user.pk}")
        if form.is_valid():
            if email := "" if "forget" in request.POST else form.cleaned_data["email"]:
                mail.keep_address(member=request.user, address=email)
                messages.success(request, _("A forgotten password can now be sent to %(email)s.") % {"email": email})
            else:
                mail.forget_address(member=request.user)
                messages.success(request, _("No address of yours is kept here."))
            return redirect("you")
    return render(request, "account/email.html", {"form": form, "address": known})


def zone(request: HttpRequest) -> HttpResponse:
    """Choose a time zone by hand: kept with the member, or in a cookie for a visitor."""
    member = request.user if request.user.is_authenticated else None
    chosen = member.zone if member else request.COOKIES.get("zone", "")
    form = ZoneForm(request.POST if request.method == "POST" else None, initial={"zone": chosen})
    if not form.is_valid():
        return render(request, "members/zone.html", {"form": form})
    answer = redirect("you" if member else "front")
    if member:
        live_in(member=member, zone=form.cleaned_data["zone"])
    elif form.cleaned_data["zone"]:
        answer.set_cookie("zone", form.cleaned_data["zone"], max_age=A_YEAR, samesite="Lax", secure=settings.HTTPS)
    else:
        answer.delete_cookie("zone", samesite="Lax")
    messages.success(request, _("Times follow the clock you chose."))
    return answer
