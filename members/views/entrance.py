"""The last step of every way in that is our own."""

from allauth.account.adapter import get_adapter
from django.conf import settings
from django.http import HttpRequest

from members.models import Member


def come_in(request: HttpRequest, member: Member, *, stay: bool) -> None:
    """Sign `member` in on this device, until the browser is closed unless they `stay`."""
    get_adapter().login(request, member)
    request.session.set_expiry(settings.SESSION_COOKIE_AGE if stay else 0)
