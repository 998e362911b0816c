from django.db import models
from django.utils.translation import gettext_lazy as _


class About(models.TextChoices):
    """What a note to the servants is about."""

    QUESTION = "question", _("a question")
    SOUND = "sound", _("sound")
    HELP = "help", _("help")
    SAFETY = "safety", _("safety")
    SLIP = "slip", _("a slip")


class Note(models.Model):
    """A note to the servants of one circle: seen by host and door only, gone at closing. The newest of each person."""

    circle = models.ForeignKey("circles.Circle", on_delete=models.CASCADE, related_name="notes")
    seat = models.ForeignKey("circles.Seat", on_delete=models.CASCADE, related_name="+")
    about = models.CharField(max_length=10, choices=About.choices)
    sealed = models.BinaryField()
    answer = models.CharField(max_length=20, blank=True)  # the name of a ready-made phrase
    at = models.DateTimeField()

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["circle", "seat"], name="one_note_per_place")]

    def __str__(self) -> str:
        return f"note {self.pk}"
