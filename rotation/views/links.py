"""A body's place among others, for everyone to read; yes and no for whoever serves as its secretary."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from members.models import Member
from rotation.access import body_for, body_to_speak_for, may_speak_for
from rotation.forms import UP, OfferForm
from rotation.models import Body, Link, LinkKind
from rotation.rules import links as rules
from rotation.rules.ladders import standing_of, unserved_since, worth_a_look

MOST_DIGITS = 18


def links(request: HttpRequest, slug: str) -> HttpResponse:
    """What is above and beneath a body, and what waits for a yes; for its secretary with forms."""
    now, member = timezone.now(), request.user if request.user.is_authenticated else None
    body = body_to_speak_for(member, slug, now=now) if request.method == "POST" else body_for(slug)
    form = OfferForm(request.POST if "other" in request.POST else None, body=body)
    if request.method == "POST" and _done(request, body, form, member):
        return redirect("links", slug)
    speaks = may_speak_for(member=member, body=body, now=now)
    context = {
        "body": body,
        "standing": standing_of(body),
        "form": form,
        "speaks": speaks,
        "look": worth_a_look(body, now=now),
        "unserved": unserved_since(body, now=now),
    }
    return render(request, "rotation/links.html", context, status=400 if form.errors else 200)


def _done(request: HttpRequest, body: Body, form: OfferForm, by: Member | None) -> bool:
    """Whether to look at the page anew: what was said was done, or words say why it could not be."""
    try:
        if "yes" in request.POST:
            rules.say_yes(link=_link(request.POST["yes"]), body=body, by=by, now=timezone.now())
        elif "end" in request.POST:
            rules.end(link=_link(request.POST["end"]), body=body, by=by, now=timezone.now())
        elif not form.is_valid():
            return "other" not in request.POST
        else:
            _offered(form, body, by)
    except rules.NotTheirServant as nobody:
        raise Http404 from nobody
    except rules.BelowItself:
        messages.warning(request, _("The one stands above the other already. No body is above itself."))
    except rules.HasOneOfThisKind:
        messages.warning(
            request, _("There is an upper body of this kind already. It can be left, or a move asked for.")
        )
    except rules.AlreadyOver:
        messages.warning(request, _("That was over already. Nothing was changed."))
    else:
        messages.success(request, _("Written down."))
    return True


def _offered(form: OfferForm, body: Body, by: Member | None) -> None:
    """Offer a place; a body that has one of that kind asks to move instead."""
    now, other, kind = timezone.now(), form.cleaned_data["other"], LinkKind(form.cleaned_data["kind"])
    if form.cleaned_data["way"] != UP:
        rules.offer(child=other, parent=body, kind=kind, body=body, by=by, now=now)
    elif standing := Link.objects.current().filter(child=body, kind=kind).first():
        rules.move(link=standing, to=other, by=by, now=now)
    else:
        rules.offer(child=body, parent=other, kind=kind, body=body, by=by, now=now)


def _link(number: str) -> Link:
    if not (number.isascii() and number.isdigit() and len(number) <= MOST_DIGITS):
        raise Http404
    return get_object_or_404(Link, pk=int(number))
