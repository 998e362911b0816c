from django.db import models
from django.db.models import F, Q


class Source(models.Model):
    """An address elsewhere whose list of meetings a body brings in, once or again every so many days."""

    body = models.ForeignKey("rotation.Body", on_delete=models.CASCADE, related_name="+")
    name = models.CharField(max_length=120, unique=True)  # what its listings carry as their source; never changed
    address = models.URLField(max_length=500, blank=True)  # empty: a file was given instead
    zone = models.CharField(max_length=64, blank=True)  # for rows that name neither a zone nor a place
    known = models.BooleanField(default=False)  # a directory one trusts: its groups are in our own feeds
    every_days = models.PositiveSmallIntegerField(default=0)  # 0: only when asked
    etag = models.CharField(max_length=255, blank=True)
    modified = models.CharField(max_length=64, blank=True)
    added_at = models.DateTimeField()
    removed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class GivenFile(models.Model):
    """A list that somebody gave as a file, kept until it was taken over, replaced, or is looked at no more."""

    source = models.OneToOneField(Source, primary_key=True, on_delete=models.CASCADE, related_name="given")
    content = models.BinaryField()
    given_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"for {self.source_id}"


class Look(models.Model):
    """One look at a source: asked for, begun by whichever worker came first, ended with a report of every row that matters."""

    source = models.ForeignKey(Source, on_delete=models.CASCADE, related_name="looks")
    save_it = models.BooleanField()  # False: a dry run, which only says what would be
    asked_at = models.DateTimeField()
    begun_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    trouble = models.CharField(max_length=255, blank=True)  # why nothing was taken
    read = models.PositiveIntegerField(default=0)  # rows read and compared so far, while it is under way
    of = models.PositiveIntegerField(default=0)  # how many there are
    unsaid = models.JSONField(default=list)  # in sentences: what its format cannot say, and what was not read
    totals = models.JSONField(default=dict)  # outcome -> rows
    rows = models.JSONField(default=list)  # [line, slug, outcome, words] of all but the unchanged, as many as are kept

    class Meta:
        ordering = ["-asked_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ended_at=None) | Q(begun_at__lte=F("ended_at")), name="a_look_ends_after_it_began"
            ),
            models.UniqueConstraint(
                fields=["source"], condition=Q(ended_at=None), name="one_look_at_a_source_at_a_time"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.source_id} at {self.asked_at:%Y-%m-%d %H:%M}"
