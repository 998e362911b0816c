"""An election by Third Legacy, from the board to the hat: its ballots are questions, and all else follows from their counts."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from django.db import transaction

from conscience.models import Candidate, Draw, Election, Question, Secrecy, Threshold
from conscience.models.election import How
from conscience.rules import third_legacy
from conscience.rules.hat import commitment_of, order_of
from conscience.rules.questions import Asked, NotTheirServant, Seat, address_by, put
from conscience.rules.third_legacy import Motion, Outcome, Settings
from conscience.rules.voting import EMPTY
from members.models import Member
from rotation.access import may_speak_for
from rotation.models import HOLDING, Alias, Body, Chosen, Role, Term
from rotation.rules import terms
from rotation.rules.months import months_after
from rotation.rules.record import note

WITNESSES = 2


class NobodyStands(Exception):
    """There is nobody on the board."""


class NotNow(Exception):
    """The election is not at that point: a ballot is open, or it is over, or another thing comes first."""


class DrawnAlready(Exception):
    """A hat is drawn once."""


class WitnessesWanted(Exception):
    """Two witnesses at least, each with a share of their own; a bowl has every name in it, and no other."""


@dataclass(frozen=True)
class Standing:
    """A name for the board, and whose it is; an option has nobody's."""

    name: str
    alias: Alias | None = None


@transaction.atomic
def open_election(
    *,
    body: Body,
    title: str,
    board: Sequence[Standing],
    role: Role | None = None,
    settings: dict[str, Any] | None = None,
    secrecy: Secrecy = Secrecy.SECRET,
    by: Member | None,
    now: datetime,
    key: str = "",
) -> Election:
    """Post the board; the same `key` again gives the election it opened. Raises NotTheirServant or NobodyStands."""
    if not may_speak_for(member=by, body=body, now=now):
        raise NotTheirServant
    if not board:
        raise NobodyStands
    address = address_by(body, key)
    Body.objects.select_for_update(no_key=True).get(pk=body.pk)
    if (standing := Election.objects.filter(address=address).first()) is not None:
        return standing
    election = Election.objects.create(
        address=address, body=body, title=title, role=role, settings=settings or {}, secrecy=secrecy, opened_at=now
    )
    Candidate.objects.bulk_create(Candidate(election=election, name=each.name, alias=each.alias) for each in board)
    note(body=body, member=by, verb="election-opened", facts={"title": title}, now=now)
    return election


def state_of(election: Election) -> Outcome:
    """Where the choice has come to, by its declared ballots alone. Two queries."""
    return outcome_of(election, board=list(Candidate.objects.filter(election=election)), held=counted(election))


def outcome_of(election: Election, *, board: Sequence[Candidate], held: Sequence[Question]) -> Outcome:
    """The same, of a board and of declared ballots that were read already."""
    # Who took their name off before the first ballot was never on one.
    settings = replace(settings_of(election), candidates=tuple(each.name for each in board if each.left_during != 0))
    left = [
        [each.name for each in board if each.left_during is not None and each.left_during <= question.number]
        for question in held
    ]
    motion = Motion(election.motion) if election.motion else None
    ballots = [tally_of(question) for question in held]
    return third_legacy.count(ballots=ballots, settings=settings, motion=motion, left=left)


def settings_of(election: Election) -> Settings:
    """The body's own settings of the procedure, as they were when it began."""
    known = {name: value for name, value in election.settings.items() if name in Settings.__dataclass_fields__}
    for name, kind in (("smallest_tied", third_legacy.Smallest), ("single_candidate", third_legacy.Single)):
        if name in known:
            known[name] = kind(known[name])
    return Settings(**known)


def tally_of(question: Question) -> dict[str, int]:
    """A declared ballot's totals: what was given here and what the tellers counted, summed (scenario 42)."""
    result = question.result
    return {choice: result.online.get(choice, 0) + result.room.get(choice, 0) for choice in [*question.choices, EMPTY]}


def counted(election: Election) -> list[Question]:
    """Its declared ballots in order; one of which too few were given is none."""
    declared = Question.objects.filter(election=election, declared_at__isnull=False, result__is_counted=True)
    return list(declared.select_related("result").order_by("number"))


@transaction.atomic
def call_ballot(
    *, election: Election, seats: Sequence[Seat], closes_at: datetime | None, by: Member | None, now: datetime
) -> Question:
    """Open the next ballot, with everyone on the paper who stands. Raises NotTheirServant, NotNow and what `put` raises."""
    held = _held(election, by, now)
    state = state_of(held)
    if state.is_over or state.motion_wanted or _is_balloting(held):
        raise NotNow
    number = Question.objects.filter(election=held).count() + 1
    gone = {*Candidate.objects.filter(election=held, left_during__isnull=False).values_list("name", flat=True)}
    names = sorted({*state.standing} - gone)
    alone = len(names) == 1 and not state.counts
    asked = Asked(
        wording=f"{held.title} ({number})",
        choices=(third_legacy.YES, third_legacy.NO) if alone else names,
        secrecy=Secrecy(held.secrecy),
        threshold=Threshold.TWO_THIRDS,
        closes_at=closes_at,
    )
    return put(body=held.body, asked=asked, seats=seats, by=by, now=now, election=held, number=number)


@transaction.atomic
def leave_the_board(*, election: Election, member: Member, now: datetime) -> Candidate:
    """Take one's own name off. While a ballot is open or counted it holds from the next one on. Raises NotNow."""
    held = Election.objects.select_for_update(of=("self",)).select_related("body").get(pk=election.pk)
    candidate = Candidate.objects.filter(election=held, alias__member=member).first()
    if candidate is None or hasattr(held, "hat"):
        raise NotNow
    if candidate.left_during is None:
        last = Question.objects.filter(election=held).order_by("-number").first()
        candidate.left_during = last.number if last else 0
        candidate.save(update_fields=["left_during"])
        note(body=held.body, member=None, verb="name-taken-off", facts={"title": held.title}, now=now)
    return candidate


