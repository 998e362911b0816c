"""What pages and their script send along with an act, in the circle and in the after-meeting: one spelling for both."""

import re

from django.http import HttpRequest

from circles.rules.sitting import KEY_AT_MOST

SCRIPTED = "X-Circle"  # sent by our own script, which keeps its place by its socket and wants short answers
ACT_KEY = re.compile(rf"[A-Za-z0-9_-]{{8,{KEY_AT_MOST}}}")
PLACE = re.compile(r"[0-9]{1,6}", re.ASCII)
REFRESH = ("10", "20", "60")  # seconds, as a person without script may choose


def place_meant(request: HttpRequest) -> int | None:
    """The place an aimed act is towards; anything but a small number is nobody's."""
    to = request.POST.get("to", "")
    return int(to) if PLACE.fullmatch(to) else None
