from django.db import models


class Record(models.Model):
    """One line of a body's own record: what happened, by whom if anyone need be named, never changed, never removed.

    Each line carries the hash of the one before it (rotation/rules/chain.py), so that a line changed or missing shows.
    """

    body = models.ForeignKey("rotation.Body", on_delete=models.PROTECT, related_name="record")
    alias = models.ForeignKey("rotation.Alias", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    verb = models.SlugField(max_length=40)
    facts = models.JSONField(default=dict)
    at = models.DateTimeField()
    previous = models.CharField(max_length=64, blank=True)  # the hash of the body's line before; empty in its first
    hash = models.CharField(max_length=64)

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["body", "previous"], name="one_line_follows_another")]

    def __str__(self) -> str:
        return f"{self.verb} #{self.pk}"
