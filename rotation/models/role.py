from django.db import models
from django.utils.translation import gettext_lazy as _


class Duty(models.TextChoices):
    """What a role asks for, and so what its holder may do while the term lasts."""

    SECRETARY = "secretary", _("keeps the group's page and its listings")
    HOST = "host", _("hosts the circle")
    TIME = "time", _("keeps the time")
    DOOR = "door", _("keeps the door")
    GREET = "greet", _("greets newcomers")
    CAPTION = "caption", _("types along what is said, for those who read")
    WELCOME = "welcome", _("welcomes new groups")


def no_duties() -> list[str]:
    return []


class Role(models.Model):
    """A piece of service that members of a body take in turn."""

    body = models.ForeignKey("rotation.Body", on_delete=models.CASCADE, related_name="roles")
    title = models.CharField(_("title"), max_length=80)
    purpose = models.CharField(_("what it is for"), max_length=255, blank=True)
    duties = models.JSONField(default=no_duties)
    months = models.PositiveSmallIntegerField(_("suggested length in months"), default=6)

    class Meta:
        ordering = ["title", "pk"]
        constraints = [models.UniqueConstraint(fields=["body", "title"], name="one_role_of_a_title_per_body")]

    def __str__(self) -> str:
        return self.title
