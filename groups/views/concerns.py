""" "Something is wrong here", said by whoever came by; the page with its answer; and the queue of those whom it reaches."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_safe

from groups.access import body_served_by, group_for, meeting_for, serves_above
from groups.forms.concern import AnswerForm, ConcernForm
from groups.models import Concern, Group, Meeting, Wrong
from groups.rules import concerns as rules
from groups.rules.suggestions import body_keeping
from groups.rules.visits import NotTheirs, could_not_be_reached
from groups.rules.waiting import waiting_since
from groups.views.viewer import viewer_of
from members.models import Member
from members.quiet import quiet_page
from members.rules.limits import limited, slow_down
from rotation.models import Body

MOST_DIGITS = 18
MOST_SHOWN = 100


def meeting_wrong(request: HttpRequest, slug: str) -> HttpResponse:
    """Something is wrong with this meeting."""
    meeting = meeting_for(None, slug)
    return _say(request, meeting.group, meeting)


def group_wrong(request: HttpRequest, slug: str) -> HttpResponse:
    """Something is wrong with this group."""
    return _say(request, group_for(None, slug), None)


@sensitive_post_parameters()
@limited("something-wrong", "10/10m")
@quiet_page
def _say(request: HttpRequest, group: Group, meeting: Meeting | None) -> HttpResponse:
    now = timezone.now()
    form = ConcernForm.fresh(request.POST if request.method == "POST" else None)
    if form.is_valid():
        slow_down(request, door="wrong-with-a-group", rate="60/10m", key=f"wrong {group.pk}")
        said = {**form.cleaned_data, "wrong": Wrong(form.cleaned_data["wrong"])}
        try:
            return redirect("concern", rules.say_wrong(group=group, meeting=meeting, now=now, **said).address)
        except rules.NothingSaid:
            form.add_error("words", _("Please say in a few words what it is."))
        except rules.EnoughWaits:
            form.add_error(None, _("A good deal waits about this group already. Please come back another day."))
    reaches = {
        "reaches": rules.whom_it_reaches(group, now=now),
        "harm_reaches": rules.whom_harm_reaches(group, now=now),
    }
    context = {
        "form": form,
        "group": group,
        "meeting": meeting,
        "kept_by": body_keeping(group=group, now=now),
        **reaches,
    }
    return render(request, "groups/wrong.html", context, status=400 if form.errors else 200)


@require_safe
@quiet_page
def concern(request: HttpRequest, address: str) -> HttpResponse:
    """What was said and its answer, for whoever was given the address."""
    said = get_object_or_404(Concern.objects.select_related("group__body", "meeting", "body"), address=address)
    context = {"concern": said, "address": request.build_absolute_uri(request.path)}
    return render(request, "groups/concern.html", context)


@quiet_page
def concerns(request: HttpRequest, slug: str) -> HttpResponse:
    """What waits for those who serve in a body, oldest first: taken up, put down, answered."""
    now, member = timezone.now(), viewer_of(request)
    body = body_served_by(member, slug, now=now)
    if request.method == "POST" and _done(request, body, member):
        return redirect("concerns", slug)
    found = Concern.objects.filter(body=body, answered_at=None)
    related = found.select_related("group__body", "group__contact", "meeting", "held_by")[:MOST_SHOWN]
    waiting = [(each, waiting_since(each.made_at, now=now)) for each in related]
    context = {"body": body, "waiting": waiting, "form": AnswerForm(), "own": Group.objects.filter(body=body).exists()}
    return render(request, "groups/concerns.html", context)


def _done(request: HttpRequest, body: Body, member: Member | None) -> bool:
    """Whether to look at the page anew."""
    act, now = request.POST.get("act", ""), timezone.now()
    chosen = _of(body, request.POST.get("concern", ""))
    try:
        if act in ("take-up", "put-down"):
            (rules.take_up if act == "take-up" else rules.put_down)(concern=chosen, member=member, now=now)
        elif act == "answer":
            form = AnswerForm(request.POST)
            rules.answer(
                concern=chosen, member=member, words=form.data.get("words", "") if form.is_valid() else "", now=now
            )
        elif act == "visit":
            if not serves_above(member=member, group=chosen.group, now=now):
                raise Http404
            could_not_be_reached(group=chosen.group, member=member, now=now)
        else:
            raise Http404
    except (rules.NotServingHere, NotTheirs) as nobody:
        raise Http404 from nobody
    except rules.AnotherHasIt:
        messages.warning(request, _("Somebody else is with it just now. It can be put down, and then taken up."))
    except rules.AlreadyAnswered:
        messages.warning(request, _("That was answered already."))
    except rules.NothingSaid:
        messages.warning(request, _("Please answer in a few words."))
        return False
    else:
        messages.success(request, _("Written down."))
    return True


def _of(body: Body, number: str) -> Concern:
    if not (number.isascii() and number.isdigit() and len(number) <= MOST_DIGITS):
        raise Http404
    return get_object_or_404(Concern.objects.select_related("group__body"), body=body, pk=int(number))
