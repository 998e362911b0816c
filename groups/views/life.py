"""How a group is doing, for everyone to read; and what its secretary, a neighbour or its local body may say of it."""

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from groups.access import group_for, may_keep_listing, neighbours_of, serves_above
from groups.forms.life import ContactForm, MergerForm
from groups.models import Contact, Group, Merger, Visit
from groups.rules import life as rules
from groups.rules import merging, visits
from groups.rules.refusals import NotTheSecretary
from groups.views.viewer import viewer_of
from members.models import Member
from members.panels import panels
from rotation.access import may_read_names

MOST_DIGITS = 18
SAID_BY_THE_SECRETARY = {
    "rest": rules.rest,
    "close": rules.close,
    "leave": rules.leave,
    "back": rules.come_back,
}
SAID_OF_THE_CONTACT = {"unreached": visits.could_not_be_reached, "answered": visits.contact_answered}
SAID_BY_A_NEIGHBOUR = {"sat": visits.sat_with, "did-not-sit": visits.did_not_sit}


def group_life(request: HttpRequest, slug: str) -> HttpResponse:
    """What the group is today and why, with a form for each who may say something of it."""
    now, member = timezone.now(), viewer_of(request)
    group = group_for(member, slug)
    keeps, above = (may(member=member, group=group, now=now) for may in (may_keep_listing, serves_above))
    near = neighbours_of(member=member, group=group)
    if request.method == "POST" and not (keeps or above or near):
        raise Http404
    contact = Contact.objects.filter(group=group).first()
    form = ContactForm(
        request.POST if "mailbox" in request.POST else None, initial={"mailbox": contact.mailbox if contact else ""}
    )
    merger_form = MergerForm(request.POST if "into" in request.POST else None, group=group)
    if request.method == "POST" and _done(request, group, member, form, merger_form):
        return redirect("group_life", slug)
    state = rules.state_of(group, now=now)
    told = state == rules.State.INCOMPLETE and may_read_names(member=member, body=group.body, now=now)
    context = {
        "group": group,
        "state": state,
        "missing": rules.missing_of(group, now=now) if told else [],
        "keeps": keeps,
        "above": above,
        "near": near,
        "sat": set(Visit.objects.filter(group=group).values_list("neighbour", flat=True)),
        "contact": Contact.objects.filter(group=group).first() if keeps or above else None,
        "form": form,
        "merger_form": merger_form,
        "mergers": _mergers(group, now) if keeps else [],
        "more": panels("life_panels", group=group, member=member, now=now),
    }
    return render(request, "groups/life.html", context, status=400 if form.errors or merger_form.errors else 200)


def _mergers(group: Group, now: datetime) -> list[tuple[Merger, datetime | None, bool]]:
    """Each with until when it can be undone, where it counts, and whether it still can."""
    about_us = Merger.objects.filter(Q(group=group) | Q(into=group), undone_at=None)
    found = [(each, merging.undone_until(each)) for each in about_us.select_related("group__body", "into__body")]
    return [(each, until, until is None or now < until) for each, until in found]


def _done(request: HttpRequest, group: Group, by: Member | None, form: ContactForm, merger: MergerForm) -> bool:
    """Whether to look at the page anew: what was said was done, or words say why it could not be."""
    if (form.is_bound and not form.is_valid()) or (merger.is_bound and not merger.is_valid()):
        return False
    try:
        _do(request, group, by, form, merger)
    except (NotTheSecretary, visits.NotTheirs, visits.NotANeighbour) as nobody:
        raise Http404 from nobody
    except merging.NotTheseTwo:
        messages.warning(request, _("One of the two has become one with another group already."))
    except merging.TooLate:
        messages.warning(request, _("The yearly census has passed since, so the two stay one."))
    except merging.MergedOnward:
        messages.warning(request, _("The other group has become one with a third since; that is undone first."))
    else:
        messages.success(request, _("Written down."))
    return True


def _do(request: HttpRequest, group: Group, by: Member | None, form: ContactForm, merger: MergerForm) -> None:
    said: dict[str, Any] = {"group": group, "member": by, "now": timezone.now()}
    act = request.POST.get("act", "")
    if rule := SAID_BY_THE_SECRETARY.get(act) or SAID_OF_THE_CONTACT.get(act):
        rule(**said)
    elif act in SAID_BY_A_NEIGHBOUR:
        neighbour = get_object_or_404(Group.objects.select_related("body"), pk=_number(request, "neighbour"))
        SAID_BY_A_NEIGHBOUR[act](neighbour=neighbour, **said)
    elif form.is_bound:
        visits.keep_contact(mailbox=form.cleaned_data["mailbox"], **said)
    elif merger.is_bound:
        merging.say_merge(into=merger.cleaned_data["into"], speaking=group, **said)
    elif act in ("merge", "undo-merge"):
        offered = get_object_or_404(Merger, pk=_number(request, "merger"))
        if act == "merge":
            merging.say_merge(group=offered.group, into=offered.into, speaking=group, member=by, now=said["now"])
        else:
            merging.undo_merge(merger=offered, speaking=group, member=by, now=said["now"])
    else:
        raise Http404


def _number(request: HttpRequest, name: str) -> int:
    number = request.POST.get(name, "")
    if not (number.isascii() and number.isdigit() and len(number) <= MOST_DIGITS):
        raise Http404
    return int(number)
