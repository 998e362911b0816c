from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils import timezone

from members.panels import panels


def words(request: HttpRequest) -> dict[str, Any]:
    """What every page shows around itself: the operator's names, the places to go, whose clock it follows."""
    clock = timezone.get_current_timezone_name().replace("_", " ")
    return plain_words() | {"menu": panels("menu"), "alternates": panels("alternates"), "clock": clock}


def plain_words() -> dict[str, str]:
    """The part of it that asks nothing of anybody: enough for a page drawn when something is broken."""
    return {
        "site_name": settings.SITE_NAME,
        "quiet_name": settings.QUIET_NAME,
        "leave_to": settings.LEAVE_TO,
        "source_url": settings.SOURCE_URL,
    }
