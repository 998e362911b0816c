from datetime import datetime

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from groups.models.tally import Counted, CountedQuerySet


def is_listed(now: datetime, of: str = "") -> Q:
    """Begun, and not resting, closed, gone or merged into another; `of` is where a query reaches the group."""
    begun = Q(**{f"{of}starts_at": None}) | Q(**{f"{of}starts_at__lte": now})
    ended = ("resting_since", "closed_at", "left_at", "merged_into")
    return begun & Q(**{f"{of}{name}": None for name in ended})


class GroupQuerySet(CountedQuerySet["Group"]):
    def listed(self, now: datetime) -> "GroupQuerySet":
        """Groups a person may go to: begun, and not resting, closed, gone or merged into another."""
        return self.filter(is_listed(now))

    def published(self, now: datetime) -> "GroupQuerySet":
        """Those of them that somebody knows: what every feed for the outside names."""
        return self.listed(now).filter(known_at__isnull=False)


class Group(Counted):
    """A home group: a body that holds sharing meetings and keeps its own norms."""

    body = models.OneToOneField("rotation.Body", primary_key=True, on_delete=models.CASCADE, related_name="+")
    about = models.TextField(_("about this group"), blank=True)
    welcome = models.TextField(_("welcome read at the door"), blank=True)
    # When the group's own contact answered. Until then a listing keeps its own link and opens no circle here.
    claimed_at = models.DateTimeField(null=True, blank=True)
    # A neighbour has sat with it, its contact answered after thirty days, or it stands in a directory that was trusted.
    # Until then it shows as new, and no feed for the outside names it.
    known_at = models.DateTimeField(null=True, blank=True)
    # What its people said of its life. What it is today is read from these and the clock (groups/rules/life.py).
    starts_at = models.DateTimeField(null=True, blank=True)  # said ahead of time: the first midnight of its own zone
    resting_since = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    left_at = models.DateTimeField(null=True, blank=True)  # asked to be listed here no more
    merged_into = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="merged_here")
    source = models.CharField(max_length=255, blank=True)  # where an imported listing came from
    source_key = models.CharField(max_length=255, blank=True)
    version = models.PositiveIntegerField(default=0)  # grows with each change by a servant

    objects = GroupQuerySet.as_manager()

    class Meta:
        ordering = ["body__name", "pk"]
        indexes = [
            models.Index(fields=["starts_at"], condition=Q(starts_at__isnull=False), name="groups_that_begin_some_day"),
            models.Index(fields=["body"], condition=Q(claimed_at__isnull=False), name="groups_that_answered"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["source", "source_key"], condition=~Q(source=""), name="one_group_per_imported_key"
            ),
            models.CheckConstraint(condition=~Q(merged_into=F("pk")), name="no_group_is_merged_into_itself"),
        ]

    def __str__(self) -> str:
        return self.body.name

    @property
    def is_over(self) -> bool:
        """It closed, or went its own way: its pages say so and where else to look, and its doors stay shut."""
        return self.closed_at is not None or self.left_at is not None
