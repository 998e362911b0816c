"""How many are needed: the threshold, of what it is taken, and what a count of yes and no comes to. Whole numbers only."""

from dataclasses import dataclass
from enum import StrEnum


class Threshold(StrEnum):
    """How much of the base has to say yes."""

    MAJORITY = "majority"  # more than half
    TWO_THIRDS = "two-thirds"
    THREE_QUARTERS = "three-quarters"


class Base(StrEnum):
    """Of what it is taken. Where the base is everyone on the register, being silent is like saying no."""

    CAST = "cast"  # yes and no; whoever abstains has not voted
    PRESENT = "present"  # everyone who gave a paper in, abstentions and empty ones too
    ELIGIBLE = "eligible"  # everyone on the register


@dataclass(frozen=True)
class Verdict:
    """A count with all that belongs to it: yes + no + abstain + void + silent are the eligible, always."""

    eligible: int
    yes: int
    no: int
    abstain: int
    void: int
    base: int
    needed: int
    quorum: int  # how many have to take part for anything to be decided

    @property
    def voted(self) -> int:
        return self.yes + self.no + self.abstain + self.void

    @property
    def silent(self) -> int:
        return self.eligible - self.voted

    @property
    def has_quorum(self) -> bool:
        return self.voted >= self.quorum

    @property
    def carried(self) -> bool:
        """Whether it is decided: with quorum, and with as many as were needed."""
        return self.has_quorum and self.base > 0 and self.yes >= self.needed


class MoreThanThereAre(ValueError):
    """More voted than the register has lines, or a total lies below nought."""


def needed_of(base: int, threshold: Threshold) -> int:
    """The fewest yes that reach `threshold` of `base`; of nobody, one."""
    if threshold is Threshold.MAJORITY:
        return base // 2 + 1
    part, of = (2, 3) if threshold is Threshold.TWO_THIRDS else (3, 4)
    return max(1, -(-part * base // of))


def count(
    *,
    eligible: int,
    yes: int,
    no: int,
    abstain: int = 0,
    void: int = 0,
    threshold: Threshold = Threshold.MAJORITY,
    base: Base = Base.CAST,
    quorum: int = 0,
) -> Verdict:
    """What these totals come to. Raises MoreThanThereAre."""
    voted = yes + no + abstain + void
    if min(yes, no, abstain, void, quorum) < 0 or voted > eligible:
        raise MoreThanThereAre
    of = {Base.CAST: yes + no, Base.PRESENT: voted, Base.ELIGIBLE: eligible}[base]
    return Verdict(eligible, yes, no, abstain, void, of, needed_of(of, threshold), quorum)
