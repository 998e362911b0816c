"""A small believable ground to begin on: three people, and one committee that they serve in turn."""

from datetime import datetime, timedelta

from members.models import Member
from rotation.models import Body, BodyKind, Duty, Role
from rotation.rules.record import note
from rotation.rules.terms import begin

PASSWORD = "candlelight"  # noqa: S105  (printed by the command, for trying things out on one's own machine)
ANA, BEN, CLEO = "Ana", "Ben", "Cleo"


def is_planted() -> bool:
    """Whether anything stands here already."""
    return Body.objects.exists()


def plant(*, now: datetime) -> list[str]:
    """Plant people and a committee. Gives what to tell whoever asked for it."""
    ana, _ben, _cleo = [_someone(name) for name in (ANA, BEN, CLEO)]
    body = Body.objects.create(
        name="Welcome Committee", slug="welcome-committee", kind=BodyKind.COMMITTEE, created_at=now
    )
    note(body=body, member=None, verb="planted", facts={}, now=now)
    chair = Role.objects.create(
        body=body, title="Convener", purpose="Calls the committee together.", duties=[str(Duty.SECRETARY)]
    )
    Role.objects.create(
        body=body, title="Greeter", purpose="Answers those who write for the first time.", duties=[str(Duty.GREET)]
    )
    welcome = Role.objects.create(
        body=body,
        title="Welcome",
        purpose="Answers groups that would like to be listed.",
        duties=[str(Duty.WELCOME)],
    )
    for role in (chair, welcome):
        serve(role, ana, now)
    return [
        "Sign in as Ana (serves), Ben (belongs) or Cleo (has just come).",
        f"The password of all three is: {PASSWORD}",
    ]


def serve(role: Role, member: Member, now: datetime) -> None:
    """A term in the middle of its time: begun two months ago, four to go."""
    today = now.astimezone(role.body.tz).date()
    begin(role=role, member=member, starts_on=today - timedelta(60), ends_on=today + timedelta(120), by=None, now=now)


def _someone(name: str) -> Member:
    """The member of that name; whoever has signed up under it already stays as they are."""
    return Member.objects.filter(name__iexact=name).first() or Member.objects.create_user(name, PASSWORD)
