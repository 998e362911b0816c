from django.db import models


class Code(models.Model):
    """A way back in, written down by its member and usable once. Only a hash of it is here; a used one is gone."""

    member = models.ForeignKey("members.Member", on_delete=models.CASCADE, related_name="codes")
    digest = models.CharField(max_length=64, unique=True)

    def __str__(self) -> str:
        return f"code #{self.pk}"
