import secrets

from django.conf import settings
from django.db import models


def random_key() -> str:
    return secrets.token_hex(8)


class ServiceCalendar(models.Model):
    """A member's own address for the calendar of their service, made, made anew and taken away by themselves.

    The address also holds what only this site's secret can make of the key: whoever has the table alone has no address.
    """

    member = models.OneToOneField(
        settings.AUTH_USER_MODEL, primary_key=True, on_delete=models.CASCADE, related_name="+"
    )
    key = models.CharField(max_length=16, unique=True, default=random_key)
    language = models.CharField(max_length=10)  # a calendar program asks in none of its own

    def __str__(self) -> str:
        return "a calendar of service"
