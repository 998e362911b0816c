from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _


class Part(models.TextChoices):
    """When in the day, no closer than that."""

    MORNING = "morning", _("in the morning")
    AFTERNOON = "afternoon", _("in the afternoon")
    EVENING = "evening", _("in the evening")
    NIGHT = "night", _("at night")


class Incident(models.Model):
    """What somebody involved wrote down after a safety act, for the group's servants. It names nobody; it goes after a year."""

    meeting = models.ForeignKey("groups.Meeting", on_delete=models.CASCADE, related_name="+")
    day = models.DateField()
    part = models.CharField(max_length=10, choices=Part.choices)
    what = models.TextField()
    done = models.TextField(blank=True)
    kept_until = models.DateField()

    class Meta:
        ordering = ["-day", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(kept_until__gt=F("day")), name="an_incident_note_is_kept_beyond_its_day_and_until_another"
            )
        ]

    def __str__(self) -> str:
        return f"incident note {self.pk}"
