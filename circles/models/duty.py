from django.db import models
from django.utils.translation import gettext_lazy as _


class Duty(models.TextChoices):
    """What someone does for the others during one circle."""

    HOST = "host", _("host")
    TIME = "time", _("timekeeper")
    DOOR = "door", _("door")
    READ = "read", _("reader")
    GREET = "greet", _("greeter")
    CAPTION = "caption", _("captioner")


class HeldDuty(models.Model):
    """A duty picked up for this circle; it ends with it and grants nothing beyond."""

    circle = models.ForeignKey("circles.Circle", on_delete=models.CASCADE, related_name="held")
    duty = models.CharField(max_length=10, choices=Duty.choices)
    seat = models.ForeignKey(
        "circles.Seat", null=True, on_delete=models.CASCADE, related_name="+"
    )  # null: put down again

    class Meta:
        ordering = ["duty"]
        constraints = [models.UniqueConstraint(fields=["circle", "duty"], name="one_place_holds_a_duty")]

    def __str__(self) -> str:
        return self.duty