@transaction.atomic
def answer_motion(
    *, election: Election, hands_for: int, hands_against: int, by: Member | None, now: datetime
) -> Election:
    """Write down the hands for and against a fifth ballot; a tie is a defeat. Raises NotTheirServant or NotNow."""
    held = _held(election, by, now)
    if not state_of(held).motion_wanted or min(hands_for, hands_against) < 0:
        raise NotNow
    held.motion = Motion.CARRIED if hands_for > hands_against else Motion.DEFEATED
    held.motion_for, held.motion_against = hands_for, hands_against
    held.save(update_fields=["motion", "motion_for", "motion_against"])
    facts = {"title": held.title, "for": hands_for, "against": hands_against}
    note(body=held.body, member=by, verb="fifth-ballot-asked", facts=facts, now=now)
    return held


@transaction.atomic
def open_hat(*, election: Election, by: Member | None, now: datetime) -> Draw:
    """Put the names in: the house draws its share and shows its hash. Raises NotTheirServant or NotNow."""
    held = _held(election, by, now)
    state = state_of(held)
    if not state.hat:
        raise NotNow
    if (standing := Draw.objects.filter(election=held).first()) is not None:
        return standing
    share = secrets.token_hex(32)
    return Draw.objects.create(
        election=held,
        names=list(state.hat),
        tally=dict(state.counts[-1].votes),
        commitment=commitment_of(share),
        share=share,
        opened_at=now,
    )


@transaction.atomic
def draw(
    *,
    election: Election,
    witnesses: Sequence[str],
    words: Sequence[str] = (),
    bowl: Sequence[str] = (),
    by: Member | None,
    now: datetime,
) -> Draw:
    """Draw the hat before these witnesses, from their words and the house's share; or write down a bowl's order, drawn by hand.

    It happens once. Raises NotTheirServant, NotNow, WitnessesWanted or DrawnAlready.
    """
    held = _held(election, by, now)
    hat = Draw.objects.select_for_update().filter(election=held).first()
    if hat is None:
        raise NotNow
    if hat.drawn_at is not None:
        raise DrawnAlready
    if len({name for name in witnesses if name}) < WITNESSES or (bowl and sorted(bowl) != sorted(hat.names)):
        raise WitnessesWanted
    if not bowl and (len(words) != len(witnesses) or not all(words)):
        raise WitnessesWanted
    hat.how = How.BOWL if bowl else How.SHARES
    hat.order = list(bowl) or order_of(names=hat.names, share=hat.share, words=words, tally=hat.tally)
    hat.witnesses, hat.words, hat.drawn_at = list(witnesses), list(words), now
    hat.save(update_fields=["how", "order", "witnesses", "words", "drawn_at"])
    note(body=held.body, member=by, verb="hat-drawn", facts={"title": held.title, "names": len(hat.names)}, now=now)
    return hat


def chosen_of(election: Election) -> str | None:
    """Whoever was elected, by ballot or by the hat."""
    hat = Draw.objects.filter(election=election, drawn_at__isnull=False).first()
    if hat is not None:
        return str(hat.order[0])
    elected = state_of(election).elected
    if elected != third_legacy.YES:
        return elected
    return Candidate.objects.filter(election=election).values_list("name", flat=True).first()


def suggested_days(*, election: Election, now: datetime) -> dict[str, date]:
    """When the term would begin and end, as a form suggests it: as long as the role says, from today where a place is free,
    else from the end of the term that is over first. Nothing where no role is chosen for. One query."""
    role = election.role
    if role is None:
        return {}
    today = now.astimezone(election.body.tz).date()
    in_force = Term.objects.in_force(today).filter(role=role, kind__in=HOLDING).order_by("ends_on")
    ends = list(in_force.values_list("ends_on", flat=True))
    starts_on = ends[0] if len(ends) >= role.seats else today
    return {"starts_on": starts_on, "ends_on": months_after(starts_on, min(role.months, role.longest_months))}


@transaction.atomic
def take_up(
    *, election: Election, starts_on: date, ends_on: date, by: Member | None, now: datetime, waiver: str = ""
) -> Term:
    """Let whoever was chosen serve: their term begins in `rotation`. Once. `waiver` is why the body waives what it suggests.

    Raises NotTheirServant, NotNow and what `begin` raises.
    """
    held = _held(election, by, now)
    candidate = (
        Candidate.objects.filter(election=held, name=chosen_of(held) or "").select_related("alias__member").first()
    )
    member = candidate.alias.member if candidate and candidate.alias else None
    if held.role is None or member is None or held.taken_up_at is not None:
        raise NotNow
    held.taken_up_at = now
    held.save(update_fields=["taken_up_at"])
    drawn = Draw.objects.filter(election=held, drawn_at__isnull=False).exists()
    return terms.begin(
        role=held.role,
        member=member,
        starts_on=starts_on,
        ends_on=ends_on,
        by=by,
        now=now,
        chosen=Chosen.LOT if drawn else Chosen.ELECTED,
        waiver=waiver,
    )


def _held(election: Election, by: Member | None, now: datetime) -> Election:
    held = Election.objects.select_for_update(of=("self",)).select_related("body", "role").get(pk=election.pk)
    if not may_speak_for(member=by, body=held.body, now=now):
        raise NotTheirServant
    return held


def _is_balloting(election: Election) -> bool:
    return Question.objects.filter(election=election, declared_at=None).exists()
