"""Handing over: a list opens when a term begins or ends, pairs old with new, and is done by a word of each.

What was passed on is remembered for the next; a person's contact is not, and goes after the body's own time.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import F, Q

from members.models import Member
from rotation.access import may_speak_for
from rotation.models import HOLDING, Body, HandOver, HandOverItem, ItemKind, Role, Term
from rotation.rules.refusals import NotTheirs

BEFOREHAND = timedelta(days=14)  # a list opens so long before a term ends
A_MONTH = timedelta(days=30)
LONG_PAST = timedelta(days=90)  # terms that ended earlier than this are not dug up
NEVER_DONE = timedelta(days=180)  # after which a contact goes though nobody said that all is passed on
REMEMBERED = [ItemKind.KNOW, ItemKind.FILE]


def open_at_beginning(term: Term, *, today: date) -> HandOver | None:
    """The list for whoever begins, with whoever held the place before; None where somebody goes on. Called under a lock."""
    before = _before(term)
    if before is not None and before.alias_id == term.alias_id:
        return None
    kept = HandOver.objects.filter(giver=before, taker=None).first() if before else None
    if kept is None:
        if before is not None and HandOver.objects.filter(giver=before).exists():
            before = None  # it went to somebody else in between
        return _opened(HandOver(role=term.role, seat=term.seat, giver=before, taker=term, opened_on=today))
    kept.taker = term
    kept.save(update_fields=["taker"])
    return kept


def open_at_end(term: Term, *, today: date) -> HandOver | None:
    """The list of whoever ends, with whoever is next if that is known; None where they go on themselves."""
    there = HandOver.objects.filter(giver=term).first()
    if there is not None:
        return there
    after = Term.objects.filter(role=term.role_id, seat=term.seat, kind__in=HOLDING, starts_on__gte=term.ends_on)
    following = after.order_by("starts_on").first()
    if following is not None and following.alias_id == term.alias_id:
        return None
    begun = HandOver.objects.filter(taker=following, giver=None).first() if following else None
    if begun is not None:
        begun.giver = term
        begun.save(update_fields=["giver"])
        return begun
    return _opened(HandOver(role=term.role, seat=term.seat, giver=term, taker=following, opened_on=today))


def open_what_ends(*, now: datetime) -> int:
    """Open the lists of terms that end soon or have ended. Gives how many. Run twice it opens nothing twice."""
    today = now.date()
    near = Q(ends_on__lte=today + BEFOREHAND, ends_on__gte=today - LONG_PAST)
    ending = Term.objects.filter(near, kind__in=HOLDING, given_over=None).select_related("role")
    opened = 0
    for term in ending.order_by("pk").iterator():
        with transaction.atomic():
            Role.objects.select_for_update(of=("self",), no_key=True).get(pk=term.role_id)
            there = HandOver.objects.filter(giver=term).exists()
            opened += int(not there and open_at_end(term, today=today) is not None)
    return opened


def forget_contacts(*, now: datetime) -> int:
    """Erase people's contacts from lists that were done so long ago as their body says. Gives how many."""
    today = now.date()
    contacts = HandOverItem.objects.filter(kind=ItemKind.CONTACT).select_related("hand_over__role__body")
    gone = []
    for item in contacts.iterator():
        kept = timedelta(days=item.hand_over.role.body.contacts_days)
        done = item.hand_over.done_on
        if (done is not None and done + kept <= today) or item.hand_over.opened_on + kept + NEVER_DONE <= today:
            gone.append(item.pk)
    return HandOverItem.objects.filter(pk__in=gone).delete()[0]


@dataclass(frozen=True)
class OpenList:
    """A list that is not done, as the body's own see it."""

    hand_over: HandOver
    readable: bool  # by this viewer
    is_long: bool  # open for longer than a month


def open_lists(*, body: Body, member: Member | None, now: datetime) -> list[OpenList]:
    """What is being handed over in a body, oldest first: for its own, who see that it is, and read their own. Two queries."""
    today = now.astimezone(body.tz).date()
    speaks = may_speak_for(member=member, body=body, now=now)
    found = HandOver.objects.filter(role__body=body, done_on=None)
    return [
        OpenList(each, speaks or (member is not None and member.pk in _both(each)), each.opened_on + A_MONTH < today)
        for each in found.select_related("role", "giver__alias", "taker__alias")
    ]


