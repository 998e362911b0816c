"""What is shown of a circle: one picture for every place, and a line of one's own."""

import json
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from django.utils.translation import get_language, gettext, ngettext

from circles.heard import Heard, heard_in, written
from circles.models.duty import Duty
from circles.models.note import About
from circles.models.turn import CLOCKED, Kind
from circles.ring import ring, row_of, standing_out
from circles.rules import answering, clock, covering, duty_roll, held, newcomers, notes, slips, youth
from circles.rules.acts import able
from circles.rules.alike import likeness
from circles.rules.covering import Here, asked, is_asked_about
from circles.rules.covering import shown_name as name_of
from circles.rules.held import readings
from circles.rules.helm import at_hand, fresh_wishes, of_the_group
from circles.rules.line import limit, line, mode, standing
from circles.rules.planned import planned_until
from circles.rules.signals import grace, signal_now, signals_of
from circles.rules.table import SEATS_AT_MOST, Table
from circles.rules.threshold import may_speak_from
from groups.models import TurnMode
from groups.profiles import own_titles
from groups.rules.pictures import picture_of

NAMED_AT_MOST = 14  # beyond that many places the ring shows initials and the list shows names
NAMES_OPEN, FOLD = 60, 200  # places whose names lie open in a large circle, and of each fold of further ones
FOLDS = [range(first, first + FOLD) for first in range(NAMES_OPEN + 1, SEATS_AT_MOST, FOLD)]
EVERYONE = "everyone"  # the audience of every place
SHOWN_MORE = (Duty.HOST, Duty.DOOR, Duty.GREET)  # the duties whose holders are shown more than everyone
WISHES = ("forward", "back", "close", "move_on", "pause", "resume", "step_in")


@dataclass(frozen=True)
class NoteShown:
    """A note to the servants, as host and door are shown it."""

    place: int
    name: str
    about: str
    words: str
    answer: Any  # lazily translated; empty while it waits
    phrases: list[tuple[str, Any]]  # the ready answers that may fit, by name


def audience_of(table: Table, seat: str, now: datetime) -> str:
    """Which picture a place is shown: everyone's, or everyone's and what the duties it holds need to know.

    While somebody of the group wishes something it takes two to do about a person, the others of the group read it too; the
    person meant does not.
    """
    shown = [str(duty) for duty in SHOWN_MORE if at_hand(table, duty, now) == seat]
    shown += [answering.shown_to(table, seat, now), newcomers.shown_to(table, seat, now)]
    if of_the_group(table, seat, now) and asked(table, now) and not is_asked_about(table, seat, now):
        shown.append(covering.OF_THE_GROUP)
    return " ".join(filter(None, shown)) or EVERYONE


def picture(
    table: Table, *, key: bytes | None, now: datetime, audience: str = EVERYONE, heard: Heard | None = None
) -> dict[str, Any]:
    """What every place of that audience sees alike, ready for the templates.

    `heard`: the last share and its words, where they have been read already; else they are read here, by two queries.
    """
    circle, turn = table.circle, table.turn
    shown = [] if audience == EVERYONE else audience.split()
    heard = heard or heard_in(table, key)
    holder = turn.seat_id if turn else None
    waiting = [seat for seat in standing(table, now) if seat != holder]
    dots = ring(table, waiting, now)
    row = row_of(dots)
    people = covering.people(table, shown, now)
    return {
        "circle": circle,
        "meeting": table.meeting,
        "segment": circle.current,
        "text": _wording(circle.current),
        "image": picture_of(meeting=table.meeting, part=circle.current),
        "script": circle.script,
        "until": planned_until(circle),
        "phase": _phase(table),
        "it_is_time": now >= circle.starts_at,
        "mode": mode(table) if table.sharing else "",
        "silence": _silence_is_kept(table),
        "turn": turn,
        "speaker": name_of(table, turn.seat_id) if turn else "",
        "begun": turn is not None and turn.begun_at is not None,
        "helper": name_of(table, circle.helping_id) if circle.helping_id else "",
        "word_of": name_of(table, circle.word_id),
        "clock": _clock(table, now),
        "row": row,
        "dots": dots if row is None else standing_out(dots),
        "named": len(table.present(now)) <= NAMED_AT_MOST,
        "line": [name_of(table, seat) for seat in waiting],
        "people": people,
        **folded(people),
        "notes": _notes(table, audience, key),
        "readings": readings(circle),
        "slips": _slips(table, audience),
        "answers": notes.ANSWERS.items(),
        "audience": shown,
        **covering.care(table, shown, now),
        "knocks": answering.shown(table, shown, key, now),
        "newcomers": newcomers.shown(table, shown, now),
        "greeter": name_of(table, newcomers.greeter_in(table, shown)),
        "youth": youth.why(table, now),
        "host": _holder(table, Duty.HOST, now),
        "titles": own_titles(table.meeting),
        "duties": (duties := duty_roll.roll(table, now)),
        "free": any(not each.name for each in duties),
        "wishes": [(wish, name_of(table, seats[0])) for wish in WISHES if (seats := fresh_wishes(table, wish, now))],
        "words": written(table, heard),
        "warm": heard.last.number if heard.last and table.meeting.warmth else 0,
        "thanks": table.meeting.thanks.replace("{name}", name_of(table, heard.last.seat_id)) if heard.last else "",
    }


