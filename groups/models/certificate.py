from django.conf import settings
from django.db import models
from django.db.models import F, Q


class Certificate(models.Model):
    """A body's word that a member may sit with young people, until a day. It grants nothing anywhere else."""

    member = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    body = models.ForeignKey("rotation.Body", on_delete=models.CASCADE, related_name="+")  # who issued it
    issued_on = models.DateField()
    valid_until = models.DateField()  # the first day without it

    class Meta:
        ordering = ["valid_until", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(valid_until__gt=F("issued_on")), name="a_certificate_ends_after_it_began"
            )
        ]

    def __str__(self) -> str:
        return f"until {self.valid_until}"
