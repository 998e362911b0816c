from django.db import models


class Record(models.Model):
    """One line of a body's own record: what happened, by whom if anyone need be named, never changed, never removed."""

    body = models.ForeignKey("rotation.Body", on_delete=models.PROTECT, related_name="record")
    alias = models.ForeignKey("rotation.Alias", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    verb = models.SlugField(max_length=40)
    facts = models.JSONField(default=dict)
    at = models.DateTimeField()

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.verb} #{self.pk}"
