"""The after-meeting as it stands, in memory, and what one can do there. No clock, no turns; safety goes on."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.utils.translation import gettext_lazy as _

from circles.models import After, AfterPlace, AfterWish
from circles.rules.clock import AGREE
from circles.rules.names import same_name
from circles.rules.refusals import CircleClosed, NameTaken, NobodyThere, NothingToShare, NotNow, TooLong
from circles.rules.seal import Person
from circles.rules.sitting import tidy
from rooms.presence import Presence

LINE_AT_MOST = 2000  # characters
LINES_KEPT = 200
GONE = timedelta(minutes=10)  # whoever was away so long has left; and so long the room waits for the first to come
AT_MOST = timedelta(hours=2)


class AfterClosed(CircleClosed):
    says = _("The after-meeting has closed.")


class AskedToLeave(NotNow):
    says = _("You were asked to leave this after-meeting.")


class YouLeft(NotNow):
    says = _("You have left the after-meeting.")


class RestingTogether(NotNow):
    says = _("We pause together. What you wrote is still here.")


class QuietForNow(NotNow):
    says = _("Your lines are quiet for now. You can read on, or leave; what you wrote is still here.")


class ForTwoMembers(NotNow):
    says = _("This is for two members of the group together.")


@dataclass
class Talk:
    """Everything the rules of an after-meeting look at. The rows may be unsaved."""

    after: After
    places: dict[str, AfterPlace] = field(default_factory=dict)  # by id: everyone who ever came in
    undecided: bool = True  # somebody may still choose to stay
    people: dict[str, Person] = field(default_factory=dict)
    wishes: dict[tuple[str, str, str | None], AfterWish] = field(default_factory=dict)  # by (wish, by, about)
    presence: Presence = field(default_factory=Presence)
    said: list[tuple[str, str]] = field(default_factory=list)  # (place, words), not yet written
    unsaid: set[str] = field(default_factory=set)  # places whose lines go

    def seated(self) -> list[AfterPlace]:
        return [place for place in self.places.values() if place.number is not None]

    def here(self, now: datetime) -> list[str]:
        """Who is connected, in the order they came."""
        return [place.id for place in self.seated() if self.presence.here(place.id, now)]

    def person(self, place: str) -> Person:
        return self.people.get(place, Person())

    def at(self, number: int | None) -> str:
        """The place with that number. Raises NobodyThere."""
        found = next((place.id for place in self.seated() if place.number == number), None)
        if found is None:
            raise NobodyThere
        return found


@dataclass(frozen=True)
class Given:
    """What came with an act: words, the number of the place it is about, and who the person says they are."""

    words: str = ""
    to: int | None = None
    person: Person | None = None


# What takes two


def fresh_wishes(talk: Talk, wish: str, about: str | None, now: datetime) -> list[str]:
    """Who wishes this and still waits for a second, in the order they said so."""
    waiting = [row for (name, _by, to), row in talk.wishes.items() if (name, to) == (wish, about)]
    return [row.by_id for row in sorted(waiting, key=lambda row: row.at) if now - row.at < AGREE]


def _able(talk: Talk, me: str, about: str | None, now: datetime, members_only: bool) -> list[str]:
    # Whoever says so is here, whatever their lease says: a tab between two sockets can still act.
    here = dict.fromkeys([*talk.here(now), me])
    return [each for each in here if each != about and (not members_only or talk.person(each).belongs)]


def _agreed(
    talk: Talk, wish: str, me: str, now: datetime, *, about: str | None = None, members_only: bool = False,
    alone: bool = False,
) -> bool:  # fmt: skip
    """Note that I wish this; True once two do. `alone`: whoever is here by themselves is enough."""
    key = wish, me, about
    known = talk.wishes.get(key)
    if known is None or now - known.at >= AGREE:
        talk.wishes[key] = AfterWish(after=talk.after, wish=wish, by_id=me, about_id=about, at=now)
    able = _able(talk, me, about, now, members_only)
    agreed = [each for each in fresh_wishes(talk, wish, about, now) if each in able]
    if len(agreed) < (min(2, len(able)) if alone else 2):
        return False
    _forget(talk, lambda row: (row.wish, row.about_id) == (wish, about))
    return True


def _forget(talk: Talk, which: Callable[[AfterWish], bool]) -> None:
    talk.wishes = {key: row for key, row in talk.wishes.items() if not which(row)}


# What one can do


def check_say(talk: Talk, me: str, now: datetime) -> None:
    if talk.after.paused_at is not None:
        raise RestingTogether
    if talk.places[me].quiet_at is not None:
        raise QuietForNow


def say(talk: Talk, me: str, now: datetime, given: Given) -> None:
    """Say something to everyone here. There is no other way to say anything."""
    check_say(talk, me, now)
    words = tidy(given.words)
    if not words:
        raise NothingToShare
    if len(given.words) > LINE_AT_MOST:
        raise TooLong
    talk.said.append((me, words))


def check_pause(talk: Talk, me: str, now: datetime) -> None:
    if talk.after.paused_at is not None or len(talk.here(now)) < 2:
        raise NotNow


def pause(talk: Talk, me: str, now: datetime, given: Given) -> None:
    """We pause together: nothing more is said, and what was said is covered. The room stays."""
    check_pause(talk, me, now)
    if _agreed(talk, "pause", me, now):
        talk.after.paused_at = now


def check_resume(talk: Talk, me: str, now: datetime) -> None:
    if talk.after.paused_at is None:
        raise NotNow


def resume(talk: Talk, me: str, now: datetime, given: Given) -> None:
    check_resume(talk, me, now)
    if _agreed(talk, "resume", me, now, alone=True):
        talk.after.paused_at = None


def check_quiet(talk: Talk, me: str, now: datetime) -> None:
    if sum(each != me for each in talk.here(now)) < 2:  # one whom it is about, and one more to agree
        raise NotNow


def quiet(talk: Talk, me: str, now: datetime, given: Given) -> None:
    """Two who are here let somebody's name and lines be quiet for now."""
    check_quiet(talk, me, now)
    about = talk.at(given.to)
    if about == me or talk.places[about].quiet_at is not None:
        raise NotNow
    if _agreed(talk, "quiet", me, now, about=about):
        talk.places[about].quiet_at = now


