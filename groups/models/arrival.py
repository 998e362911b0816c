"""A group that would like to be listed, and what is said with it meanwhile. All of it goes soon after (rules/arriving.py)."""

import secrets
from collections import Counter
from datetime import datetime, timedelta

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from rotation.models import Body

KEPT = timedelta(days=30)  # after it was listed or taken back
SILENT = timedelta(days=90)  # after the last word of anyone


def an_address() -> str:
    return secrets.token_hex(16)


class ArrivalQuerySet(models.QuerySet["Arrival"]):
    def kept(self, now: datetime) -> "ArrivalQuerySet":
        """Those whose words are still here. The others are gone for every page, whether or not a job took the rows away."""
        listed = Q(listed_at=None) | Q(listed_at__gt=now - KEPT)
        withdrawn = Q(withdrawn_at=None) | Q(withdrawn_at__gt=now - KEPT)
        return self.filter(listed, withdrawn, moved_at__gt=now - SILENT)

    def in_talk(self, now: datetime) -> "ArrivalQuerySet":
        """Those that are neither listed nor taken back."""
        return self.kept(now).filter(listed_at=None, withdrawn_at=None)

    def waiting_at(self, bodies: list[Body], now: datetime) -> list[tuple[Body, int]]:
        """Of these bodies those where new groups wait for a word, and how many. One query, none for no body."""
        if not bodies:
            return []
        asked = Q(body__in=bodies) | Q(body=None)
        count = Counter(self.in_talk(now).filter(asked, waiting_since__isnull=False).values_list("body", flat=True))
        return [(body, n) for body in bodies if (n := count[body.pk] + count[None])]


class Arrival(models.Model):
    """What a new group wrote, by itself and for itself. Whoever holds its address speaks for it, with or without an account."""

    # The form brings the address along, so that sending it twice is sending it once.
    address = models.CharField(max_length=32, unique=True, default=an_address)
    body = models.ForeignKey("rotation.Body", null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    member = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    name = models.CharField(_("name"), max_length=255)
    meeting = models.JSONField(default=dict)  # by the names of Meeting; the time as 19:00
    mailbox = models.EmailField(max_length=255, blank=True)  # goes to the group's Contact when it is listed
    duties = models.JSONField(default=list, blank=True)  # services it shares out already; nobody is named
    affirmed = models.JSONField(
        default=dict, blank=True
    )  # the conditions it affirms: whose, which version, in what words
    wants_company = models.BooleanField(default=False)  # that a neighbouring group walks with it
    serves = models.BooleanField(default=False)  # whoever sent it keeps the listing for now
    list_when_answered = models.BooleanField(default=True)
    sent_at = models.DateTimeField()
    moved_at = models.DateTimeField()  # the last word of anyone
    waiting_since = models.DateTimeField(null=True, blank=True)  # the group's first word that nobody has answered yet
    answered_at = models.DateTimeField(null=True, blank=True)
    listed_at = models.DateTimeField(null=True, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    group = models.ForeignKey("groups.Group", null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    held_by = models.ForeignKey("rotation.Alias", null=True, blank=True, on_delete=models.SET_NULL, related_name="+")

    objects = ArrivalQuerySet.as_manager()

    class Meta:
        ordering = ["sent_at", "pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(name=""), name="a_new_group_has_a_name"),
            models.CheckConstraint(
                condition=Q(listed_at=None) | Q(withdrawn_at=None), name="what_was_taken_back_is_not_listed"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Letter(models.Model):
    """A word in the talk with a new group: from it, or from one of the servants who welcome it. No name stands on it."""

    arrival = models.ForeignKey("groups.Arrival", on_delete=models.CASCADE, related_name="letters")
    key = models.CharField(max_length=32)  # sent twice, kept once
    from_servant = models.BooleanField()
    words = models.TextField(max_length=2000)
    at = models.DateTimeField()

    class Meta:
        ordering = ["at", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["arrival", "key"], name="a_letter_sent_twice_is_one"),
            models.CheckConstraint(condition=~Q(words=""), name="a_letter_says_something"),
        ]

    def __str__(self) -> str:
        return f"to {self.arrival_id}" if self.from_servant else f"from {self.arrival_id}"


class Tick(models.Model):
    """One line of the servants' list of what is worth doing with a new group, done: by whom (an alias) and when."""

    arrival = models.ForeignKey("groups.Arrival", on_delete=models.CASCADE, related_name="ticks")
    line = models.SlugField(max_length=20)
    by = models.ForeignKey("rotation.Alias", null=True, on_delete=models.SET_NULL, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["at", "pk"]
        constraints = [models.UniqueConstraint(fields=["arrival", "line"], name="a_line_is_ticked_once")]

    def __str__(self) -> str:
        return self.line
