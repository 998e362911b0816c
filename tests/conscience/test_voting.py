"""A question from its register to its count (invariants 20 to 28; scenarios 42 and 43)."""

from dataclasses import replace
from pathlib import Path

import pytest
from django.db import IntegrityError, InternalError, transaction

from conscience.models import Ballot, Question, Sealed, Secrecy, Threshold, Voter
from conscience.models.question import Base
from conscience.rules.closing import checksum_of, close, settle, settle_all
from conscience.rules.keys import KeyIsNotHere, destroy_key
from conscience.rules.questions import (
    Asked,
    NobodyMayVote,
    NoSuchWindow,
    NotTheirServant,
    Seat,
    TooFewForSecrecy,
    needed_if_all_vote,
    put,
)
from conscience.rules.receipts import NotThisPaper, new_paper
from conscience.rules.voting import (
    Closed,
    HasVoted,
    HolderIsHere,
    MoreThanInTheRoom,
    NoSuchChoice,
    NotOnTheRegister,
    NotOpenYet,
    VotesInTheRoom,
    arrive,
    cast,
    count_in_the_room,
)
from rotation.rules.aliases import alias_of
from tests.conscience.cast import LATER, NAMES, NOW, a_question, a_served_body, seats, votes
from tests.rotation.cast import a_member

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _keys_of_its_own(settings, tmp_path):
    settings.BALLOT_KEYS = tmp_path / "ballot_keys"


def keys(settings):
    return [path.name for path in Path(settings.BALLOT_KEYS).iterdir()]


def test_secret_question_goes_from_its_register_to_its_list(settings):
    question, ana, people = a_question(threshold=Threshold.TWO_THIRDS)
    assert (question.eligible, needed_if_all_vote(question), keys(settings)) == (5, 4, [question.address])
    codes = {
        votes(question, people[name], choice): choice for name, choice in zip(NAMES, ["yes"] * 3 + ["no"], strict=False)
    }
    assert Ballot.objects.count() == 0
    assert len({len(bytes(sealed.box)) for sealed in Sealed.objects.all()}) == 1
    declared = close(question=question, by=ana, now=NOW)
    assert dict(Ballot.objects.values_list("code", "choice")) == codes
    assert (Sealed.objects.count(), keys(settings)) == (0, [])
    result = declared.result
    assert (result.online, result.needed, result.chosen, result.voted) == ({"yes": 3, "no": 1}, 3, "yes", 4)
    assert result.checksum == checksum_of(declared)
    assert declared.declared_at is not None
    assert Voter.objects.filter(voted=True).count() == 4


def test_register_is_whoever_stood_there_when_it_opened():
    question, _ana, _people = a_question()
    late = a_member("Gil")
    alias_of(member=late, body=question.body)
    with pytest.raises(NotOnTheRegister):
        votes(question, late, "yes")


def test_voter_is_counted_once_whatever_they_send():
    question, ana, people = a_question()
    votes(question, people["Ben"], "yes")
    for choice in ("yes", "no"):
        with pytest.raises(HasVoted):
            votes(question, people["Ben"], choice)
    for name in ("Cy", "Dee"):
        votes(question, people[name], "no")
    assert close(question=question, by=ana, now=NOW).result.online == {"yes": 1, "no": 2}


def test_vote_counts_only_in_its_window():
    question, _ana, people = a_question(opens_at=NOW + (LATER - NOW) / 2)
    with pytest.raises(NotOpenYet):
        votes(question, people["Ben"], "yes", NOW)
    votes(question, people["Ben"], "yes", question.opens_at)
    with pytest.raises(Closed):
        votes(question, people["Cy"], "yes", LATER)
    settled = settle(question=question, now=LATER)
    assert settled.closed_at == LATER
    with pytest.raises(Closed):
        votes(question, people["Cy"], "yes", question.opens_at)


def test_paper_is_its_voters_own_and_of_this_question():
    question, _ana, people = a_question()
    line = Voter.objects.get(alias__member=people["Cy"])
    for paper in (
        "",
        "beans",
        new_paper(address=question.address, voter=line.pk)[1],
        new_paper(address="x", voter=1)[1],
    ):
        with pytest.raises(NotThisPaper):
            cast(question=question, member=people["Ben"], choice="yes", paper=paper, now=NOW)
    with pytest.raises(NoSuchChoice):
        votes(question, people["Ben"], "perhaps")
    assert not Voter.objects.filter(voted=True).exists()


