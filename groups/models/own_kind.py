from django.db import models
from django.db.models import Q

from groups.models.tally import Counted
from groups.types import TYPES


class OwnKind(Counted):
    """A kind of meeting for which a fellowship has a code of its own, beside the published ones. Meetings carry the code."""

    code = models.CharField(max_length=10, unique=True)
    body = models.ForeignKey("rotation.Body", on_delete=models.PROTECT, related_name="+")  # which looks after it
    names = models.JSONField()  # what it means, by language
    added_at = models.DateTimeField()
    put_away_at = models.DateTimeField(null=True, blank=True)  # offered no more; meetings that carry it keep it

    class Meta:
        ordering = ["code"]
        constraints = [
            models.CheckConstraint(condition=~Q(code__in=sorted(TYPES)), name="no_own_kind_takes_a_published_code"),
            models.CheckConstraint(condition=~Q(code=""), name="an_own_kind_has_a_code"),
        ]

    def __str__(self) -> str:
        return self.code
