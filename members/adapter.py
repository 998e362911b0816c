"""How allauth behaves in this house: it keeps no address, says little, and compares names as we do."""

import time
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core.internal.httpkit import get_client_ip
from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from members.addresses import household, veiled
from members.models import Member
from members.names import folded
from members.rules.devices import note_use, sweep
from members.sessions import filed_under


class QuietAccountAdapter(DefaultAccountAdapter):
    """The way back in, with nothing written down on the way."""

    error_messages = DefaultAccountAdapter.error_messages | {
        "username_password_mismatch": _("That name and that password do not belong together here."),
        "too_many_login_attempts": _("Too many tries. Please wait five minutes, then try once more."),
        "enter_current_password": _("That is not your password now."),
        "invalid_password_reset": _("This link has been used or is too old."),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return True

    def is_ajax(self, request: HttpRequest) -> bool:
        return False  # every answer here is a page

    def get_client_ip(self, request: HttpRequest) -> str:
        """What stands for the caller's address in the keys of allauth's limits."""
        return veiled(household(get_client_ip(request) or ""), at=time.time())

    def _get_login_attempts_cache_key(self, request: HttpRequest, **credentials: Any) -> str:
        # allauth counts by name alone, so a stranger could keep a member out of tonight's circle by failing on purpose;
        # and its key is a plain hash, from which a list of names tells who came. Ours is keyed, per name and caller.
        name = folded(credentials.get("username") or credentials.get("email") or "")
        return veiled(f"{self.get_client_ip(request)} {name}", at=time.time())

    def authenticate(self, request: HttpRequest, **credentials: Any) -> Member | None:
        """The member of that name and password. Names are compared folded, which no database does alike."""
        if name := credentials.get("username"):
            known = Member.objects.filter(folded_name=folded(name)).values_list("name", flat=True).first()
            credentials["username"] = known or name
        return super().authenticate(request, **credentials)

    def login(self, request: HttpRequest, user: Member) -> None:
        """Every way in ends here, so this is where a device comes into the member's own list."""
        now = timezone.now()
        sweep(now=now)  # whoever comes in takes out what has ended: no clock is needed for it
        super().login(request, user)
        if request.session.session_key is None:  # another member's visit was thrown away just now
            request.session.save()
        here = filed_under(request.session.session_key)
        request.session["week"] = note_use(member=user, filed_under=here, now=now).isoformat()

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        return reverse("you")

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Neutral words, and none at all to an address nobody gave us: such a letter would tell where it was typed."""
        if template_prefix != "account/email/unknown_account":
            super().send_mail(template_prefix, email, context | {"quiet_name": settings.QUIET_NAME})

    def get_from_email(self) -> str:
        return f"{settings.QUIET_NAME} <{super().get_from_email()}>"
