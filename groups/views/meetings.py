"""A meeting's page, and the secretary's changes to its time and place and to how its circle is held."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render, resolve_url
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from groups.access import may_keep_listing, meeting_for, meeting_to_keep, waiting_in, ways_into
from groups.forms import CustomsForm, ListingForm, MeetingForm
from groups.models import Meeting
from groups.profiles import own_words
from groups.rules.customs import customs_of
from groups.rules.kinds import kinds_in_words
from groups.rules.listings import edit_meeting
from groups.rules.refusals import ChangedMeanwhile, WhichDecision
from groups.rules.times import next_occurrence, occurrence_at
from groups.rules.whats_on import is_held, is_held_here, row_of
from groups.rules.words import weekly_in_words
from groups.types import LANGUAGES
from groups.views.deciding import decision_form
from groups.views.over import over
from groups.views.viewer import viewer_of
from members.panels import panels
from rotation.access import may_read_names


@require_safe
def meeting(request: HttpRequest, slug: str) -> HttpResponse:
    """When the meeting is, what kind it is, how shares go, and the way in."""
    now, member = timezone.now(), viewer_of(request)
    shown = meeting_for(member, slug)
    if shown.group.is_over:
        return over(request, shown.group)
    occurrence = (occurrence_at(shown, now) or next_occurrence(shown, now)) if is_held(shown) else None
    keeps = may_keep_listing(member=member, group=shown.group, now=now)
    context = {
        "meeting": shown,
        "group": shown.group,
        "weekly": weekly_in_words(shown),
        "row": occurrence and row_of(shown, occurrence, now, timezone.get_current_timezone()),
        "is_on": occurrence == occurrence_at(shown, now) is not None,
        "way": ways_into([shown], member=member, now=now).get(shown.pk),
        "kinds": kinds_in_words(shown.types),
        "languages": [(tag, LANGUAGES.get(tag, tag)) for tag in shown.languages],
        "address": request.build_absolute_uri(request.path),
        "customs": customs_of(shown) if is_held_here(shown) else [],
        "links": panels("meeting_links", meeting=shown),
        "more": panels("meeting_panels", meeting=shown, member=member, now=now),
        "tools": panels("meeting_tools", meeting=shown, member=member, now=now),
        "own_words": own_words(shown) if is_held_here(shown) else [],
        "may_edit": keeps,
        "waiting": waiting_in([shown.group.body]).get(shown.group.pk, []) if keeps else [],
        "ours": may_read_names(member=member, body=shown.group.body, now=now),
    }
    return render(request, "groups/meeting.html", context)


def edit(request: HttpRequest, slug: str) -> HttpResponse:
    """The secretary's form over what the listing says: time, kind, place."""
    return _form_over(request, slug, MeetingForm, _("Time, kind and place"))


def customs(request: HttpRequest, slug: str) -> HttpResponse:
    """The secretary's form over how the circle is held."""
    return _form_over(request, slug, CustomsForm, _("How our circle is held"))


def _form_over(request: HttpRequest, slug: str, kind: type[ListingForm], title: str) -> HttpResponse:
    now, member = timezone.now(), viewer_of(request)
    kept = meeting_to_keep(member, slug, now=now)
    form = kind(request.POST or None, initial=as_it_is(kept))
    decision = decision_form(request, kept, member, now) if kind is CustomsForm else None
    said = decision is None or decision.is_valid()
    if request.method == "POST" and form.is_valid() and said:
        try:
            edit_meeting(
                meeting=kept,
                member=member,
                changes=form.changes(),
                seen=form.cleaned_data["version"],
                decision=decision and decision.said(),
                now=now,
            )
        except WhichDecision:
            if decision is not None:
                decision.ask()
        except ChangedMeanwhile as change:
            form.lay_beside(kind(initial=as_it_is(change.now_there)))
        else:
            messages.success(request, _("Saved."))
            return redirect("meeting", slug)
    context = {"form": form, "decision": decision, "title": title, "meeting": kept}
    context["back"] = resolve_url("meeting", slug)
    return render(request, "groups/edit.html", context)


def as_it_is(kept: Meeting) -> dict[str, object]:
    """Every fact of a meeting by its name, as a form over it begins."""
    return {field.name: getattr(kept, field.name) for field in kept._meta.concrete_fields if field.name != "group"}
