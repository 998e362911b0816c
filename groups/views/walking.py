"""Who walks with a group, for everyone to read; offered, accepted and ended by the secretaries of the two."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from groups.access import group_for, groups_kept_by, may_keep_listing
from groups.models import Arrival, Group, Walk
from groups.rules import walking
from groups.rules.refusals import NotTheSecretary
from groups.rules.visits import NotANeighbour
from groups.views.viewer import viewer_of

MOST_DIGITS = 18


def company(request: HttpRequest, slug: str) -> HttpResponse:
    """The walks of a group, with a button for each who may say something of one."""
    now, member = timezone.now(), viewer_of(request)
    group = group_for(member, slug)
    keeps = may_keep_listing(member=member, group=group, now=now)
    ours = groups_kept_by(member=member, now=now).exclude(pk=group.pk) if member else Group.objects.none()
    neighbours = list(ours.filter(known_at__isnull=False).select_related("body"))
    walks = list(Walk.objects.filter(group=group, done_at=None).select_related("neighbour__body"))
    if request.method == "POST":
        if not (keeps or neighbours):
            raise Http404
        _say(request, group, keeps, walks, neighbours)
        return redirect("company", slug)
    along = {walk.neighbour_id for walk in walks}
    context = {
        "group": group,
        "keeps": keeps,
        "walks": walks,
        "mine": {each.pk for each in neighbours},
        "may_offer": [each for each in neighbours if each.pk not in along],
        "wanted": Arrival.objects.kept(now).filter(group=group, wants_company=True).exists(),
    }
    return render(request, "groups/company.html", context)


def _say(request: HttpRequest, group: Group, keeps: bool, walks: list[Walk], neighbours: list[Group]) -> None:
    act, said = request.POST.get("act", ""), {"member": viewer_of(request), "now": timezone.now()}
    try:
        if act == "offer":
            walking.offer_to_walk(
                group=group, neighbour=get_object_or_404(Group, pk=_number(request, "neighbour")), **said
            )
        elif act == "accept":
            walking.accept_walk(walk=_walk(request, walks), **said)
        elif act == "end":
            walk = _walk(request, walks)
            walking.end_walk(walk=walk, speaking=group if keeps else walk.neighbour, **said)
        else:
            raise Http404
    except (NotTheSecretary, NotANeighbour) as nobody:
        raise Http404 from nobody
    except walking.IsOver:
        messages.warning(request, _("That was over already. Nothing was changed."))
    else:
        messages.success(request, _("Written down."))


def _walk(request: HttpRequest, walks: list[Walk]) -> Walk:
    number = _number(request, "walk")
    found = next((walk for walk in walks if walk.pk == number), None)
    if found is None:
        raise Http404
    return found


def _number(request: HttpRequest, name: str) -> int:
    number = request.POST.get(name, "")
    if not (number.isascii() and number.isdigit() and len(number) <= MOST_DIGITS):
        raise Http404
    return int(number)
