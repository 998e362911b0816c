"""manage.py export_group SLUG [--mailboxes]"""

import json
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from feeds.rules.whole.out import whole
from groups.models import Group


class Command(BaseCommand):
    """Write all that is a group's own as JSON, for another house to take in."""

    help = "Write a whole group as JSON: its page, meetings, pictures, roles, terms, links and record. Nobody is named in it."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("slug", help="the last part of the group's address")
        parser.add_argument("--mailboxes", action="store_true", help="with its contact, where the group asks for that")

    def handle(self, *_args: Any, **options: Any) -> None:
        group = Group.objects.select_related("body").filter(body__slug=options["slug"]).first()
        if group is None:
            raise CommandError(f"There is no group at /groups/{options['slug']}/.")
        self.stdout.write(json.dumps(whole(group=group, mailboxes=options["mailboxes"]), ensure_ascii=False, indent=1))
