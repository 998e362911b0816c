"""A vote: what it asks and needs, the paper, and what it came to."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_safe

from conscience.access import question_for
from conscience.models import Ballot, Question, Voter
from conscience.rules import closing, voting
from conscience.rules.keys import KeyIsNotHere
from conscience.rules.questions import YES_NO, NotTheirServant, needed_if_all_vote
from conscience.rules.receipts import NotThisPaper, new_paper
from members.models import Member
from members.quiet import quiet_page
from rotation.access import may_speak_for

A_LIST = 5000
WORDS = {"yes": _("Yes"), "no": _("No"), "abstain": _("I abstain")}


@sensitive_post_parameters()
@quiet_page
def question(request: HttpRequest, address: str) -> HttpResponse:
    """The page of a vote; whoever is on the register gives theirs here, once."""
    now, member = timezone.now(), request.user if request.user.is_authenticated else None
    asked = closing.settle(question=question_for(member, address, now=now), now=now)
    if request.method == "POST":
        _acts(request, asked, member)
        return redirect("question", address)
    line = voting.line_of(question=asked, member=member)
    may_vote = line is not None and asked.is_open(now) and not line.in_the_room and not (asked.is_secret and line.voted)
    code, paper = new_paper(address=asked.address, voter=line.pk) if may_vote and asked.is_secret else ("", "")
    mine = (
        None if line is None or asked.is_secret else Ballot.objects.filter(question=asked, alias=line.alias_id).first()
    )
    register = list(Voter.objects.filter(question=asked).select_related("alias"))
    context = {
        "question": asked,
        "is_open": asked.is_open(now),
        "line": line,
        "may_vote": may_vote,
        "mine": mine,
        "my_words": words_of(asked, mine.choice) if mine else "",
        "code": code,
        "paper": paper,
        "choices": [(choice, words_of(asked, choice)) for choice in asked.choices],
        "needed": needed_if_all_vote(asked),
        "register": register,
        "voted": sum(each.voted for each in register),
        "seats_in_the_room": sum(each.in_the_room for each in register),
        "speaks": may_speak_for(member=member, body=asked.body, now=now),
        "result": asked.result if asked.declared_at else None,
        "rows": _rows(asked) if asked.declared_at else [],
        "ballots": _published(asked),
    }
    return render(request, "conscience/question.html", context)


def words_of(question: Question, choice: str) -> str:
    """A choice in the reader's language; a name as it is."""
    return str(WORDS[choice]) if tuple(question.choices)[:2] == YES_NO[:2] and choice in WORDS else choice


def _acts(request: HttpRequest, asked: Question, member: Member | None) -> None:
    """What was sent, done or answered in words."""
    now, act = timezone.now(), request.POST.get("act")
    if member is None:
        raise Http404
    try:
        if act == "vote":
            said = {"choice": request.POST.get("choice", ""), "paper": request.POST.get("paper", "")}
            voting.cast(question=asked, member=member, now=now, **said)
            messages.success(request, _("Your vote is in."))
        elif act == "close":
            closing.close(question=asked, by=member, now=now)
        elif act in ("here", "room"):
            lines = [
                int(each)
                for each in request.POST.getlist("line")
                if each.isascii() and each.isdigit() and len(each) < 18
            ]
            voting.arrive(question=asked, lines=lines, in_the_room=act == "room", by=member, now=now)
            messages.success(request, _("Written down."))
        elif act == "count":
            counts = {choice: request.POST.get(f"count-{n}", "") for n, choice in enumerate([*asked.choices, ""])}
            given = {
                choice: int(said)
                for choice, said in counts.items()
                if said.isascii() and said.isdigit() and len(said) < 7
            }
            voting.count_in_the_room(question=asked, counts=given, by=member, now=now)
            messages.success(request, _("Written down."))
        else:
            raise Http404
    except (voting.NotOnTheRegister, NotTheirServant) as nobody:
        raise Http404 from nobody
    except tuple(REFUSED) as refusal:
        messages.warning(request, str(REFUSED[type(refusal)]))


REFUSED = {
    voting.Closed: _("The vote is over. What was sent just now was not counted; what was counted before stands."),
    voting.NotOpenYet: _("The vote has not begun yet."),
    voting.HasVoted: _("Your vote was taken already, once. It counts, with the code that was on its paper."),
    voting.HolderIsHere: _("An alternate votes only while the holder of the place is not present."),
    voting.VotesInTheRoom: _("You are written down as sitting in the room: give your paper to the tellers there."),
    voting.NoSuchChoice: _("Please choose one of the answers on the paper. Nothing was counted."),
    voting.MoreThanInTheRoom: _("That is more papers than people written down as sitting in the room."),
    NotThisPaper: _("This paper is not yours, or too old. Please vote on this page. Nothing was counted."),
    KeyIsNotHere: _("What opens the ballots is not on this machine. They stay sealed, and nothing is lost."),
}  # fmt: skip


def _rows(asked: Question) -> list[tuple[str, int, int, int]]:
    """Each choice with what was given here, in the room, and together."""
    online, room = asked.result.online, asked.result.room
    both = [(choice, online.get(choice, 0), room.get(choice, 0)) for choice in [*asked.choices, ""]]
    return [(words_of(asked, choice) or gettext("empty"), here, there, here + there) for choice, here, there in both]


def _published(asked: Question) -> list[tuple[str, str]]:
    if asked.declared_at is None:
        return []
    listed = Ballot.objects.filter(question=asked).select_related("alias").order_by("code", "alias__name")[:A_LIST]
    return [(each.code or str(each.alias), words_of(asked, each.choice) or gettext("empty")) for each in listed]


@require_safe
@quiet_page
def ballots(request: HttpRequest, address: str) -> HttpResponse:
    """The published ballots as a file that anybody can count again."""
    now, member = timezone.now(), request.user if request.user.is_authenticated else None
    asked = closing.settle(question=question_for(member, address, now=now), now=now)
    if asked.declared_at is None or not asked.result.is_counted:
        raise Http404
    listed = list(Ballot.objects.filter(question=asked).order_by("code").values_list("code", "choice"))
    room = [choice for choice, count in asked.result.room.items() for _paper in range(count)]
    papers = [choice for _code, choice in listed] + room
    said = {
        "method": asked.threshold,
        "settings": {"quorum": asked.quorum, "abstained": papers.count("abstain")}
        | ({"eligible": asked.result.base} if asked.base != "cast" else {}),
        "ballots": [[choice for choice in papers if choice != "abstain"]],
        "codes": {code: choice for code, choice in listed if code},
        "checksum": asked.result.checksum,
    }  # fmt: skip
    return JsonResponse(said)
