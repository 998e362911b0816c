from django.db import models


class SlipAsked(models.Model):
    """Someone asked for a slip before the circle closed. The name on it is theirs and sealed; the slip itself is not kept."""

    circle = models.ForeignKey("circles.Circle", on_delete=models.CASCADE, related_name="slips_asked")
    seat = models.OneToOneField("circles.Seat", on_delete=models.CASCADE, related_name="+")
    sealed = models.BinaryField()  # the name to stand on it
    confirmed_at = models.DateTimeField(null=True)
    confirmed_by = models.ForeignKey("circles.Seat", null=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"slip {self.pk}"
