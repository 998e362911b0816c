"""manage.py import_bmlt MEETINGS [--bodies FILE] [--formats FILE] --source NAME [--zone ZONE] [--save] [--publish]"""

from argparse import ArgumentParser
from collections import Counter
from collections.abc import Iterable
from functools import partial
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from feeds.rules.bmlt.bodies import bring_in_bodies
from feeds.rules.bmlt.files import Given, read_rows
from feeds.rules.bmlt.formats import definitions_of
from feeds.rules.bmlt.reading import listing_of
from feeds.rules.imports import bring_in
from feeds.rules.meeting_guide import LARGEST, NotAFeed
from feeds.rules.reports import Outcome, Report
from groups.rules.meeting_fields import zones_known


class Command(BaseCommand):
    """Bring listings in from the answers of a BMLT server. Without --save it only says what it would do."""

    help = "Read GetSearchResults (and GetServiceBodies, GetFormats) of a BMLT server. Without --save: a dry run."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "meetings", type=Path, help="the answer of GetSearchResults as JSON, or of GetNAWSDump as CSV"
        )
        parser.add_argument("--bodies", type=Path, help="the answer of GetServiceBodies")
        parser.add_argument("--formats", type=Path, help="the answer of GetFormats, where the meetings' file has none")
        parser.add_argument("--source", required=True, help="a name for this server; keep it for later imports")
        parser.add_argument("--zone", default="", help="for rows that name neither a time zone nor coordinates")
        parser.add_argument("--save", action="store_true", help="write; otherwise only say what would be written")
        parser.add_argument("--publish", action="store_true", help="a directory you trust: its groups show in feeds")

    def handle(self, *_args: Any, **options: Any) -> None:
        zone, source, now = options["zone"].strip(), options["source"].strip(), timezone.now()
        if zone and zone not in zones_known():
            raise CommandError(f"{zone} is not a time zone we know; try one like America/New_York.")
        if not 0 < len(source) <= 255:
            raise CommandError("--source should be a name of at most 255 characters.")
        given = self.given_by(options["meetings"])
        bodies = self.given_by(options["bodies"]).lines if options["bodies"] else given.bodies
        formats = (
            [line.row for line in self.given_by(options["formats"]).lines] if options["formats"] else given.formats
        )
        usual = {"source": source, "zone": zone, "save": options["save"], "now": now}
        self.tell("bodies", bring_in_bodies(bodies, **usual))
        read = partial(listing_of, definitions=definitions_of(formats))
        self.tell("meetings", bring_in(given.lines, **usual, read=read, known=options["publish"]))
        if not options["save"]:
            self.stdout.write("This was a dry run: nothing was written. Add --save to keep it.")

    def tell(self, what: str, reports: Iterable[Report]) -> None:
        """Say row by row what became of it, and then how many of each."""
        totals: Counter[Outcome] = Counter()
        for report in reports:
            totals[report.outcome] += 1
            words = f": {report.words}" if report.words else ""
            self.stdout.write(f"line {report.line}  {report.slug}  {report.outcome}{words}")
        self.stdout.write(f"{what}: " + ", ".join(f"{totals[outcome]} {outcome}" for outcome in Outcome))

    def given_by(self, file: Path) -> Given:
        """What a file holds, or an error that says what is wrong with it."""
        try:
            with file.open("rb") as opened:
                return read_rows(opened.read(LARGEST + 1))
        except OSError as wrong:
            raise CommandError(f"{file} cannot be read: {wrong.strerror}.") from None
        except NotAFeed as wrong:
            raise CommandError(f"{file}: {wrong}") from None
