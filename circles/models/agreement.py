from django.db import models


class Agreement(models.Model):
    """One person's wish for something it takes two to do."""

    circle = models.ForeignKey("circles.Circle", on_delete=models.CASCADE, related_name="agreements")
    wish = models.CharField(max_length=20)
    seat = models.ForeignKey("circles.Seat", on_delete=models.CASCADE, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["circle", "wish", "seat"], name="a_wish_counts_once_per_place")]

    def __str__(self) -> str:
        return self.wish
