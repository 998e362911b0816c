from django.db import models
from django.utils.translation import gettext_lazy as _


class Hand(models.TextChoices):
    """Whose hand wrote: the speaker's own, or the captioner's."""

    OWN = "own", _("in writing")
    CAPTION = "caption", _("caption")


class Words(models.Model):
    """What was typed during a turn, readable only under the circle's key."""

    turn = models.ForeignKey("circles.Turn", on_delete=models.CASCADE, related_name="words")
    hand = models.CharField(max_length=10, choices=Hand.choices, default=Hand.OWN)
    by = models.ForeignKey(
        "circles.Seat", null=True, on_delete=models.CASCADE, related_name="+"
    )  # the captioner; null where the speaker wrote
    sealed = models.BinaryField()

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"words {self.pk}"
