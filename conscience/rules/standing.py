"""How far each of a body's elections has come, for a list of them: as many queries for one as for a hundred."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext

from conscience.models import Candidate, Draw, Election, Question
from conscience.rules import third_legacy
from conscience.rules.elections import outcome_of


@dataclass(frozen=True)
class Standing:
    """An election, the ballot that is open in it, who was chosen, and in words where it stands."""

    election: Election
    balloting: Question | None
    chosen: str
    words: str

    @property
    def is_over(self) -> bool:
        return bool(self.chosen)


def standings(*, elections: Sequence[Election]) -> list[Standing]:
    """Where each of these elections stands, in their order. Three queries."""
    boards: dict[int | None, list[Candidate]] = {each.pk: [] for each in elections}
    rounds: dict[int | None, list[Question]] = {each.pk: [] for each in elections}
    for name in Candidate.objects.filter(election__in=elections):
        boards[name.election_id].append(name)
    for question in Question.objects.filter(election__in=elections).select_related("result").order_by("number"):
        rounds[question.election_id].append(question)
    hats = {hat.election_id: hat for hat in Draw.objects.filter(election__in=elections, drawn_at__isnull=False)}
    return [_standing(each, boards[each.pk], rounds[each.pk], hats.get(each.pk)) for each in elections]


def _standing(election: Election, board: list[Candidate], rounds: list[Question], hat: Draw | None) -> Standing:
    held = [each for each in rounds if each.declared_at is not None and each.result.is_counted]
    state = outcome_of(election, board=board, held=held)
    chosen = str(hat.order[0]) if hat else state.elected or ""
    if chosen == third_legacy.YES and board:
        chosen = board[0].name
    balloting = next((each for each in rounds if each.declared_at is None), None)
    facts = {"number": balloting.number if balloting else len(held), "name": chosen}
    if chosen:
        words = gettext("Chosen: %(name)s") % facts
    elif balloting:
        words = gettext("Ballot %(number)d is open") % facts
    elif state.motion_wanted:
        words = gettext("Hands for a fifth ballot come next")
    elif state.hat:
        words = gettext("The hat comes next")
    elif state.is_over:
        words = gettext("Nobody is left on the board")
    elif held:
        words = gettext("After ballot %(number)d, the next one follows") % facts
    else:
        words = gettext("The board is open; no ballot was called yet")
    return Standing(election, balloting, chosen, words)
