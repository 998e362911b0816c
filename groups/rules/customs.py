"""A group's customs in words, as its page says them, and what a part of its script does, in a line."""

from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from groups.models import Deciding, Latecomers, Meeting, Signals, Threshold, TurnMode
from groups.rules.scripts import KINDS
from groups.rules.words import length_in_words

DECIDES = {
    Deciding.UNITY: gettext_lazy("We decide in unity, once everyone can go along."),
    Deciding.SENSE: gettext_lazy("We decide by the sense of the meeting; it is found, and never counted."),
    Deciding.CONSENT: gettext_lazy("We decide by consent, when no serious objection is left."),
    Deciding.CONSENSUS: gettext_lazy("We decide by consensus, with every reservation heard first."),
    Deciding.INFORMED: gettext_lazy("We decide once everyone knows what there is to know and has talked it over."),
    Deciding.TWO_THIRDS: gettext_lazy("We decide by two thirds, and the minority voice is heard."),
    Deciding.MAJORITY: gettext_lazy("We decide by a simple majority."),
}


def customs_of(meeting: Meeting) -> list[str]:
    """How this meeting's circle is held, a sentence each: coming in, taking turns, around a share, afterwards, deciding."""
    shared = [*_coming_in(meeting), *_taking_turns(meeting), *_around_a_share(meeting)]
    return [*shared, *_afterwards(meeting), *_deciding(meeting)]


def _coming_in(meeting: Meeting) -> Iterator[str]:
    if meeting.youth:
        yield ngettext(
            "This circle is for young people; it opens when %(count)d certified adult is here.",
            "This circle is for young people; it opens when %(count)d certified adults are here.",
            meeting.adults_needed,
        ) % {"count": meeting.adults_needed}
        yield _("There are no guests, and nobody stays on afterwards.")
    elif meeting.threshold == Threshold.MEMBERS:
        yield _("Members of the group come in.")
    elif meeting.threshold == Threshold.KNOCK:
        yield _("Members come in; guests knock, and someone at the door lets them in.")
    else:
        yield _("The door is open: everyone may come in.")
    late = {
        Latecomers.PAUSE: _("Whoever comes late is let in at the next pause."),
        Latecomers.SHUT: _("Doors close %(length)s after the opening.")
        % {"length": length_in_words(meeting.late_minutes * 60)},
    }
    if meeting.latecomers in late:
        yield late[Latecomers(meeting.latecomers)]
    if meeting.listen_first_minutes and not meeting.youth:
        length = length_in_words(meeting.listen_first_minutes * 60)
        yield _("Guests listen for the first %(length)s.") % {"length": length}


def _taking_turns(meeting: Meeting) -> Iterator[str]:
    turns = {
        TurnMode.HANDS: _("Whoever would like to share raises a hand; the piece is offered in that order."),
        TurnMode.ROUND: _("The piece goes round the circle; passing is always fine."),
        TurnMode.CALLED: _("The host offers the piece to one after another; passing is always fine."),
        TurnMode.PIECE: _("Whoever has the piece speaks, and then hands it to someone; passing is always fine."),
        TurnMode.SILENCE: _("Whoever is moved to speak rises out of the silence; nobody is called upon."),
    }
    mode = TurnMode(meeting.turn_mode)
    yield turns[mode]
    if mode == TurnMode.SILENCE:
        yield _("Nothing is timed, and a meeting that stays silent is a good one.")
    else:
        yield _("A share has up to %(length)s.") % {"length": length_in_words(meeting.share_seconds)}
        yield from _signals(meeting)
    if meeting.silence_seconds:
        length = length_in_words(meeting.silence_seconds)
        yield _("We keep silence for at least %(length)s after each share.") % {"length": length}
    if meeting.one_turn:
        yield _("Nobody shares twice before everyone who wishes has shared once.")


def _signals(meeting: Meeting) -> Iterator[str]:
    if meeting.signals == Signals.ONE and meeting.signal_seconds:
        left = length_in_words(meeting.signal_seconds)
        yield _("A soft signal shows %(left)s before the end; nobody is cut off.") % {"left": left}
    elif meeting.signals == Signals.WRAP:
        yield _("At the end a soft signal shows, and there is one more minute to come to a close; nobody is cut off.")
    elif meeting.signals == Signals.BELLS:
        yield _("Soft bells show that the end is near, each a little clearer; nobody is cut off.")
    else:
        yield _("Everyone watches their own time; nobody is cut off.")


def _around_a_share(meeting: Meeting) -> Iterator[str]:
    if meeting.thanks:
        yield _("After each share the room says: “%(thanks)s”.") % {"thanks": meeting.thanks.replace("{name}", "…")}
    if meeting.answers:
        yield _("A share may be answered, in a turn that is asked for and given like any other.")
    if meeting.crosstalk_words:
        yield meeting.crosstalk_words
    elif not meeting.answers:
        yield _("We listen; nobody answers another's share.")


def _afterwards(meeting: Meeting) -> Iterator[str]:
    if meeting.after_meeting and not meeting.youth:
        yield _("Afterwards, whoever likes may stay and talk for a while.")
    if meeting.gives_slips:
        yield _("If you need a slip that says you were here, ask for it during the meeting. Nothing is kept here.")


def _deciding(meeting: Meeting) -> Iterator[str]:
    if meeting.decides_by in DECIDES:
        yield str(DECIDES[Deciding(meeting.decides_by)])
    if meeting.decides_words:
        yield meeting.decides_words


def part_in_words(part: dict[str, Any]) -> str:
    """What a part of a script is and does, in a line: "reading, about 5 minutes, every voice rests"."""
    words = [str(KINDS.get(part["kind"], part["kind"]))]
    if part.get("minutes"):
        minutes = part["minutes"]
        words.append(ngettext("about %(count)d minute", "about %(count)d minutes", minutes) % {"count": minutes})
    if part.get("mode") in TurnMode.values:
        words.append(str(TurnMode(part["mode"]).label))
    cues = {
        ("hands", "close"): _("no new hands"),
        ("notes", "close"): _("no notes to the servants"),
        ("hush", True): _("every voice rests"),
    }
    words += [said for (cue, value), said in cues.items() if part.get(cue) == value]
    return ", ".join(words)
