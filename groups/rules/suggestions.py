"""What somebody would have a listing say: whoever comes by suggests it, and the group's own servant takes it or says why not.

Nothing is kept of whoever suggests. The key of their form makes the address of the page with the answer, so that sending
it twice leaves one suggestion, and so that nobody else comes upon that page.
"""

from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils.crypto import salted_hmac

from groups.access import bodies_with_secretary, body_answering, upper_bodies
from groups.models import Answer, Group, Meeting, Side, Suggestion
from groups.rules.listings import change_from_elsewhere, edit_meeting
from groups.rules.plain import plain
from groups.rules.refusals import NotTheSecretary
from members.models import Member
from rotation.models import Body

MOST_WAITING = 40  # for one meeting
KEPT = timedelta(days=90)  # with its answer, for whoever comes back to read it


class NothingSaid(Exception):
    """No field would differ, and there are no words."""


class EnoughWaits(Exception):
    """So much waits for this listing already that one more would not be read."""


class AlreadyAnswered(Exception):
    """Somebody took or declined it before."""


@transaction.atomic
def suggest(*, meeting: Meeting, changes: dict[str, Any], words: str, key: str, now: datetime) -> Suggestion:
    """Keep what would differ (`changes`, by the model's names) and a line of words, until the group's servant answers.

    Gives the suggestion; the one there is where `key` came before. Raises NothingSaid or EnoughWaits.
    """
    address = address_for(key)
    there = Suggestion.objects.filter(address=address).first()
    if there is not None:
        return there
    wanted = {name: plain(value) for name, value in changes.items() if getattr(meeting, name) != value}
    if not wanted and not words.strip():
        raise NothingSaid
    if meeting.suggestions.filter(answered_at=None).count() >= MOST_WAITING:
        raise EnoughWaits
    was = {name: plain(getattr(meeting, name)) for name in wanted}
    facts = {"meeting": meeting, "was": was, "wanted": wanted, "words": words.strip(), "made_at": now}
    suggestion, _made = Suggestion.objects.get_or_create(address=address, defaults=facts)
    return suggestion


def address_for(key: str) -> str:
    """Where the answer to the form with that key is read. It cannot be told from the key without the house's secret."""
    return salted_hmac("groups.suggestion", key, algorithm="sha256").hexdigest()[:32]


@transaction.atomic
def take(
    *, suggestion: Suggestion, member: Member | None, changes: dict[str, Any], seen: int, now: datetime
) -> Suggestion:
    """Let the listing say `changes`: what was suggested, or what the servant made of it. As any change of the secretary's.

    Where nobody serves in the group, whoever serves in its local body may take it; where people would go then waits for
    the group's yes. Raises NotTheSecretary, AlreadyAnswered or ChangedMeanwhile, and then nothing is changed.
    """
    held, body = _held(suggestion, member, now)
    said = {name: plain(changes[name]) for name in changes}
    others = {name for name, value in said.items() if plain(getattr(held.meeting, name)) != value} - held.wanted.keys()
    as_wanted = bool(held.wanted) and all(said.get(name) == value for name, value in held.wanted.items())
    listing: dict[str, Any] = {"meeting": held.meeting, "changes": changes, "seen": seen, "now": now}
    if body.pk != held.meeting.group_id:
        if change_from_elsewhere(side=Side.BODY, of=body.name, suggested=True, **listing):
            return _answered(held, Answer.IN_PART, "", now)
    elif member is not None:
        edit_meeting(member=member, suggested=True, **listing)
    return _answered(held, Answer.TAKEN if as_wanted and not others else Answer.OTHERWISE, "", now)


@transaction.atomic
def decline(*, suggestion: Suggestion, member: Member | None, reason: str, now: datetime) -> Suggestion:
    """Leave the listing as it is, with a reason for whoever suggested. Raises NotTheSecretary, AlreadyAnswered or NothingSaid."""
    held, _body = _held(suggestion, member, now)
    if not reason.strip():
        raise NothingSaid
    return _answered(held, Answer.DECLINED, reason.strip(), now)


def forget_answered(*, now: datetime) -> int:
    """Let go of what was answered so long ago that whoever suggested it has read it. Gives how many."""
    return Suggestion.objects.filter(answered_at__lt=now - KEPT).delete()[0]


def body_keeping(*, group: Group, now: datetime) -> Body | None:
    """In which body somebody answers for this listing today: the group's own, else a local body; None where nobody does."""
    bodies = [group.body, *upper_bodies(group)]
    kept = bodies_with_secretary(bodies, now=now)
    return next((body for body in bodies if body.pk in kept), None)


def _held(suggestion: Suggestion, member: Member | None, now: datetime) -> tuple[Suggestion, Body]:
    """The suggestion as it is, and the body in which whoever answers serves; two who answer at once queue up."""
    found = Suggestion.objects.select_for_update(of=("self",)).select_related("meeting__group__body")
    held = found.get(pk=suggestion.pk)
    body = body_answering(member=member, group=held.meeting.group, now=now)
    if body is None:
        raise NotTheSecretary
    if held.answered_at is not None:
        raise AlreadyAnswered
    return held, body


def _answered(held: Suggestion, answer: Answer, reason: str, now: datetime) -> Suggestion:
    held.answer, held.reason, held.answered_at = answer, reason, now
    held.save(update_fields=["answer", "reason", "answered_at"])
    return held
