"""What both commands that bring listings in share: reading the files, the checks, the report and its last words."""

from argparse import ArgumentParser
from collections import Counter
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from feeds.rules.files import Given, read_files
from feeds.rules.imports import NotNow, TooManyAtOnce, take
from feeds.rules.meeting_guide import NotAFeed
from feeds.rules.reports import Outcome, Report
from feeds.rules.unsaid import what_it_cannot_say
from groups.rules.meeting_fields import zones_known

LARGEST = 256 * 1024 * 1024  # of one file: whoever gives it sits at this machine


class Bringing(BaseCommand):
    """Bring listings in. Without --save it only says what it would do."""

    usual_source: str | None = None

    def add_arguments(self, parser: ArgumentParser) -> None:
        needed = self.usual_source is None
        parser.add_argument("--save", action="store_true", help="write; otherwise only say what would be written")
        parser.add_argument("--zone", default="", help="for rows that name neither a time zone nor coordinates")
        parser.add_argument(
            "--source",
            default=self.usual_source,
            required=needed,
            help="a name for this list; keep it for later imports",
        )
        parser.add_argument("--publish", action="store_true", help="a directory you trust: its groups show in feeds")

    def bring(self, files: list[Path], options: dict[str, Any]) -> None:
        """Take what the files hold, and say row by row what became of it."""
        zone, source = options["zone"].strip(), options["source"].strip()
        if zone and zone not in zones_known():
            raise CommandError(f"{zone} is not a time zone we know; try one like America/New_York.")
        if not 0 < len(source) <= 255:
            raise CommandError("--source should be a name of at most 255 characters.")
        given = self._given_by(files)
        how = {"zone": zone, "save": options["save"], "known": options["publish"], "now": timezone.now()}
        try:
            reports = take(given.lines, source=source, bodies=given.bodies, read=given.read, told=self._progress, **how)
        except (TooManyAtOnce, NotNow) as wrong:
            raise CommandError(str(wrong)) from None
        if given.bodies:
            self._tell("bodies", reports.bodies)
        self._tell("meetings", reports.meetings)
        for words in what_it_cannot_say(given):
            self.stdout.write(words)
        if not options["save"]:
            self.stdout.write("This was a dry run: nothing was written. Add --save to keep it.")

    def _tell(self, what: str, reports: list[Report]) -> None:
        for report in reports:
            words = f": {report.words}" if report.words else ""
            self.stdout.write(f"line {report.line}  {report.slug}  {report.outcome}{words}")
        totals = Counter(report.outcome for report in reports)
        self.stdout.write(f"{what}: " + ", ".join(f"{totals[outcome]} {outcome}" for outcome in Outcome))

    def _progress(self, done: int, of: int) -> None:
        self.stderr.write(f"{done} of {of} rows read")

    def _given_by(self, files: list[Path]) -> Given:
        raws = []
        for file in files:
            try:
                with file.open("rb") as opened:
                    raws.append(opened.read(LARGEST + 1))
            except OSError as wrong:
                raise CommandError(f"{file} cannot be read: {wrong.strerror}.") from None
        try:
            return read_files(raws, largest=LARGEST)
        except NotAFeed as wrong:
            raise CommandError(f"{', '.join(str(file) for file in files)}: {wrong}") from None
