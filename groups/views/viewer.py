"""Who is looking."""

from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, resolve_url

from members.models import Member


def viewer_of(request: HttpRequest) -> Member | None:
    """The member looking at the page, None for a visitor."""
    return request.user if request.user.is_authenticated else None


def sign_in_and_come_back(where: str) -> HttpResponse:
    """To the sign-in page, and afterwards to `where`."""
    return redirect(f"{resolve_url('account_login')}?{urlencode({'next': where})}")
