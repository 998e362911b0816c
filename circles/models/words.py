from django.db import models


class Words(models.Model):
    """What a speaker typed during a turn, readable only under the circle's key."""

    turn = models.ForeignKey("circles.Turn", on_delete=models.CASCADE, related_name="words")
    sealed = models.BinaryField()

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"words {self.pk}"
