from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _


class LinkKind(models.TextChoices):
    """What two bodies are to each other. A body has at most one upper body of each kind."""

    VOICE = "voice", _("its delegates carry our conscience")
    SERVICE = "service", _("it lists us, answers the phone and hands out literature")
    INTEREST = "interest", _("we share a language or a focus")


# Both have said yes, and where it takes the place of another link, the upper body that is left has said so too.
COUNTS = Q(ended_at=None, child_yes_at__isnull=False, parent_yes_at__isnull=False) & (
    Q(leaves=None) | Q(released_at__isnull=False)
)


class LinkQuerySet(models.QuerySet["Link"]):
    def current(self) -> "LinkQuerySet":
        """Links that count."""
        return self.filter(COUNTS)

    def listed(self) -> "LinkQuerySet":
        """Links that a list elsewhere says there are: nobody's yes, and enough only for whom nobody here speaks for."""
        return self.filter(ended_at=None).exclude(source="")


class Link(models.Model):
    """A body's place in an upper one. It counts once both have said yes, and ends when the lower one says so.

    One that came with a listing from elsewhere (`source`) says what that list says, and nobody's yes.
    """

    child = models.ForeignKey("rotation.Body", on_delete=models.CASCADE, related_name="links_up")
    parent = models.ForeignKey("rotation.Body", on_delete=models.CASCADE, related_name="links_down")
    kind = models.CharField(max_length=10, choices=LinkKind.choices, default=LinkKind.VOICE)
    offered_at = models.DateTimeField()
    child_yes_at = models.DateTimeField(null=True, blank=True)
    parent_yes_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    # A move: the link it would take the place of, and when the upper body that is left agreed.
    leaves = models.ForeignKey("self", null=True, blank=True, on_delete=models.CASCADE, related_name="moves")
    released_at = models.DateTimeField(null=True, blank=True)
    source = models.CharField(max_length=255, blank=True)

    objects = LinkQuerySet.as_manager()

    class Meta:
        ordering = ["offered_at", "pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(child=F("parent")), name="no_body_is_its_own_upper_body"),
            models.UniqueConstraint(
                fields=["child", "kind"],
                condition=COUNTS,
                name="one_upper_body_of_a_kind",
            ),
            models.UniqueConstraint(
                fields=["child", "kind", "source"],
                condition=Q(ended_at=None) & ~Q(source=""),
                name="one_listed_upper_body_of_a_kind_and_source",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.child_id} in {self.parent_id} ({self.kind})"

    @property
    def is_current(self) -> bool:
        """Whether it counts."""
        agreed = self.child_yes_at is not None and self.parent_yes_at is not None
        return self.ended_at is None and agreed and (self.leaves_id is None or self.released_at is not None)
