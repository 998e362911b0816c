"""Many at the same instant, in real threads on real rows: counted exactly once, or refused in a clear word (issue 6)."""

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection, connections

from conscience.models import Ballot, Result, Sealed, Secrecy, Voter
from conscience.rules.closing import close, settle
from conscience.rules.questions import Asked, Seat, put
from conscience.rules.voting import Closed, HasVoted
from rotation.rules.aliases import alias_of
from tests.conscience.cast import LATER, NOW, a_question, a_served_body, seats, votes
from tests.rotation.cast import a_member

pytestmark = pytest.mark.django_db(transaction=True)
PEOPLE = [f"Voter {n}" for n in range(12)]


@pytest.fixture(autouse=True)
def _keys_of_its_own(settings, tmp_path):
    settings.BALLOT_KEYS = tmp_path / "ballot_keys"


def at_once(*deeds):
    """All the deeds, each in a thread of its own, let go together. What each gave, or the refusal it met."""
    barrier = threading.Barrier(len(deeds))

    def run(deed):
        try:
            barrier.wait(10)
            return deed()
        except (Closed, HasVoted) as no:
            return type(no)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(deeds)) as pool:
        return list(pool.map(run, deeds))


def test_many_voters_at_once_are_each_counted_once():
    question, ana, people = a_question(PEOPLE)
    codes = at_once(*[lambda member=member: votes(question, member, "yes") for member in people.values()])
    close(question=question, by=ana, now=NOW)
    assert {*Ballot.objects.values_list("code", flat=True)} == {*codes}
    assert len(codes) == 12


@pytest.mark.parametrize("secrecy", [Secrecy.SECRET, Secrecy.OPEN])
def test_one_voter_many_times_at_once_is_counted_once(secrecy):
    question, ana, people = a_question(secrecy=secrecy)
    answers = at_once(*[lambda: votes(question, people["Ben"], "yes")] * 8)
    if secrecy == Secrecy.SECRET:
        assert answers.count(HasVoted) == 7
        assert Sealed.objects.count() == 1
    assert close(question=question, by=ana, now=NOW).result.voted == 1


def test_holder_and_alternate_at_once_give_their_seat_one_vote():
    body, ana = a_served_body()
    two = [a_member("Ben"), a_member("Cy")]
    shared = Seat(*[alias_of(member=member, body=body) for member in two])
    others = seats(body, [a_member(name) for name in ("Dee", "Eli")])
    question = put(body=body, asked=Asked(wording="?"), seats=[shared, *others], by=ana, now=NOW)
    answers = at_once(*[lambda member=member: votes(question, member, "yes") for member in two])
    assert answers.count(HasVoted) == 1
    assert (Sealed.objects.count(), Voter.objects.filter(voted=True).count()) == (1, 1)


@pytest.mark.parametrize("_round", range(3))
def test_vote_at_the_instant_of_closing_is_counted_or_refused_and_never_lost(_round):
    question, ana, people = a_question(PEOPLE)
    closing = [lambda: close(question=question, by=ana, now=NOW), lambda: settle(question=question, now=LATER)]
    voting = [lambda member=member: votes(question, member, "no") for member in people.values()]
    answers = at_once(*voting[:6], *closing, *voting[6:])
    codes = {code for code in answers if isinstance(code, str)}
    published = {*Ballot.objects.values_list("code", flat=True)}
    assert len(codes) + answers.count(Closed) == len(PEOPLE)
    assert (published if Result.objects.get().is_counted else codes) == codes
    assert Result.objects.get().voted == len(codes) == Voter.objects.filter(voted=True).count()
    assert Sealed.objects.count() == 0


def test_voter_whose_line_dies_after_sending_has_the_code_and_is_counted_once():
    """The answer never arrives: what was sent is either whole or not there, and sending it again says that it was taken."""
    question, ana, people = a_question()

    def sends_and_is_gone():
        code = votes(question, people["Ben"], "yes")
        connection.close()  # nobody hears the answer
        return code

    (code,) = at_once(sends_and_is_gone)
    assert at_once(lambda: votes(question, people["Ben"], "yes")) == [HasVoted]
    for name in ("Cy", "Dee"):
        votes(question, people[name], "no")
    close(question=question, by=ana, now=NOW)
    assert Ballot.objects.get(code=code).choice == "yes"
