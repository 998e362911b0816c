from django.db import models


class Act(models.Model):
    """The circle's own log, erased with it. The key sent along with an act makes a resend change nothing twice."""

    circle = models.ForeignKey("circles.Circle", on_delete=models.CASCADE, related_name="acts")
    key = models.CharField(max_length=40)
    verb = models.CharField(max_length=20)
    version = models.PositiveBigIntegerField()

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["circle", "key"], name="an_act_happens_once")]

    def __str__(self) -> str:
        return f"{self.verb} {self.version}"
