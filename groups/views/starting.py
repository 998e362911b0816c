"""The secretary starts from a profile, or puts the last change back: first a look at what would differ, then a yes."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from groups.access import meeting_to_keep
from groups.forms import VersionForm
from groups.models import Meeting
from groups.models.practice import plain_script
from groups.profiles import PROFILES
from groups.rules.listings import edit_meeting
from groups.rules.refusals import ChangedMeanwhile
from groups.rules.scripts import ScriptIsWrong
from groups.rules.starting import before_the_last_change, dry_run, from_profile
from groups.views.viewer import viewer_of
from members.models import Member


def start(request: HttpRequest, slug: str) -> HttpResponse:
    """Which profile to start from."""
    kept = meeting_to_keep(viewer_of(request), slug, now=timezone.now())
    return render(request, "groups/start.html", {"meeting": kept, "profiles": PROFILES.values()})


def start_from(request: HttpRequest, slug: str, code: str) -> HttpResponse:
    """What starting from that profile would change; with a yes to its customs, its script or both, it does."""
    member = viewer_of(request)
    kept = meeting_to_keep(member, slug, now=timezone.now())
    profile = PROFILES.get("" if code == "plain" else code)
    if profile is None:
        raise Http404
    if request.method == "POST":
        wanted = from_profile(kept, profile, customs="customs" in request.POST, script="script" in request.POST)
        if _saved(request, kept, member, wanted):
            return redirect("meeting", slug)
        return redirect("meeting_start_from", slug, code)
    dry = dry_run(kept, from_profile(kept, profile, customs=True, script=True))
    own_script = bool(kept.script) and kept.script != plain_script()
    return _shown(request, kept, dry=dry, profile=profile, own_script=own_script)


def undo(request: HttpRequest, slug: str) -> HttpResponse:
    """What putting back the last change of this meeting would do; with a yes, it does."""
    member = viewer_of(request)
    kept = meeting_to_keep(member, slug, now=timezone.now())
    wanted = before_the_last_change(kept)
    if request.method == "POST":
        _saved(request, kept, member, wanted)
        return redirect("meeting", slug)
    return _shown(request, kept, dry=dry_run(kept, wanted), profile=None)


def _shown(request: HttpRequest, kept: Meeting, **more: Any) -> HttpResponse:
    version = VersionForm(initial={"version": kept.version})
    return render(request, "groups/dry_run.html", {"meeting": kept, "version": version, **more})


def _saved(request: HttpRequest, kept: Meeting, member: Member | None, wanted: dict[str, Any]) -> bool:
    """Whether the wanted values are the meeting's now; if not, a message says why."""
    version = VersionForm(request.POST)
    if not version.is_valid():
        messages.warning(request, _("That did not arrive whole. Please try once more."))
        return False
    try:
        edit_meeting(
            meeting=kept, member=member, changes=wanted, seen=version.cleaned_data["version"], now=timezone.now()
        )
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
