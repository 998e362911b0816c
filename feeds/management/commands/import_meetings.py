"""manage.py import_meetings FILE [--save] [--zone ZONE] [--source NAME] [--publish]"""

from argparse import ArgumentParser
from collections import Counter
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from feeds.rules.imports import bring_in
from feeds.rules.meeting_guide import LARGEST, Line, NotAFeed, read_feed
from feeds.rules.reports import Outcome
from groups.rules.meeting_fields import zones_known


class Command(BaseCommand):
    """Bring listings in from a file in the Meeting Guide format. Without --save it only says what it would do."""

    help = "Read a Meeting Guide file (JSON) and list its meetings here, unclaimed. Without --save: a dry run."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--save", action="store_true", help="write; otherwise only say what would be written")
        parser.add_argument("--zone", default="", help="for rows that name neither a time zone nor coordinates")
        parser.add_argument("--source", default="Meeting Guide", help="a name for this feed; keep it for later imports")
        parser.add_argument(
            "--publish", action="store_true", help="a directory one trusts: its groups go into our feeds"
        )

    def handle(self, *_args: Any, **options: Any) -> None:
        zone, source = options["zone"].strip(), options["source"].strip()
        if zone and zone not in zones_known():
            raise CommandError(f"{zone} is not a time zone we know; try one like America/New_York.")
        if not 0 < len(source) <= 255:
            raise CommandError("--source should be a name of at most 255 characters.")
        lines = self.lines_of(options["file"])
        totals: Counter[Outcome] = Counter()
        save, known = options["save"], options["publish"]
        reports = bring_in(
            lines, source=source, zone=zone, save=save, known=known, now=timezone.now(), told=self.progress
        )
        for report in reports:
            totals[report.outcome] += 1
            words = f": {report.words}" if report.words else ""
            self.stdout.write(f"line {report.line}  {report.slug}  {report.outcome}{words}")
        self.stdout.write(", ".join(f"{totals[outcome]} {outcome}" for outcome in Outcome) + f"; {len(lines)} rows.")
        if not options["save"]:
            self.stdout.write("This was a dry run: nothing was written. Add --save to keep it.")

    def progress(self, done: int, of: int) -> None:
        """How many rows have been read, beside the report."""
        self.stderr.write(f"{done} of {of} rows read")

    def lines_of(self, file: Path) -> list[Line]:
        """The rows of the file, or an error that says what is wrong with it."""
        try:
            with file.open("rb") as opened:
                return read_feed(opened.read(LARGEST + 1))
        except OSError as wrong:
            raise CommandError(f"{file} cannot be read: {wrong.strerror}.") from None
        except NotAFeed as wrong:
            raise CommandError(f"{file}: {wrong}") from None
