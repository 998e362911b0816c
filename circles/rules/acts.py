"""Everything a person at a place can do, by name: one check and one deed each, for pages, sockets and tests alike."""

from datetime import datetime
from functools import partial

from circles.rules import (
    answering,
    captions,
    care,
    duties,
    handing,
    held,
    lock,
    newcomers,
    notes,
    safety,
    script,
    slips,
    turns,
)
from circles.rules.deeds import ActRule, Rules
from circles.rules.refusals import NotNow, NotYourTurn
from circles.rules.table import Table


def check_words(table: Table, seat: str, now: datetime) -> None:
    """Whether this person may share in writing: with the piece in hand or offered."""
    turns.check_running(table)
    turn = table.turn
    if turn is None or turn.seat_id != seat:
        raise NotYourTurn


def take_up_for_words(table: Table, seat: str, now: datetime) -> None:
    """Writing while the piece is offered takes it; and writing is a sign of life."""
    check_words(table, seat, now)
    turn = table.turn
    assert turn is not None
    if turn.begun_at is None:
        turns.begin(table, seat, now)
    turns.stir(table, seat, now)


def _always(table: Table, seat: str, now: datetime) -> None:
    return None


def _check_asked(table: Table, seat: str, now: datetime) -> None:
    turns.check_held(table, seat, now)
    if table.turn is None or table.turn.asked_at is None:
        raise NotNow


def _listening(wanted: bool, table: Table, seat: str, now: datetime) -> None:
    if table.seats[seat].listening == wanted:
        raise NotNow


def choose_listening(wanted: bool, table: Table, seat: str, now: datetime) -> None:
    """ "Just listening tonight", or not: the round comes by accordingly. A raised hand stays."""
    _listening(wanted, table, seat, now)
    table.seats[seat].listening = wanted
    turns.offer_next(table, now)


ACTS: Rules = {
    "open": ActRule(script.check_open, script.open_circle),
    "hand": ActRule(turns.check_hand, turns.raise_hand),
    "lower": ActRule(turns.check_lower, turns.lower_hand),
    "ready": ActRule(turns.check_ready, turns.be_ready),
    "begin": ActRule(turns.check_begin, turns.begin),
    "listen": ActRule(turns.check_begin, turns.listen),
    "wait": ActRule(turns.check_begin, turns.hold_offer),
    "words": ActRule(check_words, take_up_for_words),
    "done": ActRule(turns.check_done, turns.done),
    "stir": ActRule(_check_asked, turns.stir),
    "read": ActRule(turns.check_read, turns.read_aloud),
    "may-speak": ActRule(partial(_listening, False), partial(choose_listening, False)),
    "just-listen": ActRule(partial(_listening, True), partial(choose_listening, True)),
    "forward": ActRule(script.check_forward, script.forward),
    "back": ActRule(script.check_back, script.back),
    "word": ActRule(script.check_word, script.take_word),
    "move-on": ActRule(script.check_move_on, script.move_on),
    "hands": ActRule(script.check_hands, script.turn_hands),
    "time": ActRule(script.check_time, script.say_time),
    **duties.ACTS,
    "pause": ActRule(care.check_pause, care.pause),
    "resume": ActRule(care.check_resume, care.resume),
    "step-in": ActRule(care.check_step_in, care.step_in),
    "step-out": ActRule(care.check_step_out, care.step_out),
    **captions.ACTS,
    "longer": ActRule(script.check_flex, partial(script.flex, script.FIVE)),
    "shorter": ActRule(script.check_flex, partial(script.flex, -script.FIVE)),
    **handing.ACTS,
    **notes.ACTS,
    **slips.ACTS,
    **answering.ACTS,
    **newcomers.ACTS,
    **held.ACTS,
    **safety.ACTS,
    **lock.ACTS,
    "leave": ActRule(_always, care.leave),
}


def able(table: Table, seat: str, now: datetime) -> list[str]:
    """The acts nothing stands in the way of, for this person now."""
    found = []
    for verb, rule in ACTS.items():
        try:
            safety.check_place(table, seat, verb)
            rule.check(table, seat, now)
        except NotNow:
            continue
        found.append(verb)
    return found