def folded(people: list[Here]) -> dict[str, Any]:
    """Their names in lists: one that lies open, and in a large circle folds of a few hundred places each.

    By place, so that whoever comes or goes changes one of them.
    """
    if len(people) <= NAMES_OPEN:
        return {"names": people, "folds": [[] for _ in FOLDS]}
    return {
        "names": [each for each in people if each.place <= NAMES_OPEN],
        "folds": [[each for each in people if each.place in places] for places in FOLDS],
    }


def _notes(table: Table, audience: str, key: bytes | None) -> list[NoteShown]:
    """The notes, where host or door looks on; nobody else is shown one."""
    if not {Duty.HOST, Duty.DOOR} & set(audience.split()):
        return []
    return [
        NoteShown(
            place=table.seats[note.seat_id].place, name=name_of(table, note.seat_id),
            about=str(About(note.about).label), words=words, answer=notes.ANSWERS.get(note.answer, ""),
            phrases=notes.phrases_for(table, note.about),
        )
        for note, words in notes.notes_to_read(table, key)
    ]  # fmt: skip


def _slips(table: Table, audience: str) -> list[Here]:
    """Who asks for a slip, where host or door looks on."""
    if not {Duty.HOST, Duty.DOOR} & set(audience.split()):
        return []
    return [Here(table.seats[seat].place, name_of(table, seat)) for seat in slips.places_that_ask(table)]


def _holder(table: Table, duty: str, now: datetime) -> str:
    return name_of(table, at_hand(table, duty, now))


def _phase(table: Table) -> str:
    if table.circle.opened_at is None:
        return "gathering"
    if table.circle.paused_at:
        return "paused"
    return "sharing" if table.sharing else str(table.circle.current.get("kind", "sharing"))


def _clock(table: Table, now: datetime) -> dict[str, Any] | None:
    """The clock of a share: moments while it runs, seconds while it stands. Never ticks."""
    turn = table.turn
    if turn is None or turn.begun_at is None or turn.kind not in CLOCKED:
        return None
    left = timedelta(seconds=limit(table)) - clock.spent(turn, now)
    signal = signal_now(table.meeting, left.total_seconds())
    running = turn.running_since is not None
    return {
        "running": running,
        "ends": int((now + left).timestamp() * 1000) if running else 0,
        "left": int(left.total_seconds()),
        "limit": limit(table),
        # The script of the page shows, and where the person likes sounds, each of these at its moment.
        "signals": json.dumps([[each.left, each.strength, each.says] for each in signals_of(table.meeting)]),
        "signal": signal.says if signal else "",
        "said": turn.time_said_at is not None,
        "text": _left_in_words(left),
    }


def _wording(part: dict[str, Any]) -> dict[str, str]:
    """The words of a part in the viewer's language where the group wrote them so, else as they stand, with their language."""
    tongue = (get_language() or "").partition("-")[0]
    written = part.get("texts") or {}
    if tongue in written:
        return {"words": written[tongue], "lang": tongue}
    return {"words": part.get("text", ""), "lang": part.get("lang", "")}


def _silence_is_kept(table: Table) -> bool:
    """Between two shares, or while nobody has risen yet. It is shown as silence, never as a wait."""
    if table.turn is not None or table.circle.paused_at is not None or not table.sharing:
        return False
    return table.circle.rest_until is not None or mode(table) == TurnMode.SILENCE


