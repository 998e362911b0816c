"""What a group's conscience decided about how it meets, version by version, for its own people to read; and going back to one."""

from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from groups.access import may_keep_listing, meeting_to_keep, meeting_whose_norms
from groups.forms import CustomsForm, VersionForm
from groups.models import Meeting, Norms
from groups.rules.customs import customs_of, part_in_words
from groups.rules.norms import as_changes, held_by, script_changes
from groups.views.deciding import decision_form
from groups.views.meetings import as_it_is
from groups.views.starting import saved
from groups.views.viewer import viewer_of

A_PAGE = 20


@require_safe
def norms(request: HttpRequest, slug: str) -> HttpResponse:
    """The versions, newest first, each with the decision it follows and what it changed."""
    shown = meeting_whose_norms(viewer_of(request), slug, now=timezone.now())
    page = Paginator(Norms.objects.filter(meeting=shown).order_by("-number"), A_PAGE).get_page(request.GET.get("page"))
    rows = list(page.object_list)
    before = list(Norms.objects.filter(meeting=shown, number=rows[-1].number - 1)) if rows else []
    all_of_them = [*rows, *before]
    versions = [
        (row, _what_differs(shown, earlier, row)) for row, earlier in zip(rows, [*all_of_them[1:], None], strict=False)
    ]
    now_held = {"customs": customs_of(shown), "parts": _in_full(shown.script)} if not rows else {}
    return render(request, "groups/norms.html", {"meeting": shown, "page": page, "versions": versions, **now_held})


def version(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """One version in full, with what it changed; its servants go back to it from here, which makes a new one."""
    now, member = timezone.now(), viewer_of(request)
    if request.method == "POST":
        shown = meeting_to_keep(member, slug, now=now)
    else:
        shown = meeting_whose_norms(member, slug, now=now)
    found = {each.number: each for each in Norms.objects.filter(meeting=shown, number__in=(number - 1, number))}
    read = found.get(number)
    if read is None:
        raise Http404
    decision = decision_form(request, shown, member, now, goes_on=False)  # going back is a decision of its own
    if request.method == "POST" and decision.is_valid():
        if decision.said() is None:
            decision.ask()
        else:
            saved(request, shown, as_changes(shown, read.norms), decision)
            return redirect("meeting_norms", slug)
    then, earlier = held_by(shown, read.norms), found.get(number - 1)
    differs = any(getattr(shown, name) != value for name, value in as_changes(shown, read.norms).items())
    context = {
        "meeting": shown,
        "version": read,
        "customs": customs_of(then),
        "settings": _settings(then),
        "parts": _in_full(then.script),
        "changed": _changed_settings(shown, earlier, read),
        "script_changes": [
            (change, change.before and part_in_words(change.before), change.after and part_in_words(change.after))
            for change in (script_changes(earlier.norms["script"], read.norms["script"]) if earlier else ())
        ],
        "may_go_back": differs and may_keep_listing(member=member, group=shown.group, now=now),
        "stands": VersionForm(initial={"version": shown.version}),
        "decision": decision,
    }
    return render(request, "groups/norms_version.html", context)


def _in_full(script: list[dict[str, Any]]) -> list[tuple[dict[str, Any], str]]:
    return [(part, part_in_words(part)) for part in script]


def _form_of(meeting: Meeting) -> CustomsForm:
    return CustomsForm(initial=as_it_is(meeting))


def _settings(meeting: Meeting) -> list[tuple[Any, str]]:
    """Every setting by its label, as the form over them says it."""
    form = _form_of(meeting)
    return [(field.label, form.said(field.name)) for field in form.visible_fields() if field.name != "safety_contact"]


def _changed_settings(meeting: Meeting, earlier: Norms | None, later: Norms) -> list[tuple[Any, str, str]]:
    if earlier is None:
        return []
    before, after = (_settings(held_by(meeting, each.norms)) for each in (earlier, later))
    return [(label, was, now) for (label, was), (_label, now) in zip(before, after, strict=True) if was != now]


def _what_differs(meeting: Meeting, earlier: Norms | None, later: Norms) -> list[Any]:
    """What a version changed, by name."""
    if earlier is None:
        return []
    names = [label for label, _was, _now in _changed_settings(meeting, earlier, later)]
    return names + ([_("The script")] if earlier.norms["script"] != later.norms["script"] else [])
