"""An election: the board, every ballot as it was posted, and what comes next."""

from datetime import datetime

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from conscience.access import election_for
from conscience.forms import HatForm, MotionForm, TermForm
from conscience.models import Candidate, Draw, Election, Question
from conscience.rules import elections as rules
from conscience.rules.closing import settle
from conscience.rules.questions import NobodyMayVote, NotTheirServant, TooFewForSecrecy
from conscience.rules.register import seats_of
from members.models import Member
from members.quiet import quiet_page
from rotation.access import may_speak_for
from rotation.rules import refusals


@quiet_page
def election(request: HttpRequest, address: str) -> HttpResponse:
    """Where the choice has come to, and for its secretary the next step."""
    now, member = timezone.now(), request.user if request.user.is_authenticated else None
    shown = election_for(member, address, now=now)
    rounds = [settle(question=each, now=now) for each in Question.objects.filter(election=shown).order_by("number")]
    if request.method == "POST":
        if member is None:
            raise Http404
        _acts(request, shown, member, now)
        return redirect("election", address)
    state = rules.state_of(shown)
    board = list(Candidate.objects.filter(election=shown).select_related("alias"))
    balloting = next((each for each in rounds if each.declared_at is None), None)
    hat = Draw.objects.filter(election=shown).first()
    context = {
        "election": shown,
        "board": board,
        "rounds": [each for each in rounds if each.declared_at is not None],
        "balloting": balloting,
        "state": state,
        "hat": hat,
        "chosen": rules.chosen_of(shown),
        "mine": next((each for each in board if each.alias and each.alias.member_id == getattr(member, "pk", 0)), None),
        "speaks": may_speak_for(member=member, body=shown.body, now=now),
        "motion_form": MotionForm(),
        "hat_form": HatForm(),
        "term_form": TermForm(initial=rules.suggested_days(election=shown, now=now)),
    }
    return render(request, "conscience/election.html", context)


def _acts(request: HttpRequest, shown: Election, member: Member, now: datetime) -> None:
    """What was sent, done or answered in words."""
    try:
        if not _done(request, shown, member, now):
            messages.warning(request, _("Something is missing, or not as it should be. Please look again."))
    except NotTheirServant as nobody:
        raise Http404 from nobody
    except rules.NotNow:
        messages.warning(request, _("The election is at another point by now. Nothing was changed."))
    except rules.DrawnAlready:
        messages.warning(request, _("The hat was drawn already. It is drawn once."))
    except rules.WitnessesWanted:
        messages.warning(
            request,
            _("Two witnesses look on, each with some words of their own; or a bowl gives every name that is in it."),
        )
    except (TooFewForSecrecy, NobodyMayVote):
        messages.warning(request, _("There are too few who could vote secretly. Nothing was changed."))
    except (ValueError, *TERM_REFUSED):
        messages.warning(
            request, _("The term cannot begin like that: look at its days, and at who serves in the role already.")
        )


# Whatever rotation says of a term is answered by its own pages in more words.
TERM_REFUSED = tuple(each for each in vars(refusals).values() if isinstance(each, type) and issubclass(each, Exception))


def _done(request: HttpRequest, shown: Election, member: Member, now: datetime) -> bool:
    """Do the one thing that was asked; whether what was sent was whole."""
    act, said = request.POST.get("act"), {"election": shown, "by": member, "now": now}
    if act == "call":
        rules.call_ballot(seats=seats_of(body=shown.body, now=now), closes_at=None, **said)
        return True
    if act == "leave":
        rules.leave_the_board(election=shown, member=member, now=now)
        return True
    if act == "hat":
        rules.open_hat(**said)
        return True
    forms = {"motion": MotionForm, "draw": HatForm, "term": TermForm}
    if act not in forms:
        raise Http404
    form = forms[act](request.POST)
    if not form.is_valid():
        return False
    if act == "motion":
        rules.answer_motion(**said, **form.cleaned_data)
    elif act == "draw":
        rules.draw(**said, **form.said())
    else:
        rules.take_up(**said, **form.cleaned_data)
    return True


@require_safe
@quiet_page
def ballots(request: HttpRequest, address: str) -> HttpResponse:
    """Every ballot's totals as `manage.py count_ballots` reads them."""
    now, member = timezone.now(), request.user if request.user.is_authenticated else None
    shown = election_for(member, address, now=now)
    counted = rules.counted(shown)
    board = list(Candidate.objects.filter(election=shown).exclude(left_during=0).values_list("name", flat=True))
    said = {
        "method": "third-legacy",
        "settings": shown.settings | {"candidates": board},
        "ballots": [rules.tally_of(each) for each in counted],
        "fifth_ballot_motion": shown.motion or None,
    }
    return JsonResponse(said)