def _left_in_words(left: timedelta) -> str:
    """Coarse on purpose: a clock that counts seconds makes people hurry."""
    minutes = int(left.total_seconds() / 60 + 0.5) if left >= timedelta(minutes=1) else 0
    if left <= timedelta(0):
        return ""
    return (
        ngettext("about %(n)d minute left", "about %(n)d minutes left", minutes) % {"n": minutes}
        if minutes
        else str(gettext("less than a minute left"))
    )


def my_state(table: Table, seat: str, now: datetime) -> str:
    """In one word, what concerns this person most."""
    turn = table.turn
    if table.circle.word_id == seat:
        return "word"
    if turn is not None and turn.seat_id == seat:
        if turn.begun_at is None:
            return "offered"
        if table.circle.paused_at is not None:
            return "resting"
        return "asked" if turn.asked_at else {Kind.READING: "reading", Kind.WORD: "word"}.get(turn.kind, "speaking")
    if table.circle.helping_id == seat:
        return "helping"
    if table.is_quiet(seat):
        return "quiet"
    row = table.seats[seat]
    if row.promised_at is not None and table.sharing:
        return "risen" if mode(table) == TurnMode.SILENCE else "next"
    if row.hand is not None:
        return "missed" if row.missed else "next" if line(table)[:1] == [seat] else "in-line"
    return covering.at_rest(table, seat, now)


def my_line(table: Table, seat: str, now: datetime) -> dict[str, Any]:
    """The line of one place: its state, what it may do, and the fence its voice needs."""
    turn = table.turn
    row = table.seats[seat]
    nameless = [] if table.person(seat).name else ["nameless"]  # the key was lost, and the name with it
    said = [each for rule in (duty_roll, notes, slips, newcomers, held) for each in rule.told(table, seat, now)]
    mine = {
        "v": table.circle.version,
        "my": my_state(table, seat, now),
        "may": " ".join(verb for verb in able(table, seat, now) if verb != "leave"),
        "pos": line(table).index(seat) + 1 if row.hand is not None else 0,
        "fence": turn.number if turn else table.circle.fence,
    }
    if nameless or said:
        mine["told"] = " ".join([*nameless, *said])
    if table.circle.lock_changed_at is not None:  # for a page that still has another address
        mine["at"] = table.circle.slug
    return mine


def lines(table: Table, now: datetime) -> dict[str, tuple[str, str]]:
    """(audience, line of one's own) for everyone who has a place here; worked out once for all whose places stand alike.

    Whoever waits at the door is told nothing, by whichever socket.
    """
    like, known = likeness(table, now), {}
    places = {seat: number for number, seat in enumerate(line(table), start=1)}
    found: dict[str, tuple[str, str]] = {}
    for seat in table.seats:
        if not table.sits(seat):
            continue
        kind = like(seat), places.get(seat, 0)
        if kind[0] not in known:
            known[kind[0]] = audience_of(table, seat, now), my_line(table, seat, now)
        audience, mine = known[kind[0]]
        if kind not in known:
            known[kind] = audience, line_text(mine | {"pos": kind[1]})
        found[seat] = known[kind]
    return found


def line_text(mine: dict[str, Any]) -> str:
    return json.dumps(mine, separators=(",", ":"))


def next_change(table: Table, now: datetime) -> datetime | None:
    """When the clock alone will next let somebody do something they cannot do now, though nothing will have happened."""
    circle, turn = table.circle, table.turn
    moments = [circle.ends_at, *notes.next_notes(table)]
    if table.meeting.youth:  # a certificate may be withdrawn elsewhere, which raises no version here
        moments.append(now + clock.CERTIFICATES)
    if circle.opened_at is None:
        moments += [circle.starts_at, circle.starts_at + clock.HOST_GRACE, circle.starts_at + clock.ANYONE_OPENS]
    elif turn is not None:
        moments += filter(None, [clock.may_be_moved_on_at(turn, limit(table) + grace(table.meeting), now)])
    moments += [
        seat.doorstep_over_at + clock.DOORSTEP for seat in table.seats.values() if seat.doorstep_over_at is not None
    ]
    for duty in table.held.values():
        if duty.seat_id and (gone := table.presence.gone_at(duty.seat_id, now)):
            moments.append(gone + clock.HOST_GONE)
    moments += [datetime.fromtimestamp(end, UTC) for person in table.people.values() for _duty, end in person.until]
    moments += filter(None, [answering.next_change(table, now), *(may_speak_from(table, seat) for seat in table.seats)])
    return min((moment for moment in moments if moment > now), default=None)
