"""The secretary starts from a profile, or puts the last change back: first a look at what would differ, then a yes."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from groups.access import meeting_to_keep
from groups.forms import DecisionForm, VersionForm
from groups.forms.difference import difference
from groups.models import Meeting
from groups.models.practice import plain_script
from groups.profiles import PROFILES
from groups.rules.history import before_change, before_the_last_change
from groups.rules.listings import edit_meeting
from groups.rules.norms import needs_a_decision
from groups.rules.refusals import ChangedMeanwhile, WhichDecision
from groups.rules.scripts import ScriptIsWrong
from groups.rules.starting import dry_run, from_profile
from groups.views.deciding import decision_form
from groups.views.viewer import viewer_of

MOST_DIGITS = 18


def start(request: HttpRequest, slug: str) -> HttpResponse:
    """Which profile to start from."""
    kept = meeting_to_keep(viewer_of(request), slug, now=timezone.now())
    return render(request, "groups/start.html", {"meeting": kept, "profiles": PROFILES.values()})


def start_from(request: HttpRequest, slug: str, code: str) -> HttpResponse:
    """What starting from that profile would change; with a yes to its customs, its script or both, it does."""
    kept = meeting_to_keep(viewer_of(request), slug, now=timezone.now())
    profile = PROFILES.get("" if code == "plain" else code)
    if profile is None:
        raise Http404
    taken = {"customs": True, "script": not kept.script or kept.script == plain_script()}
    decision = decision_form(request, kept, viewer_of(request), timezone.now())
    if request.method == "POST":
        taken = {part: part in request.POST for part in taken}
    if request.method == "POST" and decision.is_valid():
        wanted = from_profile(kept, profile, **taken)
        if saved(request, kept, wanted, decision, setting_up=True):
            return redirect("meeting", slug)
        if not decision.errors:
            return redirect("meeting_start_from", slug, code)
    dry = dry_run(kept, from_profile(kept, profile, customs=True, script=True))
    return _shown(request, kept, decision=decision, dry=dry, profile=profile, taken=taken, setting_up=True)


def undo(request: HttpRequest, slug: str) -> HttpResponse:
    """What putting back a change of this meeting would do, the last one unless another is named; with a yes, it does."""
    kept = meeting_to_keep(viewer_of(request), slug, now=timezone.now())
    named = request.GET.get("change", "")
    is_one = named.isascii() and named.isdigit() and len(named) <= MOST_DIGITS
    wanted = before_change(kept, int(named)) if is_one else before_the_last_change(kept)
    # Putting back is a decision of its own: never filed under the very one it undoes.
    decision = decision_form(request, kept, viewer_of(request), timezone.now(), goes_on=False)
    dry = dry_run(kept, wanted)
    if request.method == "POST" and decision.is_valid():
        # Where nothing was decided yet, it is part of the setting up.
        if decision.said() is None and needs_a_decision(meeting=kept, changes=dry.changes, setting_up=True):
            decision.ask()
        else:
            saved(request, kept, wanted, decision, setting_up=True)
        if not decision.errors:
            return redirect("meeting", slug)
    then = {name: value for name, value in dry.changes.items() if name != "script"}
    rows = difference(kept, {name: getattr(kept, name) for name in then}, then)
    return _shown(request, kept, decision=decision, dry=dry, rows=rows, profile=None, setting_up=True)


def _shown(
    request: HttpRequest, kept: Meeting, *, decision: DecisionForm, setting_up: bool = False, **more: Any
) -> HttpResponse:
    asks = needs_a_decision(meeting=kept, changes=more["dry"].changes, setting_up=setting_up)
    context = {"meeting": kept, "version": VersionForm(initial={"version": kept.version}), **more}
    return render(request, "groups/dry_run.html", context | {"decision": decision if asks else None})


def saved(
    request: HttpRequest, kept: Meeting, wanted: dict[str, Any], decision: DecisionForm, *, setting_up: bool = False
) -> bool:
    """Whether the wanted values are the meeting's now; if not, a message says why, or the form asks for the decision."""
    version = VersionForm(request.POST)
    if not version.is_valid():
        messages.warning(request, _("That did not arrive whole. Please try once more."))
        return False
    try:
        edit_meeting(
            meeting=kept,
            member=viewer_of(request),
            changes=wanted,
            seen=version.cleaned_data["version"],
            decision=decision.said(),
            setting_up=setting_up,
            now=timezone.now(),
        )
    except WhichDecision:
        decision.ask()
        return False
    except ChangedMeanwhile:
        messages.warning(
            request, _("Someone else changed the meeting meanwhile. Please look again at what would change.")
        )
        return False
    except ScriptIsWrong as wrong:
        messages.warning(request, str(wrong.says))
        return False
    messages.success(request, _("Saved. It can be put back as it was from the meeting's page."))
    return True