def _both(hand_over: HandOver) -> set[int | None]:
    return {term.alias.member_id for term in (hand_over.giver, hand_over.taker) if term is not None}


def sides_of(hand_over: HandOver, *, member: Member | None, now: datetime) -> set[str]:
    """As what `member` may write in this list: "giver", "taker", both or neither.

    The body's secretary speaks for a giver who is not there any more. Nobody speaks for whoever comes.
    """
    if member is None:
        return set()
    sides = set()
    giver, taker = hand_over.giver, hand_over.taker
    if giver is not None and giver.alias.member_id == member.pk:
        sides.add("giver")
    if taker is not None and taker.alias.member_id == member.pk:
        sides.add("taker")
    if may_speak_for(member=member, body=hand_over.role.body, now=now) and "taker" not in sides:
        sides.add("giver")
    return sides


@transaction.atomic
def add_line(*, hand_over: HandOver, kind: ItemKind, words: str, member: Member | None, now: datetime) -> None:
    """Write something down to be passed on; the same line stands there once. Raises NotTheirs."""
    held = _held(hand_over)
    if not sides_of(held, member=member, now=now):
        raise NotTheirs
    if words.strip():
        HandOverItem.objects.get_or_create(hand_over=held, kind=kind, words=" ".join(words.split()))


@transaction.atomic
def tick(*, hand_over: HandOver, item: int, side: str, member: Member | None, now: datetime) -> None:
    """ "I have passed it on" by the giver, "I have it" by the taker. Said twice it is said once. Raises NotTheirs."""
    held = _held(hand_over)
    if side not in sides_of(held, member=member, now=now):
        raise NotTheirs
    when = {"giver": "given_on", "taker": "taken_on"}[side]
    today = now.astimezone(held.role.body.tz).date()
    HandOverItem.objects.filter(hand_over=held, pk=item, **{f"{when}__isnull": True}).update(**{when: today})


@transaction.atomic
def that_is_all(*, hand_over: HandOver, side: str, member: Member | None, now: datetime) -> HandOver:
    """The giver has said all there is, or the taker has what they need; with a word of each it is done.

    A giver who is missing is not waited for. Gives it as it is now. Raises NotTheirs.
    """
    held = _held(hand_over)
    if side not in sides_of(held, member=member, now=now):
        raise NotTheirs
    today = now.astimezone(held.role.body.tz).date()
    if side == "giver":
        held.given_on = held.given_on or today
    else:
        held.taken_on = held.taken_on or today
    nobody_gives = held.giver is None or held.giver.alias.member_id is None
    if held.taken_on and (held.given_on or nobody_gives):
        held.done_on = held.done_on or today
    held.save(update_fields=["given_on", "taken_on", "done_on"])
    return held


def let_go_of(term: Term) -> None:
    """What a term that never began leaves of its list: nothing, or the giver's part."""
    HandOver.objects.filter(taker=term, giver=None).delete()


def _before(term: Term) -> Term | None:
    held = Term.objects.filter(role=term.role_id, seat=term.seat, kind__in=HOLDING, starts_on__lt=term.starts_on)
    return held.exclude(pk=term.pk).order_by("-ends_on", "-pk").first()


def _opened(hand_over: HandOver) -> HandOver:
    """Kept, with what the role says is passed on and what was remembered from the last time."""
    hand_over.save(force_insert=True)
    lines = [(kind, words) for kind, each in hand_over.role.hand_over.items() for words in each]
    last = HandOver.objects.filter(role=hand_over.role, seat=hand_over.seat, done_on__isnull=False)
    before = last.order_by(F("done_on").desc(), "-pk").first()
    if before is not None:
        lines += before.items.filter(kind__in=REMEMBERED).values_list("kind", "words")
    HandOverItem.objects.bulk_create(
        [HandOverItem(hand_over=hand_over, kind=kind, words=words) for kind, words in dict.fromkeys(lines)]
    )
    return hand_over


def _held(hand_over: HandOver) -> HandOver:
    found = HandOver.objects.select_for_update(of=("self",))
    return found.select_related("role__body", "giver__alias", "taker__alias").get(pk=hand_over.pk)