def check_unquiet(talk: Talk, me: str, now: datetime) -> None:
    if not any(place.quiet_at for place in talk.seated() if place.id != me):
        raise NotNow


def unquiet(talk: Talk, me: str, now: datetime, given: Given) -> None:
    check_unquiet(talk, me, now)
    about = talk.at(given.to)
    if about == me or talk.places[about].quiet_at is None:
        raise NotNow
    if _agreed(talk, "unquiet", me, now, about=about, alone=True):
        talk.places[about].quiet_at = None


def check_ask_to_leave(talk: Talk, me: str, now: datetime) -> None:
    check_quiet(talk, me, now)
    if not talk.person(me).belongs:
        raise ForTwoMembers


def ask_to_leave(talk: Talk, me: str, now: datetime, given: Given) -> None:
    """Two members ask somebody to leave; their lines go with them, and this place cannot be taken again."""
    check_ask_to_leave(talk, me, now)
    about = talk.at(given.to)
    if about == me:
        raise NotNow
    if _agreed(talk, "ask-to-leave", me, now, about=about, members_only=True):
        talk.places[about].asked_to_leave_at = now
        _goes(talk, about)


def check_name(talk: Talk, me: str, now: datetime) -> None:
    if talk.person(me).name:
        raise NotNow


def name(talk: Talk, me: str, now: datetime, given: Given) -> None:
    """Say again what one shall be called, when the names of this room were forgotten."""
    check_name(talk, me, now)
    if given.person is None or not given.person.name:
        raise NothingToShare
    check_free(talk, given.person.name, but=me)
    talk.people[me] = given.person


def check_free(talk: Talk, name: str, *, but: str | None = None) -> None:
    """Whether nobody else here goes by that name."""
    if any(same_name(talk.person(each.id).name) == same_name(name) for each in talk.seated() if each.id != but):
        raise NameTaken


def check_leave(talk: Talk, me: str, now: datetime) -> None:
    return None


def leave(talk: Talk, me: str, now: datetime, given: Given) -> None:
    """Leave quietly. What one wrote leaves too."""
    talk.places[me].left_at = now
    _goes(talk, me)


def _goes(talk: Talk, place: str) -> None:
    """Nothing stays of whoever goes but that this place was taken."""
    row = talk.places[place]
    row.number = row.sealed = row.quiet_at = row.came_at = None
    talk.unsaid.add(place)
    _forget(talk, lambda row: place in (row.by_id, row.about_id))


@dataclass(frozen=True)
class TalkRule:
    """What stands in an act's way, and what it does."""

    check: Callable[[Talk, str, datetime], None]
    do: Callable[[Talk, str, datetime, Given], None]


ACTS = {
    "say": TalkRule(check_say, say),
    "pause": TalkRule(check_pause, pause),
    "resume": TalkRule(check_resume, resume),
    "quiet": TalkRule(check_quiet, quiet),
    "unquiet": TalkRule(check_unquiet, unquiet),
    "ask-to-leave": TalkRule(check_ask_to_leave, ask_to_leave),
    "name": TalkRule(check_name, name),
    "leave": TalkRule(check_leave, leave),
}


def able(talk: Talk, me: str, now: datetime) -> list[str]:
    """The acts nothing stands in the way of, for this person now; leaving is always possible and not named."""
    found = []
    for verb, rule in ACTS.items():
        try:
            rule.check(talk, me, now)
        except NotNow:
            continue
        found.append(verb)
    return [verb for verb in found if verb != "leave"]


# What follows from the clock


def next_due(talk: Talk, now: datetime) -> datetime:
    """When the clock will next change something, as things stand."""
    ends = talk.after.opened_at + AT_MOST
    seated = talk.seated()
    if not seated:
        # The first who looks in and leaves must not shut the door before the others have chosen.
        opened = talk.after.opened_at
        gone = [
            moment for place in talk.places.values() for moment in (place.left_at, place.asked_to_leave_at) if moment
        ]
        return min(ends, max([opened + GONE if talk.undecided else opened, *gone]))
    return min([ends, *(_away_since(talk, place.id, now) + GONE for place in seated)])


def _away_since(talk: Talk, place: str, now: datetime) -> datetime:
    gone = talk.presence.gone_at(place, now)
    away = gone if gone is not None else talk.presence.until.get(place, now)
    # What is known of leases may have been read just before they came: nobody is away from before that moment.
    return max(away, talk.places[place].came_at or away)


def settle(talk: Talk, now: datetime) -> bool:
    """Apply what has fallen due: who was away too long has left, and an empty or old room closes. Whether anything was."""
    changed = False
    while talk.after.closed_at is None and (due := next_due(talk, now)) <= now:
        changed = True
        away = [p for p in talk.seated() if _away_since(talk, p.id, now) + GONE <= due]
        if due >= talk.after.opened_at + AT_MOST or not talk.seated():
            talk.after.closed_at = due
        for place in away:
            place.left_at = due
            _goes(talk, place.id)
    if changed:
        talk.after.version += 1
    return changed
