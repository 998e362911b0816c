"""manage.py claim_group SLUG NAME"""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from groups.models import Group
from groups.rules.claims import AlreadyClaimed, claim
from members.models import Member


class Command(BaseCommand):
    """Note that a group's own contact has answered, and give them the keeping of its listing for six months."""

    help = "A group's own contact has answered: NAME keeps the listing SLUG for six months."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("slug", help="the last part of its address, or of a meeting's it holds")
        parser.add_argument("name", help="the member's chosen name")

    def handle(self, *_args: Any, **options: Any) -> None:
        slug = options["slug"]
        # An import names meetings; the group that holds one is meant as well.
        groups = Group.objects.select_related("body")
        group = groups.filter(body__slug=slug).first() or groups.filter(meetings__slug=slug).first()
        if group is None:
            raise CommandError(f"There is no group at /groups/{slug}/, and no meeting at /meetings/{slug}/.")
        member = Member.objects.filter(name__iexact=options["name"]).first()
        if member is None:
            raise CommandError(f"Nobody here is called {options['name']}.")
        try:
            claim(group=group, member=member, now=timezone.now())
        except AlreadyClaimed:
            raise CommandError(f"Someone has already answered for {group}.") from None
        self.stdout.write(f"{member} answers for {group} for six months.")
