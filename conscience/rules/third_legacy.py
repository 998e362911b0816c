"""The Third Legacy procedure: who is chosen, who stays standing, and when the hat decides. Whole numbers only.

Everything follows from the ballots' own totals: nothing about who has withdrawn is remembered from one ballot to the next but
what the ballots before say. An option to choose between is a name like any other.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

LAST_BALLOT = 5
BLANK = ""  # an empty paper, or one nobody can read
YES, NO = "yes", "no"


class Smallest(StrEnum):
    """What happens after the fourth ballot where several have the smallest total."""

    ALL = "all"
    NONE = "none"


class Single(StrEnum):
    """What happens where one name alone is on the board."""

    BALLOT = "yes-no"
    DECLARED = "declared"


class Motion(StrEnum):
    """How the hands answered whether there should be a fifth ballot. A tie, no motion or no second is a defeat."""

    CARRIED = "carried"
    DEFEATED = "defeated"


class NotSoCounted(ValueError):
    """These ballots are none of this procedure: the words say what stands in the way."""


@dataclass(frozen=True)
class Settings:
    """What a body decides for itself before it begins."""

    blanks_count: bool = False  # whether empty and unreadable papers are part of the total vote
    second_place_stays_in_a_tie: bool = False  # where two or more tie for first, whether those in second place stay too
    smallest_tied: Smallest = Smallest.ALL
    single_candidate: Single = Single.BALLOT
    candidates: tuple[str, ...] = ()  # the board; without one, every name on the first two ballots


@dataclass(frozen=True)
class Count:
    """One ballot as it is posted: each name's total, and what follows from it by rule."""

    number: int
    total: int  # the total vote on this ballot
    needed: int
    votes: Mapping[str, int]  # everyone who stood on this ballot, most votes first
    blank: int  # papers with no name, or one that did not stand
    elected: str | None
    withdrawn: tuple[str, ...]  # by rule, after this ballot
    standing: tuple[str, ...]  # after it, most votes first


@dataclass(frozen=True)
class Outcome:
    """Where the choice has come to."""

    counts: tuple[Count, ...]
    hat: tuple[str, ...] = ()  # who goes in, where the hat decides
    motion_wanted: bool = False  # the body is asked now whether there should be a fifth ballot
    standing: tuple[str, ...] = field(default=())

    @property
    def elected(self) -> str | None:
        return self.counts[-1].elected if self.counts else None

    @property
    def is_over(self) -> bool:
        """Whether no further ballot follows."""
        return bool(self.elected or self.hat) or not self.standing


