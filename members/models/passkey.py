from django.db import models
from django.utils.translation import gettext_lazy as _


class Passkey(models.Model):
    """A member's way in without the password: the public half of a key whose other half their device keeps.

    When it was made and when it was used are not written down.
    """

    member = models.ForeignKey("members.Member", on_delete=models.CASCADE, related_name="passkeys")
    handle = models.CharField(max_length=64, unique=True)  # a hash of the credential's id, by which it is found
    credential = models.BinaryField()
    word = models.CharField(_("your word for it"), max_length=40, blank=True)

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.word or str(_("A passkey without a word"))
