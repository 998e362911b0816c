"""manage.py import_bmlt MEETINGS [--bodies FILE] [--formats FILE] --source NAME [--zone ZONE] [--save] [--publish]"""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from feeds.management.bringing import Bringing


class Command(Bringing):
    """Bring listings in from the answers of a BMLT server. Without --save it only says what it would do."""

    help = "Read GetSearchResults (and GetServiceBodies, GetFormats) of a BMLT server. Without --save: a dry run."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "meetings", type=Path, help="the answer of GetSearchResults as JSON, or of GetNAWSDump as CSV"
        )
        parser.add_argument("--bodies", type=Path, help="the answer of GetServiceBodies")
        parser.add_argument("--formats", type=Path, help="the answer of GetFormats, where the meetings' file has none")
        super().add_arguments(parser)

    def handle(self, *_args: Any, **options: Any) -> None:
        files = [options[name] for name in ("meetings", "bodies", "formats") if options[name]]
        self.bring(files, options)
