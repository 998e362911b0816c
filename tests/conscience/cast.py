"""Ana serves as secretary; Ben, Cy, Dee and whoever else is needed are on the register; Cleo is an outsider."""

from datetime import date, timedelta

from conscience.models import Question
from conscience.rules.closing import close
from conscience.rules.elections import Standing, call_ballot, open_election
from conscience.rules.questions import Asked, Seat, put
from conscience.rules.receipts import new_paper
from conscience.rules.voting import cast, line_of
from members.models import Member
from rotation.models import Body
from rotation.rules.aliases import alias_of
from tests.rotation.cast import NOW, a_body, a_member, a_role, a_term

LATER = NOW + timedelta(days=3)
NAMES = ["Ben", "Cy", "Dee", "Eli", "Fay"]


def a_served_body(**facts) -> tuple[Body, Member]:
    """A body, and Ana, its secretary for many years."""
    body, ana = a_body(**facts), a_member("Ana")
    a_term(ana, a_role(body), starts_on=date(2000, 1, 1), ends_on=date(2999, 1, 1))
    return body, ana


def seats(body: Body, members: list[Member]) -> list[Seat]:
    return [Seat(alias_of(member=member, body=body)) for member in members]


def a_question(names: list[str] = NAMES, **asked) -> tuple[Question, Member, dict[str, Member]]:
    """An open question, Ana, and who may vote by name."""
    body, ana = a_served_body()
    people = {name: a_member(name) for name in names}
    said = Asked(wording="Shall we meet on Sundays too?", **{"closes_at": LATER} | asked)
    return put(body=body, asked=said, seats=seats(body, [*people.values()]), by=ana, now=NOW), ana, people


def votes(question: Question, member: Member, choice: str, now=NOW) -> str:
    """Gives that vote as the page would; gives the code on the receipt."""
    line = line_of(question=question, member=member)
    code, paper = new_paper(address=question.address, voter=line.pk if line else 0)
    cast(question=question, member=member, choice=choice, paper=paper, now=now)
    return code


def an_election(board=("Ben", "Cy", "Dee"), voters=7, **facts):
    """An election for a role, with people on the board and on the register. Gives it, Ana and the voters."""
    body, ana = a_served_body()
    people = [a_member(name) for name in [*board, *(f"Voter {n}" for n in range(voters - len(board)))]]
    standing = [Standing(name, alias_of(member=people[n], body=body)) for n, name in enumerate(board)]
    role = a_role(body, "Delegate", ())
    made = open_election(body=body, title="Delegate", role=role, board=standing, by=ana, now=NOW, **facts)
    return made, ana, people


def held(election, ana, people, *choices, now=NOW) -> Question:
    """One ballot, from its call to its count."""
    called = call_ballot(election=election, seats=seats(election.body, people), closes_at=None, by=ana, now=now)
    for member, choice in zip(people, choices, strict=False):
        votes(called, member, choice, now)
    return close(question=called, by=ana, now=now)
