"""A group's page, the list of groups, belonging, and the secretary's changes to what the group says about itself."""

from collections.abc import Callable

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Prefetch, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render, resolve_url
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from groups.access import belongs_since, group_for, group_to_keep, listed_groups, may_keep_listing, waiting_in
from groups.forms import GroupForm
from groups.models import Group, Meeting
from groups.rules import belonging
from groups.rules.conditions import affirmation_of, has_lapsed
from groups.rules.life import State, missing_of, state_of
from groups.rules.listings import ChangedMeanwhile, edit_group
from groups.rules.words import weekly_in_words
from groups.views.over import over
from groups.views.viewer import sign_in_and_come_back, viewer_of
from members.panels import panels
from rotation.access import may_read_names, services_of

A_PAGE = 20
MOST_WORDS = 6


@require_safe
def listing(request: HttpRequest) -> HttpResponse:
    """All groups by name, or those in which every searched word stands somewhere."""
    words = request.GET.get("q", "").replace("\0", " ")[:100]  # PostgreSQL knows no NUL
    page = Paginator(_found(words), A_PAGE).get_page(request.GET.get("page"))
    for group in page:
        group.weekly = [(meeting, weekly_in_words(meeting)) for meeting in group.listed]
    return render(request, "groups/groups.html", {"page": page, "q": words})


def _found(words: str) -> QuerySet[Group]:
    """Groups that list a meeting and hold each word in a name, a text or a place."""
    found = listed_groups(now=timezone.now()).filter(meetings__isnull=False)
    for word in words.split()[:MOST_WORDS]:
        places = (
            Q(meetings__name__icontains=word)
            | Q(meetings__region__icontains=word)
            | Q(meetings__address__icontains=word)
        )
        found = found.filter(Q(body__name__icontains=word) | Q(about__icontains=word) | places)
    listed = Prefetch("meetings", queryset=Meeting.objects.order_by("time", "pk"), to_attr="listed")
    return found.select_related("body").order_by("body__name", "pk").distinct().prefetch_related(listed)


@require_safe
def group(request: HttpRequest, slug: str) -> HttpResponse:
    """What the group is, when it meets, how it is served, and a way to belong."""
    now, member = timezone.now(), viewer_of(request)
    shown = group_for(member, slug)
    if shown.is_over:
        return over(request, shown)
    keeps = may_keep_listing(member=member, group=shown, now=now)
    ours, state = may_read_names(member=member, body=shown.body, now=now), state_of(shown, now=now)
    affirmed = affirmation_of(shown)
    context = {
        "group": shown,
        "state": state,
        "missing": missing_of(shown, now=now) if ours and state == State.INCOMPLETE else [],
        "meetings": [(meeting, weekly_in_words(meeting)) for meeting in shown.meetings.order_by("time", "pk")],
        "services": services_of(member=member, body=shown.body, now=now),
        "ours": ours,
        "own_links": panels("own_links", body=shown.body),
        "since": belongs_since(member=member, group=shown),
        "may_edit": keeps,
        "affirmed": affirmed,
        "lapsed": affirmed is not None and has_lapsed(affirmed, now=now),
        "waiting": waiting_in([shown.body]).get(shown.pk, []) if keeps else [],
        "more": panels("own_panels", body=shown.body, member=member, now=now)
        + panels("group_panels", group=shown, member=member, now=now),
    }
    return render(request, "groups/group.html", context)


def belong(request: HttpRequest, slug: str) -> HttpResponse:
    """ "I belong here": said by the member, asked of nobody."""
    return _said(request, slug, belonging.belong, _("You belong to %(group)s. Welcome."))


def leave(request: HttpRequest, slug: str) -> HttpResponse:
    """ "I no longer belong here"; said again the other way within the day, it was never so."""
    words = _("You no longer belong to %(group)s. You are always welcome there.")
    return _said(request, slug, belonging.leave, words)


def _said(request: HttpRequest, slug: str, rule: Callable[..., object], words: str) -> HttpResponse:
    """Let a member say it and read that it was heard; a visitor signs in first and finds the page again."""
    member = viewer_of(request)
    here = group_for(member, slug)
    if request.method == "POST":
        if member is None:
            return sign_in_and_come_back(resolve_url("group", slug))
        rule(group=here, member=member, now=timezone.now())
        messages.success(request, words % {"group": here})
    return redirect("group", slug)


def edit(request: HttpRequest, slug: str) -> HttpResponse:
    """The secretary's form over the group's page."""
    now, member = timezone.now(), viewer_of(request)
    kept = group_to_keep(member, slug, now=now)
    form = GroupForm(request.POST or None, initial=_as_it_is(kept))
    if request.method == "POST" and form.is_valid():
        try:
            edit_group(group=kept, member=member, changes=form.changes(), seen=form.cleaned_data["version"], now=now)
        except ChangedMeanwhile as change:
            form.lay_beside(GroupForm(initial=_as_it_is(change.now_there)))
        else:
            messages.success(request, _("Saved."))
            return redirect("group", slug)
    return render(
        request, "groups/edit.html", {"form": form, "title": kept.body.name, "back": resolve_url("group", slug)}
    )


def _as_it_is(kept: Group) -> dict[str, object]:
    return {name: getattr(kept, name) for name in GroupForm.base_fields}
