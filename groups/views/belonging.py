"""What belonging asks for: a body's text with its versions, and what a group affirmed of it, for everyone to read."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from groups.access import group_for, may_keep_listing
from groups.forms.belonging import AffirmForm, ConditionsForm
from groups.rules import conditions as rules
from groups.rules.refusals import NotTheSecretary
from groups.views.viewer import viewer_of
from rotation.access import body_for, may_speak_for


def conditions(request: HttpRequest, slug: str) -> HttpResponse:
    """The conditions that hold in a body and every version of its own; for its secretary a form over them."""
    now, member = timezone.now(), viewer_of(request)
    body = body_for(slug)
    speaks = may_speak_for(member=member, body=body, now=now)
    if request.method == "POST" and not speaks:
        raise Http404
    in_force, versions = rules.in_force(body), rules.versions_of(body)
    seen = versions[0].version if versions else 0
    as_it_is = {"lines": in_force.lines, "talk_words": in_force.talk_words, "version": seen}
    form = ConditionsForm(request.POST or None, initial=as_it_is)
    if request.method == "POST" and form.is_valid():
        said = dict(form.cleaned_data)
        try:
            rules.write_down(body=body, member=member, seen=said.pop("version"), now=now, **said)
        except rules.WrittenMeanwhile:
            form.add_error(
                None, _("Somebody else wrote a newer version meanwhile. It stands above; yours is still here.")
            )
            form.data = form.data.copy() | {"version": str(seen)}
        else:
            messages.success(request, _("Saved."))
            return redirect("conditions", slug)
    context = {"body": body, "in_force": in_force, "versions": versions, "form": form if speaks else None}
    return render(request, "groups/conditions.html", context, status=400 if form.errors else 200)


def affirm(request: HttpRequest, slug: str) -> HttpResponse:
    """What a group affirmed and when, beside what holds today; for its secretary the ticks."""
    now, member = timezone.now(), viewer_of(request)
    group = group_for(member, slug)
    keeps = may_keep_listing(member=member, group=group, now=now)
    if request.method == "POST" and not keeps:
        raise Http404
    in_force = rules.in_force(group.body)
    form = AffirmForm(request.POST if request.method == "POST" else None, conditions=in_force)
    if request.method == "POST" and form.is_valid():
        try:
            rules.affirm(group=group, member=member, lines=form.in_words(), now=now)
        except NotTheSecretary as nobody:
            raise Http404 from nobody
        messages.success(request, _("Written down, for a year."))
        return redirect("affirm", slug)
    context = {
        "group": group,
        "in_force": in_force,
        "affirmations": list(group.affirmations.select_related("body")),
        "form": form if keeps else None,
    }
    return render(request, "groups/affirm.html", context, status=400 if form.errors else 200)
