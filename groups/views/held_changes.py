"""Links, numbers and places that others gave for a group's meetings: its servant says "yes, this is ours", or keeps the old."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from groups.access import group_to_keep
from groups.forms.difference import difference
from groups.models import Group, HeldChange
from groups.rules.answering import AlreadySettled, keep_ours, this_is_ours
from groups.rules.waiting import waiting_since
from groups.views.viewer import viewer_of

MOST_SETTLED = 20
MOST_DIGITS = 18


def held_changes(request: HttpRequest, slug: str) -> HttpResponse:
    """What waits for the group's yes, and what it said no to of late."""
    now, member = timezone.now(), viewer_of(request)
    group = group_to_keep(member, slug, now=now)
    if request.method == "POST":
        rule = this_is_ours if "yes" in request.POST else keep_ours
        try:
            rule(held=_of(group, request.POST.get("yes") or request.POST.get("no") or ""), member=member, now=now)
            messages.success(request, _("Written down."))
        except AlreadySettled:
            messages.warning(request, _("That was answered already."))
        return redirect("held_changes", slug)
    found = HeldChange.objects.filter(meeting__group=group).select_related("meeting")
    waiting = [
        (each, difference(each.meeting, each.was, each.wanted), waiting_since(each.made_at, now=now))
        for each in found.filter(answered_at=None)
    ]
    declined = found.filter(is_ours=False).order_by("-answered_at")[:MOST_SETTLED]
    kept = [(each, difference(each.meeting, each.was, each.wanted)) for each in declined]
    return render(request, "groups/held_changes.html", {"group": group, "waiting": waiting, "kept": kept})


def _of(group: Group, number: str) -> HeldChange:
    if not (number.isascii() and number.isdigit() and len(number) <= MOST_DIGITS):
        raise Http404
    return get_object_or_404(HeldChange, meeting__group=group, pk=int(number))
