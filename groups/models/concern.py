from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class Wrong(models.TextChoices):
    """What somebody found wrong with a group or its listing."""

    NOBODY = "nobody", _("nobody was there at the hour it names")
    WAY = "way", _("the link, number or place leads somewhere else")
    UNREACHED = "unreached", _("the group cannot be reached")
    OTHERWISE = "otherwise", _("it is not what it says it is")
    HURT = "hurt", _("somebody was hurt, or it was not safe")
    ELSE = "else", _("something else")


class Concern(models.Model):
    """ "Something is wrong here", said by whoever came by to those who serve near the group. Who said it is not kept."""

    group = models.ForeignKey("groups.Group", on_delete=models.CASCADE, related_name="concerns")
    meeting = models.ForeignKey("groups.Meeting", null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    body = models.ForeignKey("rotation.Body", on_delete=models.CASCADE, related_name="+")  # whose servants it reached
    address = models.CharField(max_length=32, unique=True)  # not to be guessed: whoever has it reads the answer
    wrong = models.CharField(max_length=10, choices=Wrong.choices)
    words = models.CharField(max_length=1000, blank=True)
    made_at = models.DateTimeField()
    held_by = models.ForeignKey("rotation.Alias", null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    answered_at = models.DateTimeField(null=True, blank=True)
    answer = models.CharField(max_length=1000, blank=True)

    class Meta:
        ordering = ["made_at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(answered_at=None, answer="") | (Q(answered_at__isnull=False) & ~Q(answer="")),
                name="a_concern_waits_or_has_an_answer",
            ),
            models.CheckConstraint(condition=~Q(wrong="else") | ~Q(words=""), name="something_else_is_said_in_words"),
        ]

    def __str__(self) -> str:
        return f"about {self.group_id}"