def test_too_few_secret_ballots_show_no_count_only_what_was_decided():
    question, ana, people = a_question(quorum=1)
    for name in ("Ben", "Cy"):
        votes(question, people[name], "yes")
    result = close(question=question, by=ana, now=NOW).result
    assert (result.is_counted, result.online, result.chosen, Ballot.objects.count()) == (False, {}, "yes", 0)


def test_nobody_is_asked_secretly_where_a_count_would_tell():
    body, ana = a_served_body()
    two = seats(body, [a_member("Ben"), a_member("Cy")])
    asked = Asked(wording="?")
    with pytest.raises(TooFewForSecrecy):
        put(body=body, asked=asked, seats=two, by=ana, now=NOW)
    with pytest.raises(NobodyMayVote):
        put(body=body, asked=asked, seats=[], by=ana, now=NOW)
    with pytest.raises(NoSuchWindow):
        put(body=body, asked=replace(asked, secrecy=Secrecy.OPEN, closes_at=NOW), seats=two, by=ana, now=NOW)
    with pytest.raises(NotTheirServant):
        put(body=body, asked=asked, seats=two, by=a_member("Cleo"), now=NOW)


def test_open_vote_may_be_changed_while_it_is_open_and_never_after():
    question, ana, people = a_question(secrecy=Secrecy.OPEN, base=Base.ELIGIBLE)
    votes(question, people["Ben"], "yes")
    votes(question, people["Ben"], "no")
    result = close(question=question, by=ana, now=NOW).result
    assert (result.online, result.base, result.needed) == ({"no": 1}, 5, 3)
    for change in (Ballot.objects.all().delete, lambda: Ballot.objects.update(choice="yes"), result.delete):
        with pytest.raises((IntegrityError, InternalError)), transaction.atomic():
            change()


def test_room_and_online_are_summed_before_the_threshold_and_each_is_shown():
    question, ana, people = a_question([*NAMES, "Gus", "Hal"])
    inside = Voter.objects.filter(alias__name__in=["Ben", "Cy"])
    arrive(question=question, lines=[line.pk for line in inside], in_the_room=True, by=ana, now=NOW)
    with pytest.raises(VotesInTheRoom):
        votes(question, people["Ben"], "yes")
    with pytest.raises(MoreThanInTheRoom):
        count_in_the_room(question=question, counts={"yes": 3}, by=ana, now=NOW)
    count_in_the_room(question=question, counts={"yes": 2, "no": 0}, by=ana, now=NOW)
    for name, choice in (("Dee", "yes"), ("Eli", "no"), ("Fay", "no")):
        votes(question, people[name], choice)
    result = close(question=question, by=ana, now=NOW).result
    assert (result.online, result.room) == ({"yes": 1, "no": 2}, {"yes": 2, "no": 0})
    assert (result.needed, result.chosen, result.voted) == (3, "yes", 5)


def test_alternate_votes_only_while_the_holder_is_not_present():
    body, ana = a_served_body()
    ben, cy = (a_member(name) for name in ("Ben", "Cy"))
    holder, alternate = alias_of(member=ben, body=body), alias_of(member=cy, body=body)
    asked = Asked(wording="?", secrecy=Secrecy.OPEN)
    first, second = (put(body=body, asked=asked, seats=[Seat(holder, alternate)], by=ana, now=NOW) for _ in range(2))
    arrive(question=first, lines=[first.register.get(alias=holder).pk], in_the_room=False, by=ana, now=NOW)
    with pytest.raises(HolderIsHere):
        votes(first, cy, "yes")
    votes(first, ben, "yes")
    votes(second, cy, "yes")
    with pytest.raises(HasVoted):  # a seat votes once, even if both come (invariant 41)
        votes(second, ben, "no")
    assert [each.choice for each in Ballot.objects.all()] == ["yes", "yes"]


def test_time_closes_a_question_and_the_clock_does_it_once():
    question, _ana, people = a_question()
    for name in NAMES:
        votes(question, people[name], "yes")
    assert [settle_all(now=NOW), settle_all(now=LATER), settle_all(now=LATER)] == [0, 1, 0]
    assert Question.objects.get().declared_at == LATER


def test_without_its_key_nothing_is_counted_and_nothing_lost():
    question, ana, people = a_question()
    votes(question, people["Ben"], "yes")
    destroy_key(address=question.address)
    with pytest.raises(KeyIsNotHere):
        close(question=question, by=ana, now=NOW)
    assert settle(question=question, now=LATER).closed_at is None
    assert Sealed.objects.count() == 1
