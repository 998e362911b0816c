"""manage.py check_record [--body SLUG] [--holds HASH]"""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from rotation.models import Body
from rotation.rules.chain import Chain, chain_of

SHOWN = 12  # characters of a hash: enough to write down


class Command(BaseCommand):
    """Read every body's record and say whether each line still follows the one before it."""

    help = "Say whether each body's record is whole, and where it is not. Ends with an error where a line was lost or changed."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--body", default="", help="the last part of one body's address; without it, every body")
        parser.add_argument(
            "--holds", default="", help="the beginning of a hash written down earlier: it must still be in the record"
        )

    def handle(self, *_args: Any, **options: Any) -> None:
        bodies = Body.objects.order_by("slug")
        if options["body"]:
            bodies = bodies.filter(slug=options["body"])
            if not bodies:
                raise CommandError(f"There is no body at {options['body']}.")
        elif options["holds"]:
            raise CommandError("Say whose record should hold it: --body SLUG.")
        broken = [body for body in bodies if not self._tell(body, chain_of(body=body), options["holds"])]
        if broken:
            raise CommandError(f"Not whole: {', '.join(body.slug for body in broken)}.")

    def _tell(self, body: Body, chain: Chain, holds: str) -> bool:
        """Say how it stands with one record; whether it is whole."""
        faults = list(chain.breaks)
        if holds and not any(each.startswith(holds) for each in chain.hashes):
            faults.append(f"no line has the hash {holds}: what was written down earlier is not here any more")
        if not chain.lines and not faults:
            self.stdout.write(f"{body.slug}: nothing is written yet.")
        elif not faults:
            self.stdout.write(f"{body.slug}: {chain.lines} lines, whole, up to {chain.ends_with[:SHOWN]}.")
        for fault in faults:
            self.stdout.write(f"{body.slug}: {fault}.")
        return not faults
