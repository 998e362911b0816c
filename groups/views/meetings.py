"""A meeting's page, and the secretary's changes to its time, its customs and its script."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render, resolve_url
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from groups.access import may_keep_listing, meeting_for, meeting_to_keep, ways_into
from groups.forms import MeetingForm, ScriptForm, VersionForm
from groups.models import Meeting
from groups.rules.listings import ChangedMeanwhile, edit_meeting
from groups.rules.times import next_occurrence, occurrence_at
from groups.rules.whats_on import is_held, is_held_here, row_of
from groups.rules.words import customs_of, weekly_in_words
from groups.types import LANGUAGES, in_words
from groups.views.viewer import viewer_of


@require_safe
def meeting(request: HttpRequest, slug: str) -> HttpResponse:
    """When the meeting is, what kind it is, how shares go, and the way in."""
    now, member = timezone.now(), viewer_of(request)
    shown = meeting_for(member, slug)
    occurrence = (occurrence_at(shown, now) or next_occurrence(shown, now)) if is_held(shown) else None
    context = {
        "meeting": shown,
        "group": shown.group,
        "weekly": weekly_in_words(shown),
        "row": occurrence and row_of(shown, occurrence, now, timezone.get_current_timezone()),
        "is_on": occurrence == occurrence_at(shown, now) is not None,
        "way": ways_into([shown], member=member, now=now).get(shown.pk),
        "kinds": in_words(shown.types),
        "languages": [(tag, LANGUAGES.get(tag, tag)) for tag in shown.languages],
        "customs": customs_of(shown) if is_held_here(shown) else [],
        "may_edit": may_keep_listing(member=member, group=shown.group, now=now),
    }
    return render(request, "groups/meeting.html", context)


def edit(request: HttpRequest, slug: str) -> HttpResponse:
    """The secretary's form over a meeting's time and customs."""
    now, member = timezone.now(), viewer_of(request)
    kept = meeting_to_keep(member, slug, now=now)
    form = MeetingForm(request.POST or None, initial=_as_it_is(kept))
    if request.method == "POST" and form.is_valid():
        try:
            edit_meeting(
                meeting=kept, member=member, changes=form.changes(), seen=form.cleaned_data["version"], now=now
            )
        except ChangedMeanwhile as change:
            form.lay_beside(MeetingForm(initial=_as_it_is(change.now_there)))
        else:
            messages.success(request, _("Saved."))
            return redirect("meeting", slug)
    return render(request, "groups/edit.html", {"form": form, "title": kept.name, "back": resolve_url("meeting", slug)})


def script(request: HttpRequest, slug: str) -> HttpResponse:
    """The secretary's form over the script of the meeting's circle, one part after another."""
    now, member = timezone.now(), viewer_of(request)
    kept = meeting_to_keep(member, slug, now=now)
    version = VersionForm(request.POST or None, initial={"version": kept.version})
    parts = ScriptForm(request.POST or None, initial=kept.script, prefix="part")
    context: dict[str, Any] = {"meeting": kept, "version": version, "parts": parts}
    if request.method == "POST" and version.is_valid() and parts.is_valid():
        seen, changes = version.cleaned_data["version"], {"script": parts.script()}
        try:
            edit_meeting(meeting=kept, member=member, changes=changes, seen=seen, now=now)
        except ChangedMeanwhile as change:
            version.lay_beside(VersionForm(initial={"version": change.now_there.version}))
            context["there_now"] = change.now_there.script
        else:
            messages.success(request, _("Saved."))
            return redirect("meeting", slug)
    return render(request, "groups/script.html", context)


def _as_it_is(kept: Meeting) -> dict[str, object]:
    return {name: getattr(kept, name) for name in MeetingForm.base_fields}
