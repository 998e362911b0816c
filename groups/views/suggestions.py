"""Suggesting a change of a listing, by whoever comes by; the page with its answer; and the pages of those who answer."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_safe

from groups.access import group_to_answer_for, meeting_for
from groups.forms.difference import difference
from groups.forms.suggestion import ReasonForm, SuggestionForm, TakenForm
from groups.models import Group, Suggestion
from groups.rules import suggestions as rules
from groups.rules.refusals import ChangedMeanwhile
from groups.rules.waiting import waiting_since
from groups.views.viewer import viewer_of
from members.models import Member
from members.quiet import quiet_page
from members.rules.limits import limited, slow_down


@sensitive_post_parameters()
@limited("suggest", "10/10m")
@quiet_page
def suggest(request: HttpRequest, slug: str) -> HttpResponse:
    """The listing as a form, for whoever sees that it is wrong. No account is asked for, and nothing of them is kept."""
    now = timezone.now()
    meeting = meeting_for(None, slug)
    form = SuggestionForm.over(meeting, request.POST or None)
    if form.is_valid():
        if form.cleaned_data["version"] != meeting.version:
            form.lay_beside(SuggestionForm.over(meeting))
        else:
            slow_down(request, door="suggest-to-a-group", rate="60/10m", key=f"suggest {meeting.pk}")
            said = {"words": form.cleaned_data["words"], "key": form.cleaned_data["key"]}
            try:
                made = rules.suggest(meeting=meeting, changes=form.changes(), now=now, **said)
                return redirect("suggestion", made.address)
            except rules.NothingSaid:
                form.add_error(None, _("Nothing would differ yet. Change a field, or write a line."))
            except rules.EnoughWaits:
                form.add_error(None, _("A good deal waits for this group already. Please come back another day."))
    context = {"form": form, "meeting": meeting, "kept_by": rules.body_keeping(group=meeting.group, now=now)}
    return render(request, "groups/suggest.html", context, status=400 if form.errors else 200)


@require_safe
@quiet_page
def suggestion(request: HttpRequest, address: str) -> HttpResponse:
    """What was suggested and what became of it, for whoever was given the address."""
    made = get_object_or_404(Suggestion.objects.select_related("meeting__group__body"), address=address)
    context = {
        "suggestion": made,
        "meeting": made.meeting,
        "rows": difference(made.meeting, made.was, made.wanted),
        "address": request.build_absolute_uri(request.path),
    }
    return render(request, "groups/suggestion.html", context)


@quiet_page
def suggestions(request: HttpRequest, slug: str) -> HttpResponse:
    """What waits for the group's servant, each as a difference: take it, change it first, or say why not."""
    now, member = timezone.now(), viewer_of(request)
    group = group_to_answer_for(member, slug, now=now)
    if request.method == "POST" and (elsewhere := _answer(request, group, member)):
        return elsewhere
    waiting = Suggestion.objects.filter(meeting__group=group, answered_at=None).select_related("meeting")
    rows = [
        (each, difference(each.meeting, each.was, each.wanted), waiting_since(each.made_at, now=now))
        for each in waiting
    ]
    return render(request, "groups/suggestions.html", {"group": group, "waiting": rows, "reason": ReasonForm()})


def _answer(request: HttpRequest, group: Group, member: Member | None) -> HttpResponse | None:
    """Where to go after what was answered; None to stay and read why not."""
    chosen = _of(group, request.POST.get("take") or request.POST.get("decline") or "")
    if "take" in request.POST:
        form = TakenForm.with_suggested(chosen.meeting, chosen.wanted)
        form.data["version"] = request.POST.get("version", "")
        if not form.is_valid():
            return redirect("suggestion_edit", group.body.slug, chosen.pk)
        done = _taken(request, chosen, member, form)
        return done or redirect("suggestions", group.body.slug)
    reason = ReasonForm(request.POST)
    if not reason.is_valid():
        messages.warning(request, _("Please say in a few words why not; they are read by whoever suggested it."))
        return None
    try:
        rules.decline(suggestion=chosen, member=member, reason=reason.cleaned_data["reason"], now=timezone.now())
        messages.success(request, _("Answered. The listing stays as it is."))
    except rules.AlreadyAnswered:
        messages.warning(request, _("That was answered already."))
    return redirect("suggestions", group.body.slug)


@quiet_page
def suggestion_edit(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """The listing with what was suggested filled in, to be changed before it is taken."""
    now, member = timezone.now(), viewer_of(request)
    group = group_to_answer_for(member, slug, now=now)
    chosen = _of(group, str(number))
    form = TakenForm.with_suggested(chosen.meeting, chosen.wanted, request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid() and (done := _taken(request, chosen, member, form)):
        return done
    context = {
        "form": form,
        "group": group,
        "suggestion": chosen,
        "rows": difference(chosen.meeting, chosen.was, chosen.wanted),
    }
    return render(request, "groups/suggestion_edit.html", context)


def _taken(request: HttpRequest, chosen: Suggestion, member: Member | None, form: TakenForm) -> HttpResponse | None:
    """On to the next one; None where somebody else changed the listing meanwhile."""
    said: dict[str, Any] = {"changes": form.changes(), "seen": form.cleaned_data["version"], "now": timezone.now()}
    try:
        rules.take(suggestion=chosen, member=member, **said)
    except ChangedMeanwhile as change:
        form.lay_beside(TakenForm.with_suggested(change.now_there, {}))
        messages.warning(request, _("Someone else changed the meeting meanwhile. Please look again."))
        return None
    except rules.AlreadyAnswered:
        messages.warning(request, _("That was answered already."))
    else:
        messages.success(request, _("Taken. It can be put back as it was from the meeting's page."))
    return redirect("suggestions", chosen.meeting.group.body.slug)


def _of(group: Group, number: str) -> Suggestion:
    """One of the suggestions for this group's meetings, answered or not."""
    if not (number.isascii() and number.isdigit() and len(number) <= 18):
        raise Http404
    found = Suggestion.objects.select_related("meeting__group__body").filter(meeting__group=group)
    return get_object_or_404(found, pk=int(number))
