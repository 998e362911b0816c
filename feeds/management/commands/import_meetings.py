"""manage.py import_meetings FILE … [--save] [--zone ZONE] [--source NAME] [--publish]"""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from feeds.management.bringing import Bringing


class Command(Bringing):
    """Bring listings in from files in any format we read. Without --save it only says what it would do."""

    help = (
        "Read a list of meetings (Meeting Guide JSON, a sheet with the columns of TSML as CSV, answers of a BMLT server, "
        "NAWS CSV) and list them here, unclaimed. Without --save: a dry run."
    )
    usual_source = "Meeting Guide"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, nargs="+", help="which format it is, is seen from what stands in it")
        super().add_arguments(parser)

    def handle(self, *_args: Any, **options: Any) -> None:
        self.bring(options["file"], options)
