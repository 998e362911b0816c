"""One page of every way to help, and "I could"."""

from urllib.parse import urlencode

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render, resolve_url
from django.utils import timezone
from django.utils.translation import gettext as _

from members.models import Member
from rotation.forms import OpeningsForm
from rotation.models import Role
from rotation.rules import openings as rules
from rotation.rules.refusals import RoleRests

A_PAGE = 20
MOST_DIGITS = 18


def openings(request: HttpRequest) -> HttpResponse:
    """Every place that is free, will be soon, or would be passed on. Read by anybody; "I could" is a member's to say."""
    member = request.user if request.user.is_authenticated else None
    if request.method == "POST":
        return _said(request, member)
    form = OpeningsForm(request.GET)
    number = _page(request.GET.get("page", ""))
    rows = rules.openings(wanted=_wanted(form), member=member, now=timezone.now())
    found = list(rows[(number - 1) * A_PAGE : number * A_PAGE + 1])
    context = {
        "form": form,
        "roles": found[:A_PAGE],
        "earlier": number - 1,
        "later": number + 1 if len(found) > A_PAGE else 0,
    }
    return render(request, "rotation/openings.html", context)


def _said(request: HttpRequest, member: Member | None) -> HttpResponse:
    """ "I could", or taking it back."""
    if member is None:
        return redirect(f"{resolve_url('account_login')}?{urlencode({'next': resolve_url('openings')})}")
    said = request.POST.get("could") or request.POST.get("back") or ""
    if not (said.isascii() and said.isdigit() and len(said) <= MOST_DIGITS):
        raise Http404
    role = get_object_or_404(Role.objects.select_related("body"), pk=int(said))
    try:
        if "could" in request.POST:
            rules.offer(role=role, member=member, now=timezone.now())
            words = _("Thank you. Whoever serves in %(body)s reads that you could.")
            messages.success(request, words % {"body": role.body})
        elif rules.withdraw(role=role, member=member):
            messages.success(request, _("Taken back."))
    except RoleRests:
        messages.warning(request, _("This role is resting. Nobody begins in it for now."))
    return redirect("openings")


def _wanted(form: forms.Form) -> rules.Wanted:
    said = form.cleaned_data if form.is_valid() else {}
    return rules.Wanted(
        words=said.get("q", ""), kind=said.get("kind", ""), minutes=said.get("minutes"), mine=bool(said.get("mine"))
    )


def _page(said: str) -> int:
    return min(int(said), 10_000) if said.isascii() and said.isdigit() and 0 < len(said) <= 5 and int(said) else 1
