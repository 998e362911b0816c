"""manage.py import_group FILE [--secretary NAME]"""

import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils import timezone

from feeds.rules.whole.back import AlreadyHere, NotAWholeGroup, take_in
from feeds.rules.whole.keeping import hand_to
from members.models import Member
from rotation.rules.refusals import RoleRests, SeatTaken

LARGEST = 64 * 1024 * 1024  # bytes; forty pictures and a record of many years are far less


class Command(BaseCommand):
    """Take in a whole group that `export_group` wrote, here or in another house: all of it, or nothing."""

    help = (
        "Take in a whole group from its file. It is as it was, and nobody here serves in it until --secretary says who."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--secretary", default="", help="the chosen name of a member who keeps it for six months")

    def handle(self, *_args: Any, **options: Any) -> None:
        said, name, now = self.read(options["file"]), options["secretary"], timezone.now()
        member = Member.objects.filter(name__iexact=name).first() if name else None
        if name and member is None:
            raise CommandError(f"Nobody here is called {name}.")
        try:
            with transaction.atomic():
                group = take_in(said=said, now=now)
                if member is not None:
                    hand_to(group=group, member=member, now=now)
        except NotAWholeGroup as why:
            raise CommandError(f"Nothing was kept: {why}.") from None
        except AlreadyHere:
            raise CommandError("Nothing was kept: the group, a meeting or a picture of it is here already.") from None
        except (SeatTaken, RoleRests):
            raise CommandError(f"Nothing was kept: {name} cannot begin as its secretary today.") from None
        self.stdout.write(f"{group} is at /groups/{group.body.slug}/.")

    def read(self, file: Path) -> Any:
        try:
            with file.open("rb") as opened:
                content = opened.read(LARGEST + 1)
            if len(content) > LARGEST:
                raise CommandError(f"{file} is larger than any group.")
            return json.loads(content, parse_constant=_no_number)
        except OSError as why:
            raise CommandError(f"{file} cannot be read: {why.strerror}.") from None
        except (ValueError, RecursionError):
            raise CommandError(f"{file} is no JSON that we can read.") from None


def _no_number(word: str) -> Any:
    raise ValueError(word)
