from django.db import models
from django.utils.translation import gettext_lazy as _


class Contact(models.Model):
    """Where a group can be reached: a role's mailbox, for its local body alone. On no page for others and in no feed."""

    group = models.OneToOneField("groups.Group", primary_key=True, on_delete=models.CASCADE, related_name="contact")
    mailbox = models.EmailField(_("mailbox of the group"), max_length=255)
    kept_at = models.DateTimeField()  # when the secretary last wrote it down
    unreached_at = models.DateTimeField(null=True, blank=True)  # a servant of the local body wrote and heard nothing
    answered_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"contact of {self.group_id}"
