from django.db import models


class CareTaken(models.Model):
    """A safety act, named to the other servants present and erased with the circle; never shown as shame."""

    circle = models.ForeignKey("circles.Circle", on_delete=models.CASCADE, related_name="care_taken")
    by = models.ForeignKey("circles.Seat", on_delete=models.CASCADE, related_name="+")
    to = models.ForeignKey("circles.Seat", null=True, on_delete=models.CASCADE, related_name="+")
    verb = models.CharField(max_length=20)
    at = models.DateTimeField()

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.verb
