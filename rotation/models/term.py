from datetime import date

from django.db import models
from django.db.models import F, Q


class TermQuerySet(models.QuerySet["Term"]):
    def serving(self, on: date) -> "TermQuerySet":
        """Terms in force on that day; the day is the body's own (its zone)."""
        return self.filter(starts_on__lte=on, ends_on__gt=on)


class Term(models.Model):
    """One servant's time in one role. Powers come and go with it, to the day, whether or not any job runs."""

    role = models.ForeignKey("rotation.Role", on_delete=models.CASCADE, related_name="terms")
    alias = models.ForeignKey("rotation.Alias", on_delete=models.PROTECT, related_name="terms")
    starts_on = models.DateField()
    ends_on = models.DateField()  # the first day without the powers

    objects = TermQuerySet.as_manager()

    class Meta:
        ordering = ["starts_on", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(ends_on__gt=F("starts_on")), name="a_term_ends_after_it_starts")
        ]

    def __str__(self) -> str:
        return f"{self.role} {self.starts_on} to {self.ends_on}"
