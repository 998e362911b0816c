from django.db import models
from django.utils.translation import gettext_lazy as _


class Device(models.Model):
    """A browser in which a member is signed in: their own word for it, and the week in which it was last used.

    It goes with its session, whichever way that ends. What the session holds stays sealed.
    """

    session = models.OneToOneField("sessions.Session", primary_key=True, on_delete=models.CASCADE, related_name="+")
    member = models.ForeignKey("members.Member", on_delete=models.CASCADE, related_name="devices")
    word = models.CharField(_("your word for it"), max_length=40, blank=True)
    used_in = models.DateField()  # the Monday of that week: a day could tell which circle somebody came for

    class Meta:
        ordering = ["-used_in", "word", "pk"]

    def __str__(self) -> str:
        return self.word or str(_("A device without a word"))