def two_thirds_of(total: int) -> int:
    """The fewest votes that are two-thirds of `total` or more; of an empty ballot box nobody has two-thirds."""
    return max(1, -(-2 * total // 3))


def tally_of(ballot: Mapping[str, int] | Iterable[str | None]) -> dict[str, int]:
    """A ballot's totals, from totals or from the names written on its papers. Raises NotSoCounted."""
    found: dict[str, int] = {}
    if isinstance(ballot, Mapping):
        pairs = [(name, votes) for name, votes in ballot.items()]
    else:
        pairs = [(name, 1) for name in ballot]
    for name, votes in pairs:
        if name is not None and not isinstance(name, str):
            raise NotSoCounted("A paper holds one name, or nothing.")
        if isinstance(votes, bool) or not isinstance(votes, int) or votes < 0:
            raise NotSoCounted("Totals are whole numbers, none below nought.")
        written = (name or BLANK).strip()
        found[written] = found.get(written, 0) + votes
    return found


def top_two(votes: Mapping[str, int], *, second_stays: bool = False) -> set[str]:
    """Who is never withdrawn by rule: all tied for first if two or more are; otherwise the leader and all tied for second.

    `second_stays`: those in second place stay beside several who tie for first.
    """
    places = sorted(set(votes.values()), reverse=True)
    if not places:
        return set()
    first = {name for name, count in votes.items() if count == places[0]}
    if len(places) == 1 or (len(first) > 1 and not second_stays):
        return first
    return first | {name for name, count in votes.items() if count == places[1]}


def withdrawn_by_rule(number: int, votes: Mapping[str, int], total: int, settings: Settings) -> set[str]:
    """Who is withdrawn after ballot `number` by that ballot's numbers alone."""
    if number == 2:
        out = {name for name, count in votes.items() if 5 * count < total}
    elif number == 3:
        out = {name for name, count in votes.items() if 3 * count < total}
    elif number == 4:
        fewest = min(votes.values(), default=0)
        out = {name for name, count in votes.items() if count == fewest}
        if len(out) > 1 and settings.smallest_tied is Smallest.NONE:
            out = set()
    else:
        out = set()
    return out - top_two(votes, second_stays=settings.second_place_stays_in_a_tie)


def count(
    *,
    ballots: Sequence[Mapping[str, int] | Iterable[str | None]],
    settings: Settings | None = None,
    motion: Motion | None = None,
    left: Sequence[Iterable[str]] = (),
) -> Outcome:
    """What follows from these ballots, and from the motion for a fifth one if it has been put.

    `left` says for each ballot who took their own name off while it was counted: it holds from the next ballot on, so that
    the total cannot move. Raises NotSoCounted for ballots that cannot have been held.
    """
    settings = settings or Settings()
    tallies = [tally_of(ballot) for ballot in ballots]
    if len(tallies) > LAST_BALLOT:
        raise NotSoCounted("There is no sixth ballot.")
    if len(tallies) == LAST_BALLOT and motion is not Motion.CARRIED:
        raise NotSoCounted("A fifth ballot needs a motion that was carried.")
    board = settings.candidates or tuple(dict.fromkeys(name for each in tallies[:2] for name in each if name != BLANK))
    if _is_confirming(tallies, settings):
        return _confirming(tallies, settings)
    if len(settings.candidates) == 1 and settings.single_candidate is Single.DECLARED and not tallies:
        return Outcome((Count(0, 0, 0, {}, 0, board[0], (), board),), standing=board)
    standing, counts = tuple(board), list[Count]()
    for number, tally in enumerate(tallies, start=1):
        if counts and counts[-1].elected:
            raise NotSoCounted("Someone was elected on an earlier ballot; there is none after it.")
        counted = _counted(number, tally, standing, settings)
        gone = {name.strip() for name in left[number - 1]} if number <= len(left) else set()
        standing = tuple(name for name in counted.standing if name not in gone)
        counts.append(counted)
    return _outcome(tuple(counts), standing, motion)


def _counted(number: int, tally: Mapping[str, int], standing: Sequence[str], settings: Settings) -> Count:
    given = {name: tally.get(name, 0) for name in standing}
    votes = dict(sorted(given.items(), key=lambda pair: (-pair[1], pair[0])))
    valid, blank = sum(votes.values()), sum(votes for name, votes in tally.items() if name not in given)
    total = valid + blank if settings.blanks_count else valid
    elected = next((name for name, count in votes.items() if total and 3 * count >= 2 * total), None)
    out = set() if elected else withdrawn_by_rule(number, votes, total, settings)
    return Count(
        number=number,
        total=total,
        needed=two_thirds_of(total),
        votes=votes,
        blank=blank,
        elected=elected,
        withdrawn=tuple(name for name in votes if name in out),
        standing=tuple(name for name in votes if name not in out),
    )


def _outcome(counts: tuple[Count, ...], standing: tuple[str, ...], motion: Motion | None) -> Outcome:
    last = counts[-1] if counts else None
    if last is None or last.elected or last.number < LAST_BALLOT - 1:
        return Outcome(counts, standing=standing)
    if last.number == LAST_BALLOT or motion is Motion.DEFEATED:
        # Of the names on that ballot: who took theirs off meanwhile is not drawn for what they would not do.
        top = top_two({name: last.votes[name] for name in last.votes if name in {*standing, *last.withdrawn}})
        return Outcome(counts, hat=tuple(name for name in last.votes if name in top), standing=standing)
    return Outcome(counts, motion_wanted=motion is None, standing=standing)


def _is_confirming(tallies: Sequence[Mapping[str, int]], settings: Settings) -> bool:
    """Whether one name alone is confirmed by yes and no."""
    papers = {name.lower() for tally in tallies for name in tally} - {BLANK}
    return bool(papers) and papers <= {YES, NO} and len(settings.candidates) <= 1


def _confirming(tallies: Sequence[Mapping[str, int]], settings: Settings) -> Outcome:
    """One name, yes or no: two-thirds of yes elect, and without them the post stays open."""
    if len(tallies) > 1:
        raise NotSoCounted("One name alone is put to one ballot of yes and no.")
    lower: dict[str, int] = {}
    for name, count in tallies[0].items():
        lower[name.lower()] = lower.get(name.lower(), 0) + count
    yes, no, blank = (lower.get(name, 0) for name in (YES, NO, BLANK))
    total = yes + no + (blank if settings.blanks_count else 0)
    name = settings.candidates[0] if settings.candidates else YES
    elected = name if total and 3 * yes >= 2 * total else None
    standing = (name,) if elected else ()
    only = Count(
        1, total, two_thirds_of(total), {YES: yes, NO: no}, blank, elected, () if elected else (name,), standing
    )
    return Outcome((only,), standing=standing)
