from django.db import models
from django.db.models import Q

from groups.models.never_changed import NeverChanged


class Norms(models.Model):
    """How a group's conscience would have one of its meetings held, as it stood from one decision to the next.

    A version never changes: going back to an earlier one makes a new one.
    """

    meeting = models.ForeignKey("groups.Meeting", on_delete=models.CASCADE, related_name="norms")
    number = models.PositiveIntegerField()
    norms = models.JSONField()  # customs, script and way of deciding by name (groups/rules/norms.py)
    # Which decision it follows, until there are minutes to point at. Empty in a first setting up, and in what stood before.
    decision = models.CharField(max_length=300, blank=True)
    decided_on = models.DateField(null=True, blank=True)
    carried_on = models.BooleanField(default=False)  # the decision was said some hours ago, by the same servant
    by = models.CharField(max_length=255, blank=True)  # the position of whoever wrote it down, as the group calls it
    # The line of the body's record that tells of it; none for what stood before anything was written down.
    line = models.OneToOneField("rotation.Record", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    saved_at = models.DateTimeField()

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["meeting", "number"], name="a_version_of_norms_has_its_own_number"),
            models.CheckConstraint(condition=Q(number__gte=1), name="versions_of_norms_are_counted_from_one"),
            models.CheckConstraint(
                condition=Q(decision="", decided_on=None) | (~Q(decision="") & Q(decided_on__isnull=False)),
                name="a_decision_has_its_words_and_its_day",
            ),
            NeverChanged(name="a_version_of_norms_is_never_changed"),
        ]

    def __str__(self) -> str:
        return f"{self.meeting_id} version {self.number}"
