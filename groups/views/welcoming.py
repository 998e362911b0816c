"""Where servants welcome new groups: the queue, and the talk with each."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from groups.access import arrivals_at, body_to_welcome_in
from groups.forms.arrival import LetterForm
from groups.models import Arrival
from groups.models.arrival import an_address
from groups.rules import welcoming as rules
from groups.rules.arrival_words import written
from groups.rules.arriving import NoLongerOpen, lists_itself_from, talk_about
from groups.views.viewer import viewer_of
from members.quiet import quiet_page
from members.rules.limits import limited
from rotation.models import Body


@require_safe
@quiet_page
def arrivals(request: HttpRequest, slug: str) -> HttpResponse:
    """Who waits, longest first, and since when; for those who welcome there and nobody else."""
    now = timezone.now()
    body = body_to_welcome_in(viewer_of(request), slug, now=now)
    return render(request, "groups/arrivals.html", {"body": body, "queue": rules.queue(body=body, now=now)})


@limited("welcoming", "60/m")
@quiet_page
def welcoming(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """What a new group wrote, the talk with it, and the list of what is worth doing."""
    now, member = timezone.now(), viewer_of(request)
    body = body_to_welcome_in(member, slug, now=now)
    shown = get_object_or_404(arrivals_at(body, now=now), pk=number)
    form = LetterForm(request.POST if "words" in request.POST else None, initial={"key": an_address()})
    if request.method == "POST" and (form.is_valid() or not form.is_bound):
        return _done(request, body, shown, form)
    holder = rules.holder_of(shown, now=now)
    done = {tick.line: tick for tick in shown.ticks.select_related("by")}
    context = {
        "body": body,
        "arrival": shown,
        "written": written(shown),
        "since": rules.since_in_words(shown, now=now),
        "lists_itself": lists_itself_from(shown),
        "holder": holder,
        "is_mine": holder is not None and holder.member_id == member.pk,
        "talk_about": talk_about(shown),
        "same_name": rules.of_the_same_name([shown.name]).get(shown.name),
        "letters": shown.letters.all(),
        "worth_doing": [(line, words, done.get(line)) for line, words in rules.WORTH_DOING.items()],
        "form": form,
    }
    return render(request, "groups/welcoming.html", context, status=400 if form.errors else 200)


def _done(request: HttpRequest, body: Body, shown: Arrival, form: LetterForm) -> HttpResponse:
    """Do what was said, and look at the page anew, or at the queue where the group has left it."""
    by = {"arrival": shown, "body": body, "member": viewer_of(request), "now": timezone.now()}
    act, line = request.POST.get("act", ""), request.POST.get("line", "")
    try:
        if form.is_bound:
            after = rules.write_back(answers=act == "answered", **form.cleaned_data, **by)
            if after.listed_at is not None:
                messages.success(request, _("%(group)s is listed now, new and not yet visited.") % {"group": after})
                return redirect("arrivals", body.slug)
        elif act in ("take-up", "put-down"):
            (rules.take_up if act == "take-up" else rules.put_down)(**by)
        elif act in ("tick", "untick"):
            rules.tick(line=line, done=act == "tick", **by)
        else:
            raise Http404
    except (rules.NotAWelcomer, rules.NoSuchLine) as nobody:
        raise Http404 from nobody
    except rules.AnotherHasIt:
        messages.warning(request, _("Somebody else is with them just now. It can be put down, and then taken up."))
    except NoLongerOpen:
        messages.warning(request, _("It is listed already, or was taken back. Nothing was changed."))
        return redirect("arrivals", body.slug)
    else:
        messages.success(request, _("Written down."))
    return redirect("welcoming", body.slug, shown.pk)
