"""manage.py count_ballots FILE"""

import json
import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from conscience.rules import third_legacy
from conscience.rules.majorities import Threshold, needed_of
from conscience.rules.third_legacy import BLANK, Count, Motion, NotSoCounted, Outcome, Settings, Single, Smallest

CHOICES = {"smallest_tied": Smallest, "single_candidate": Single}
FLAGS = ("blanks_count", "second_place_stays_in_a_tie")
NUMBERS = ("eligible", "quorum", "abstained")  # of a vote by majority or two-thirds
FOR_THE_BODY = (
    "minority_opinion",
    "one_office",
    "unelected_carried",
    "second_name_is_alternate",
)  # they change no count


class Command(BaseCommand):
    """Count published ballots anew: whoever has the list comes to the same result, on any machine."""

    help = "Count the ballots in a file (JSON) by its method. Prints each ballot, and last one line of JSON."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", help="a file as an election's page gives it; - reads what is sent in")

    def handle(self, *_args: Any, file: str, **_options: Any) -> None:
        try:
            said = json.loads(sys.stdin.read() if file == "-" else Path(file).read_text())
            if not isinstance(said, dict):
                raise NotSoCounted("The file holds one object: method, settings, ballots.")
            told = self._counted(said)
        except OSError as missing:
            raise CommandError(f"{file} could not be read.") from missing
        except (json.JSONDecodeError, UnicodeDecodeError) as garbled:
            raise CommandError(f"{file} is not JSON.") from garbled
        except NotSoCounted as wrong:
            raise CommandError(str(wrong)) from wrong
        self.stdout.write(json.dumps(told, ensure_ascii=False))

    def _counted(self, said: dict[str, Any]) -> dict[str, Any]:
        method, ballots = said.get("method", "third-legacy"), said.get("ballots", [])
        if not isinstance(ballots, list) or not all(isinstance(each, list | dict) for each in ballots):
            raise NotSoCounted("Ballots are a list, each of them a list of names or an object of totals.")
        if method == "third-legacy":
            motion = said.get("fifth_ballot_motion")
            if motion not in (None, *Motion):
                raise NotSoCounted("The motion for a fifth ballot is carried, defeated or null.")
            settings = settings_of(said.get("settings") or {})
            outcome = third_legacy.count(ballots=ballots, settings=settings, motion=motion and Motion(motion))
            for counted in outcome.counts:
                self.stdout.write(posted(counted))
            return result_of(outcome)
        if method in (*Threshold,):
            settings = said.get("settings") or {}
            return self._by_threshold(ballots, Threshold(method), settings_of(settings), settings)
        raise NotSoCounted(f"There is no method {method!r} here.")

    def _by_threshold(
        self, ballots: list[Any], threshold: Threshold, settings: Settings, said: dict[str, Any]
    ) -> dict[str, Any]:
        """One ballot, on which one name or answer needs that much of the votes cast, or of all who are `eligible`."""
        if len(ballots) != 1:
            raise NotSoCounted("This method has one ballot.")
        tally = third_legacy.tally_of(ballots[0])
        votes = {name: votes for name, votes in sorted(tally.items(), key=lambda pair: (-pair[1], pair[0])) if name}
        total = sum(votes.values()) + (tally.get(BLANK, 0) if settings.blanks_count else 0)
        needed = needed_of(said.get("eligible") or total, threshold)
        has_quorum = sum(tally.values()) + (said.get("abstained") or 0) >= (said.get("quorum") or 0)
        elected = next((name for name, count in votes.items() if count >= needed and has_quorum), None)
        return {
            "elected": elected,
            "standing": list(votes),
            "withdrawn": [],
            "hat": [],
            "needed": needed,
            "total": total,
        }


def settings_of(said: Any) -> Settings:
    """The settings as a file says them. Raises NotSoCounted for what is none."""
    if not isinstance(said, dict):
        raise NotSoCounted("Settings are an object.")
    known: dict[str, Any] = {}
    for name, value in said.items():
        if name in FLAGS and isinstance(value, bool):
            known[name] = value
        elif name in CHOICES and value in (*CHOICES[name],):
            known[name] = CHOICES[name](value)
        elif name == "candidates" and isinstance(value, list) and all(isinstance(each, str) for each in value):
            known[name] = tuple(each.strip() for each in value)
        elif name in NUMBERS and isinstance(value, int) and not isinstance(value, bool) and value >= 0:
            continue
        elif name not in FOR_THE_BODY:
            raise NotSoCounted(f"There is no setting {name!r} of that kind.")
    return Settings(**known)


def posted(counted: Count) -> str:
    """One ballot's line, as it would be written on the board."""
    votes = ", ".join(f"{name} {votes}" for name, votes in counted.votes.items())
    out = f"; withdrawn: {', '.join(counted.withdrawn)}" if counted.withdrawn else ""
    chosen = f"; elected: {counted.elected}" if counted.elected else ""
    return f"Ballot {counted.number}: {votes} ({counted.needed} of {counted.total} needed){out}{chosen}"


def result_of(outcome: Outcome) -> dict[str, Any]:
    """What the last ballot came to."""
    last = outcome.counts[-1] if outcome.counts else None
    return {
        "elected": outcome.elected,
        "standing": list(outcome.standing),
        "withdrawn": list(last.withdrawn) if last else [],
        "hat": list(outcome.hat),
        "needed": last.needed if last else 0,
        "total": last.total if last else 0,
    }
