"""How a body's service goes round: what there is and what is free, who serves for its own, and for servants their days."""

from collections.abc import Callable
from datetime import date, timedelta

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from members.models import Member
from rotation.access import body_for, body_to_speak_for, may_read_names, may_speak_for
from rotation.forms import RoleForm, TermForm, a_day
from rotation.models import Body, Offer, Role, Term
from rotation.rules import absences, asking, stepping_in
from rotation.rules.handing_over import open_lists
from rotation.rules.months import months_after
from rotation.rules.openings import offers_in, pair
from rotation.rules.refusals import NotTheirs
from rotation.rules.roles import AnotherOfThatTitle, keep_role
from rotation.rules.service import places_of
from rotation.rules.stepping_in import BY_ONES_OWN_WORD, may_keep_it_for_now
from rotation.views.words import REFUSALS, why_not

MOST_DIGITS = 18


def service(request: HttpRequest, slug: str) -> HttpResponse:
    """Every role and place. Names and forms are for the body's own; whoever covered long is asked here, alone."""
    now, member, body = timezone.now(), _viewer(request), body_for(slug)
    ours, speaks = (may(member=member, body=body, now=now) for may in (may_read_names, may_speak_for))
    form = None
    if request.method == "POST":
        if not ours or member is None:
            raise Http404
        form = TermForm(request.POST, body=body) if request.POST.get("do") == "write-down" else None
        if _done(request, body, member, form):
            return redirect("service", slug)
    today = now.astimezone(body.tz).date()
    context = {
        "body": body,
        "places": places_of(body=body, member=member, now=now),
        "ours": ours,
        "speaks": speaks,
        "form": form or TermForm(body=body, initial={"starts_on": today}) if speaks else None,
        "asked": asking.asked_alone(member=member, body=body, now=now) if ours else [],
        "lists": open_lists(body=body, member=member, now=now) if ours else [],
        "offers": offers_in(body=body) if speaks else [],
        "may_keep": ours and may_keep_it_for_now(member=member, body=body, now=now),
        "by_word": BY_ONES_OWN_WORD,
        "today": today,
        "tomorrow": today + timedelta(days=1),
        "later": months_after(today, 6),
    }
    return render(request, "rotation/service.html", context, status=400 if form and form.errors else 200)


def role(request: HttpRequest, slug: str, number: int | None = None) -> HttpResponse:
    """A role's own form, for the body's secretary; without a number, a new one."""
    now, member = timezone.now(), _viewer(request)
    body = body_to_speak_for(member, slug, now=now)
    kept = None if number is None else get_object_or_404(Role, body=body, pk=number)
    form = RoleForm(request.POST or None, instance=kept)
    if request.method == "POST" and form.is_valid():
        as_it_was = None if kept is None else Role.objects.get(pk=kept.pk)
        try:
            keep_role(body=body, role=as_it_was, said=form.said(), by=member, now=now)
        except AnotherOfThatTitle:
            form.add_error("title", _("There is a role of that title here."))
        else:
            messages.success(request, _("Saved."))
            return redirect("service", slug)
    context = {"body": body, "form": form, "role": kept}
    return render(request, "rotation/role.html", context, status=400 if form.errors else 200)


def _done(request: HttpRequest, body: Body, member: Member, form: TermForm | None) -> bool:
    """Whether to look at the page anew: what was said was done, or words say why it could not be."""
    if form is not None and not form.is_valid():
        return False
    act = ACTS.get(request.POST.get("do", ""))
    if act is None:
        raise Http404
    try:
        act(request, body, member, form)
    except NotTheirs as nobody:
        raise Http404 from nobody
    except tuple(REFUSALS) as refusal:
        messages.warning(request, why_not(refusal))
        return form is None
    messages.success(request, _("Written down."))
    return True


def _write_down(request: HttpRequest, body: Body, member: Member, form: TermForm | None) -> None:
    assert form is not None
    stepping_in.write_down(by=member, now=timezone.now(), **form.cleaned_data)


def _volunteer(request: HttpRequest, body: Body, member: Member, form: TermForm | None) -> None:
    stepping_in.volunteer(role=_role(request, body), member=member, ends_on=_day(request, "until"), now=timezone.now())


def _keep_it_for_now(request: HttpRequest, body: Body, member: Member, form: TermForm | None) -> None:
    stepping_in.keep_it_for_now(role=_role(request, body), member=member, now=timezone.now())


def _stand_down(request: HttpRequest, body: Body, member: Member, form: TermForm | None) -> None:
    stepping_in.stand_down(term=_term(request, body), on=_day(request, "on"), member=member, now=timezone.now())


def _away(request: HttpRequest, body: Body, member: Member, form: TermForm | None) -> None:
    days = {"from_on": _day(request, "from_on"), "back_on": _day(request, "back_on")}
    absences.away(term=_term(request, body), by=member, now=timezone.now(), **days)


def _back(request: HttpRequest, body: Body, member: Member, form: TermForm | None) -> None:
    absences.back(term=_term(request, body), by=member, now=timezone.now())


def _pass_it_on(request: HttpRequest, body: Body, member: Member, form: TermForm | None) -> None:
    asking.pass_it_on(term=_term(request, body), member=member, now=timezone.now())


def _stay(request: HttpRequest, body: Body, member: Member, form: TermForm | None) -> None:
    asking.glad_to_stay(term=_term(request, body), until=_day(request, "until"), member=member, now=timezone.now())


def _pair(request: HttpRequest, body: Body, member: Member, form: TermForm | None) -> None:
    offered = Offer.objects.filter(role__body=body, pk=_number(request, "offer")).select_related("member").first()
    if offered is not None:  # it was taken back, or paired by a first sending of this
        pair(offered=offered, by=member, now=timezone.now())


ACTS: dict[str, Callable[[HttpRequest, Body, Member, TermForm | None], None]] = {
    "write-down": _write_down,
    "volunteer": _volunteer,
    "keep-for-now": _keep_it_for_now,
    "stand-down": _stand_down,
    "away": _away,
    "back": _back,
    "pass-on": _pass_it_on,
    "stay": _stay,
    "pair": _pair,
}


def _viewer(request: HttpRequest) -> Member | None:
    return request.user if request.user.is_authenticated else None


def _day(request: HttpRequest, name: str) -> date:
    day = a_day(request.POST.get(name, ""))
    if day is None:
        raise stepping_in.NoSuchDay
    return day


def _role(request: HttpRequest, body: Body) -> Role:
    return get_object_or_404(Role.objects.select_related("body"), body=body, pk=_number(request, "role"))


def _term(request: HttpRequest, body: Body) -> Term:
    found = Term.objects.select_related("role__body", "alias").filter(role__body=body)
    return get_object_or_404(found, pk=_number(request, "term"))


def _number(request: HttpRequest, name: str) -> int:
    said = request.POST.get(name, "")
    if not (said.isascii() and said.isdigit() and len(said) <= MOST_DIGITS):
        raise Http404
    return int(said)
