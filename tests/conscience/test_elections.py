"""An election from the board to a term: ballots, withdrawals, the motion, the hat (invariants 32, 33; scenarios 38 to 42)."""

from datetime import date

import pytest
from django.db import IntegrityError, InternalError, transaction

from conscience.models import Draw, Secrecy
from conscience.models.election import How
from conscience.rules.elections import (
    DrawnAlready,
    NotNow,
    WitnessesWanted,
    answer_motion,
    call_ballot,
    chosen_of,
    draw,
    leave_the_board,
    open_hat,
    state_of,
    take_up,
)
from conscience.rules.hat import commitment_of, order_of
from rotation.models import Term
from tests.conscience.cast import NOW, an_election, held, seats

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _keys_of_its_own(settings, tmp_path):
    settings.BALLOT_KEYS = tmp_path / "ballot_keys"


def standing(election):
    return "".join(name[0] for name in sorted(state_of(election).standing))


def to_the_hat(election, ana, people):
    """Four ballots without two-thirds, and no hands for a fifth."""
    for last in ("Dee", "Dee", "", ""):
        held(election, ana, people, "Ben", "Ben", "Ben", "Cy", "Cy", "Cy", last)
    answer_motion(election=election, hands_for=3, hands_against=3, by=ana, now=NOW)


def test_election_is_decided_by_two_thirds_and_becomes_a_term():
    election, ana, people = an_election()
    held(election, ana, people, "Ben", "Ben", "Ben", "Cy", "Cy", "Dee", "")
    assert (standing(election), chosen_of(election)) == ("BCD", None)
    held(election, ana, people, "Ben", "Ben", "Ben", "Cy", "Cy", "Dee", "Dee")
    second = held(election, ana, people, "Ben", "Ben", "Ben", "Ben", "Ben", "Cy", "Cy")
    assert second.result.needed == 5
    assert chosen_of(election) == "Ben"
    with pytest.raises(NotNow):
        call_ballot(election=election, seats=seats(election.body, people), closes_at=None, by=ana, now=NOW)
    days = {"starts_on": date(2027, 1, 1), "ends_on": date(2029, 1, 1)}
    take_up(election=election, by=ana, now=NOW, **days)
    with pytest.raises(NotNow):
        take_up(election=election, by=ana, now=NOW, **days)
    assert [str(term.alias) for term in Term.objects.filter(role=election.role)] == ["Ben"]


def test_paper_has_only_who_still_stands():
    election, ana, people = an_election()
    for _ballot in range(2):
        held(election, ana, people, "Ben", "Ben", "Ben", "Cy", "Cy", "Cy", "Dee")
    assert standing(election) == "BC"  # one of seven is less than a fifth
    leave_the_board(election=election, member=people[1], now=NOW)
    third = call_ballot(election=election, seats=seats(election.body, people), closes_at=None, by=ana, now=NOW)
    assert third.choices == ["Ben"]
    with pytest.raises(NotNow):  # a ballot is open
        call_ballot(election=election, seats=seats(election.body, people), closes_at=None, by=ana, now=NOW)


def test_tie_on_the_motion_leads_to_the_hat_at_once_and_no_motion_to_nothing():
    election, ana, people = an_election()
    for step in range(4):
        with pytest.raises(NotNow):
            answer_motion(election=election, hands_for=7, hands_against=0, by=ana, now=NOW)
        held(election, ana, people, "Ben", "Ben", "Ben", "Cy", "Cy", "Cy", "Dee" if step == 0 else "")
    assert state_of(election).motion_wanted
    with pytest.raises(NotNow):
        call_ballot(election=election, seats=seats(election.body, people), closes_at=None, by=ana, now=NOW)
    answered = answer_motion(election=election, hands_for=3, hands_against=3, by=ana, now=NOW)
    assert state_of(answered).hat == ("Ben", "Cy")


def test_hat_is_drawn_once_before_witnesses_and_anyone_can_make_the_order_again():
    election, ana, people = an_election()
    to_the_hat(election, ana, people)
    election.refresh_from_db()
    hat = open_hat(election=election, by=ana, now=NOW)
    assert open_hat(election=election, by=ana, now=NOW).share == hat.share  # opened again, it is the same hat
    with pytest.raises(WitnessesWanted):
        draw(election=election, witnesses=["Gus"], words=["lamp"], by=ana, now=NOW)
    said = {"witnesses": ["Gus", "Hal"], "words": ["lamp", "river"], "by": ana, "now": NOW}
    drawn = draw(election=election, **said)
    again = order_of(names=["Ben", "Cy"], share=drawn.share, words=["lamp", "river"], tally={"Ben": 3, "Cy": 3})
    assert (drawn.order, drawn.commitment) == (again, commitment_of(drawn.share))
    assert chosen_of(election) == drawn.order[0]
    with pytest.raises(DrawnAlready):
        draw(election=election, **said)
    for change in (lambda: Draw.objects.update(order=["Cy", "Ben"]), Draw.objects.all().delete):
        with pytest.raises((IntegrityError, InternalError)), transaction.atomic():
            change()


def test_bowl_drawn_by_hand_is_written_down_with_its_witnesses():
    election, ana, people = an_election()
    to_the_hat(election, ana, people)
    open_hat(election=election, by=ana, now=NOW)
    with pytest.raises(WitnessesWanted):
        draw(election=election, witnesses=["Gus", "Hal"], bowl=["Cy", "Dee"], by=ana, now=NOW)
    drawn = draw(election=election, witnesses=["Gus", "Hal"], bowl=["Cy", "Ben"], by=ana, now=NOW)
    assert (drawn.how, drawn.order) == (How.BOWL, ["Cy", "Ben"])


def test_each_name_comes_out_of_the_hat_first_as_often_as_another():
    first = [order_of(names=["A", "B", "C"], share=str(n), words=["x"], tally={})[0] for n in range(3000)]
    assert all(900 < first.count(name) < 1100 for name in "ABC")


def test_one_name_alone_is_confirmed_by_yes_and_no():
    election, ana, people = an_election(board=("Ben",), secrecy=Secrecy.OPEN)
    held(election, ana, people, *["yes"] * 5, "no", "no")
    assert chosen_of(election) == "Ben"


def test_ballot_that_too_few_gave_is_none_and_is_held_again():
    election, ana, people = an_election()
    held(election, ana, people, "Ben", "Ben")
    assert state_of(election).counts == ()
    held(election, ana, people, "Ben", "Ben", "Ben")
    assert chosen_of(election) == "Ben"
