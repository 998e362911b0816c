import secrets

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


def random_picture() -> str:
    return secrets.token_hex(12)


class Picture(models.Model):
    """A group's picture for its script, drawn anew by us: no name, no place and no device of whoever took it is left in it."""

    id = models.CharField(primary_key=True, max_length=24, default=random_picture, editable=False)
    group = models.ForeignKey("groups.Group", on_delete=models.CASCADE, related_name="pictures")
    words = models.CharField(_("what it shows"), max_length=200)  # read by whoever cannot see it
    kind = models.CharField(max_length=10, choices=[("image/webp", "WebP"), ("image/png", "PNG")])
    width = models.PositiveSmallIntegerField()
    height = models.PositiveSmallIntegerField()
    content = models.BinaryField()
    added_at = models.DateTimeField()

    class Meta:
        ordering = ["added_at", "pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(words=""), name="a_picture_says_what_it_shows"),
            models.CheckConstraint(
                condition=Q(width__gte=1, height__gte=1, width__lte=1600, height__lte=1600),
                name="a_picture_is_at_most_1600_dots_wide_and_high",
            ),
        ]

    def __str__(self) -> str:
        return self.words
