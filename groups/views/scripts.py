"""The secretary's pages over the script of a meeting's circle: its order, and one part at a time. Plain forms throughout."""

from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render, resolve_url
from django.utils import timezone
from django.utils.translation import gettext as _

from groups.access import meeting_to_keep
from groups.forms import DecisionForm, PartForm, VersionForm
from groups.models import Meeting, Picture
from groups.rules.customs import part_in_words
from groups.rules.listings import edit_meeting
from groups.rules.norms import Decision
from groups.rules.pictures import NotAPicture, keep_picture
from groups.rules.refusals import ChangedMeanwhile, WhichDecision
from groups.rules.scripts import MOST_PARTS, MOVES, ScriptIsWrong, add_after, mark_of, place_of, put
from groups.views.deciding import decision_form
from groups.views.viewer import viewer_of
from members.models import Member


def script(request: HttpRequest, slug: str) -> HttpResponse:
    """The parts in their order, and buttons that change it."""
    now, member = timezone.now(), viewer_of(request)
    kept = meeting_to_keep(member, slug, now=now)
    decision = decision_form(request, kept, member, now)
    if request.method == "POST" and decision.is_valid() and _move(request, kept, member, decision):
        return redirect("meeting_script", slug)
    pictures = {each.pk: each for each in Picture.objects.filter(group=kept.group_id).defer("content")}
    context = {
        "meeting": kept,
        "parts": [(part, part_in_words(part), pictures.get(part.get("image", ""))) for part in kept.script],
        "planned": sum(part.get("minutes") or 0 for part in kept.script),
        "is_full": len(kept.script) >= MOST_PARTS,
        "version": VersionForm(initial={"version": kept.version}),
        "decision": decision,
    }
    return render(request, "groups/script.html", context)


def _move(request: HttpRequest, kept: Meeting, member: Member | None, decision: DecisionForm) -> bool:
    """One part earlier, later, doubled or taken out, by the button pressed ("earlier=2").

    Whether that is dealt with; if not, the page asks for the decision.
    """
    version = VersionForm(request.POST)
    verb = next((verb for verb in MOVES if verb in request.POST), None)
    at = request.POST.get(verb, "") if verb else ""
    if verb is None or not at.isdecimal() or not version.is_valid():
        messages.warning(request, _("That did not arrive whole. Please try once more."))
        return True
    changes = {"script": MOVES[verb](kept.script, int(at[:3]))}
    try:
        edit_meeting(
            meeting=kept,
            member=member,
            changes=changes,
            seen=version.cleaned_data["version"],
            decision=decision.said(),
            now=timezone.now(),
        )
    except WhichDecision:
        decision.ask()
        return False
    except ChangedMeanwhile:
        messages.warning(request, _("Someone else changed the script meanwhile. This is how it stands now."))
    except ScriptIsWrong as wrong:
        messages.warning(request, str(wrong.says))
    return True


def part(request: HttpRequest, slug: str, at: int) -> HttpResponse:
    """One part of the script, to be changed."""
    kept = meeting_to_keep(viewer_of(request), slug, now=timezone.now())
    if at >= len(kept.script) and request.method != "POST":
        raise Http404
    return _part(request, kept, at, known=kept.script[at] if at < len(kept.script) else {})


def new_part(request: HttpRequest, slug: str, place: int) -> HttpResponse:
    """A part to be added so that it becomes the one at `place`."""
    kept = meeting_to_keep(viewer_of(request), slug, now=timezone.now())
    return _part(request, kept, place, known=None)


def _part(request: HttpRequest, kept: Meeting, at: int, *, known: dict[str, Any] | None) -> HttpResponse:
    """The form over a part. `known`: what it is now, None for one that is added."""
    initial = (known or {}) | {"version": kept.version, "was": mark_of(known) if known else ""}
    form = PartForm(request.POST or None, request.FILES or None, initial=initial, meeting=kept)
    member = viewer_of(request)
    decision = decision_form(request, kept, member, timezone.now())
    context: dict[str, Any] = {
        "meeting": kept,
        "form": form,
        "part": known,
        "action": request.path,
        "decision": decision,
    }
    said = decision.is_valid()
    if request.method == "POST" and form.is_valid() and said:
        try:
            _save(form, kept, member, at, adding=known is None, decision=decision.said())
        except WhichDecision:
            decision.ask()
        except NotAPicture as wrong:
            form.add_error("new_picture", str(wrong.says))
        except ScriptIsWrong as wrong:
            form.add_error(None, str(wrong.says))
        except ChangedMeanwhile as change:
            there = change.now_there
            form.go_on_from(there.version)
            context |= {"there_now": there.script, "action": _where_now(there, form.cleaned_data["was"])}
        else:
            messages.success(request, _("Saved."))
            return redirect("meeting_script", kept.slug)
    return render(request, "groups/part.html", context)


@transaction.atomic
def _save(
    form: PartForm, kept: Meeting, member: Member | None, at: int, *, adding: bool, decision: Decision | None
) -> None:
    """The part and its new picture, both or neither."""
    now, part, said = timezone.now(), form.part(), form.cleaned_data
    if said["new_picture"]:
        content = said["new_picture"].read()
        part["image"] = keep_picture(
            group=kept.group, member=member, content=content, words=said["picture_words"], now=now
        ).pk
    script = add_after(kept.script, at - 1, part) if adding else put(kept.script, at, part)
    edit_meeting(
        meeting=kept, member=member, changes={"script": script}, seen=said["version"], decision=decision, now=now
    )


def _where_now(kept: Meeting, was: str) -> str:
    """Where saving again puts it: in the part's own place if that part still stands somewhere, else as one more at the end."""
    at = place_of(kept.script, was) if was else None
    if at is not None:
        return resolve_url("meeting_part", kept.slug, at)
    return resolve_url("meeting_new_part", kept.slug, len(kept.script))
