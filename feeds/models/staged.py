from django.db import models


class Staged(models.Model):
    """A row of a list on its way in: a meeting that would be new or changed, with what the list says of it.

    Rows are gathered here some hundred at a time, so that all of them come to be in one short transaction. They are gone
    when it is over; what an import that was cut off has left behind is swept away by a later one.
    """

    batch = models.UUIDField()  # one import
    line = models.PositiveIntegerField()
    at = models.DateTimeField()
    source_key = models.CharField(max_length=255)
    is_new = models.BooleanField()
    slug = models.CharField(max_length=80, blank=True)  # the address a new meeting would have
    seen = models.PositiveIntegerField(default=0)  # the version a changed one had when it was compared
    group_key = models.CharField(max_length=255)
    group_name = models.CharField(max_length=255)
    group_slug = models.CharField(max_length=80, blank=True)  # the address of its group, on the first row that names it
    upper = models.CharField(max_length=255, blank=True)  # the body that lists the group, by its key in the source
    kept = models.JSONField(null=True)  # all that is to be kept of what we have no field for; None: leave what is there
    # What the meeting would be, by the meeting's own names: written from here into there by the database itself.
    name = models.CharField(max_length=255)
    days = models.JSONField()
    time = models.TimeField(null=True)
    zone = models.CharField(max_length=64)
    minutes = models.PositiveSmallIntegerField()
    types = models.JSONField()
    languages = models.JSONField()
    notes = models.TextField(blank=True)
    venue = models.CharField(max_length=10)
    place = models.CharField(max_length=255, blank=True)
    address = models.CharField(max_length=255, blank=True)
    region = models.CharField(max_length=255, blank=True)
    link = models.CharField(max_length=500, blank=True)
    link_notes = models.TextField(blank=True)
    phone = models.CharField(max_length=255, blank=True)
    latitude = models.FloatField(null=True)
    longitude = models.FloatField(null=True)

    class Meta:
        indexes = [models.Index(fields=["batch", "source_key"], name="staged_rows_of_an_import")]

    def __str__(self) -> str:
        return f"line {self.line}: {self.source_key}"
