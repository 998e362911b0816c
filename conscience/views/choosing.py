"""A body's votes and elections, and the forms by which its secretary opens one."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from conscience.access import body_that_chooses
from conscience.forms import ElectionForm, QuestionForm
from conscience.models import Election, Question, Secrecy
from conscience.rules import elections as election_rules
from conscience.rules import questions as rules
from conscience.rules.register import seats_of
from conscience.rules.standing import standings
from members.quiet import quiet_page
from rotation.access import body_to_speak_for, may_speak_for

A_PAGE = 100


@require_safe
@quiet_page
def choosing(request: HttpRequest, slug: str) -> HttpResponse:
    """What is asked now, and what was."""
    now, member = timezone.now(), request.user if request.user.is_authenticated else None
    body = body_that_chooses(member, slug, now=now)
    questions = list(Question.objects.filter(body=body, election=None).select_related("result")[:A_PAGE])
    elections = standings(elections=list(Election.objects.filter(body=body)[:A_PAGE]))
    context = {
        "body": body,
        "open": [each for each in questions if each.declared_at is None and not each.is_due(now)],
        "over": [each for each in questions if each.declared_at is not None or each.is_due(now)],
        "going_on": [each for each in elections if not each.is_over],
        "chosen": [each for each in elections if each.is_over],
        "speaks": may_speak_for(member=member, body=body, now=now),
    }
    return render(request, "conscience/choosing.html", context)


@quiet_page
def new_question(request: HttpRequest, slug: str) -> HttpResponse:
    """Open a vote."""
    now, member = timezone.now(), request.user if request.user.is_authenticated else None
    body = body_to_speak_for(member, slug, now=now)
    seats = seats_of(body=body, now=now)
    form = QuestionForm(request.POST if request.method == "POST" else None, body=body, eligible=len(seats))
    if form.is_valid():
        said = form.cleaned_data
        asked = rules.Asked(
            wording=said["wording"], choices=said["choices"] or rules.YES_NO, secrecy=said["secrecy"],
            threshold=said["threshold"], base=said["base"], quorum=said["quorum"] or 0, closes_at=said["closes_at"],
        )  # fmt: skip
        try:
            made = rules.put(body=body, asked=asked, seats=seats, by=member, now=now, key=said["key"])
            messages.success(request, _("The vote is open."))
            return redirect("question", made.address)
        except rules.NoSuchWindow:
            form.add_error("closes_at", _("A vote ends after it begins."))
        except rules.TooFewForSecrecy:
            form.add_error(
                "secrecy", _("With so few, a count tells how each voted. Please ask openly, or by a show of hands.")
            )
        except rules.NobodyMayVote:
            form.add_error(None, _("There is nobody who could vote yet."))
    context = {"form": form, "body": body, "eligible": len(seats), "title": _("Open a vote")}
    return render(request, "conscience/new.html", context, status=400 if form.errors else 200)


@quiet_page
def new_election(request: HttpRequest, slug: str) -> HttpResponse:
    """Open an election by Third Legacy: for a role, or between options."""
    now, member = timezone.now(), request.user if request.user.is_authenticated else None
    body = body_to_speak_for(member, slug, now=now)
    seats = seats_of(body=body, now=now)
    form = ElectionForm(request.POST if request.method == "POST" else None, body=body, eligible=len(seats))
    if form.is_valid():
        said = form.cleaned_data
        made = election_rules.open_election(
            body=body, title=said["title"], role=said["role"], settings=form.settings(), secrecy=Secrecy(said["secrecy"]),
            board=[election_rules.Standing(name, said["aliases"].get(name)) for name in said["board"]],
            by=member, now=now, key=said["key"],
        )  # fmt: skip
        messages.success(request, _("The election is open. Call the first ballot when you are ready."))
        return redirect("election", made.address)
    context = {"form": form, "body": body, "eligible": len(seats), "title": _("Open an election"), "third_legacy": True}
    return render(request, "conscience/new.html", context, status=400 if form.errors else 200)
