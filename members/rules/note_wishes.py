"""How a member would like to be told: letters or none, one a day or each, and the hours in which nothing is sent."""

from datetime import UTC, datetime, time, timedelta
from secrets import token_urlsafe
from zoneinfo import ZoneInfo

from django.db import transaction

from members.models import Letters, Member, NoteLetter, NoteWishes, Way

DAILY_AT = 9  # the hour of the one letter a day


def wishes_of(member: Member) -> NoteWishes:
    """What this member chose; where nothing was chosen, the same as it would be: no letters."""
    return NoteWishes.objects.filter(member=member).first() or NoteWishes(member=member)


@transaction.atomic
def wish(
    *, member: Member, letters: str, quiet_from: int, quiet_until: int, language: str, now: datetime
) -> NoteWishes:
    """Keep how this member would like to be told. Letters that already wait go at the new hour, or not at all."""
    Member.objects.select_for_update().get(pk=member.pk)
    chosen = {"letters": letters, "quiet_from": quiet_from, "quiet_until": quiet_until, "language": language}
    wishes, _made = NoteWishes.objects.update_or_create(
        member=member, defaults=chosen, create_defaults=chosen | {"stop": token_urlsafe(32)}
    )
    waiting = NoteLetter.objects.filter(member=member, way=Way.WAITING)
    if letters == Letters.NONE:
        waiting.delete()
    else:
        waiting.update(go_at=hour_for(wishes=wishes, zone=member.zone, now=now))
    return wishes


@transaction.atomic
def stop_letters(*, word: str) -> None:
    """No more letters for whoever's link this is. Says nothing of whether anybody's it is."""
    for wishes in NoteWishes.objects.select_for_update().filter(stop=word):
        wishes.letters = Letters.NONE
        wishes.save(update_fields=["letters"])
        NoteLetter.objects.filter(member=wishes.member_id, way=Way.WAITING).delete()


def hour_for(*, wishes: NoteWishes, zone: str, now: datetime) -> datetime:
    """The first moment, now or later, at which a letter may go: by the clock of `zone`, outside quiet hours."""
    here = now.astimezone(ZoneInfo(zone or "UTC"))
    if wishes.letters == Letters.DAILY:
        at = wishes.quiet_until if _is_quiet(DAILY_AT, wishes) else DAILY_AT
        day = here.date() if here.hour < at else here.date() + timedelta(days=1)
    elif _is_quiet(here.hour, wishes):
        at = wishes.quiet_until
        day = here.date() if here.hour < at else here.date() + timedelta(days=1)
    else:
        return now
    return datetime.combine(day, time(at), tzinfo=here.tzinfo).astimezone(UTC)


def _is_quiet(hour: int, wishes: NoteWishes) -> bool:
    """Whether that hour lies between the two; they may lie around midnight. The same hour twice means never."""
    since, until = wishes.quiet_from, wishes.quiet_until
    return since <= hour < until if since <= until else hour >= since or hour < until
