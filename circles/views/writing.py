"""Writing to a group when something hurt: by whoever likes, without a name, to the one it has asked to look after safety."""

import logging

from allauth.account.adapter import get_adapter
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from circles import access
from circles.forms import LetterForm
from members.quiet import quiet_page
from members.rules.limits import limited, slow_down

log = logging.getLogger(__name__)


@require_http_methods(["GET", "HEAD", "POST"])
@sensitive_post_parameters("words", "reach")
@limited("write-to-us", "10/10m")
@quiet_page
def write_to_us(request: HttpRequest, slug: str) -> HttpResponse:
    """A letter that is sent at once and lies nowhere here. Where it goes is never shown."""
    meeting = access.meeting_that_answers(request.user if request.user.is_authenticated else None, slug)
    contact = access.safety_contact(meeting)
    form = LetterForm(request.POST if request.method == "POST" and contact else None)
    context: dict[str, object] = {"meeting": meeting, "contact": bool(contact), "form": form}
    if not form.is_valid():
        return render(request, "circles/write_to_us.html", context, status=400 if form.errors else 200)
    slow_down(request, door="write-to-a-group", rate="30/10m", key=f"write-to-us {meeting.pk}")
    try:
        if settings.EMAIL_BACKEND.endswith("console.EmailBackend"):  # it would be printed to the log, and lie there
            raise ConnectionError
        get_adapter().send_mail("circles/email/to_us", contact, form.cleaned_data | {"meeting": meeting})
    except OSError:  # said to the operator without a word of it
        log.error("A letter to a group could not be sent; see to EMAIL_HOST and its settings.")
        return render(request, "circles/write_to_us.html", context | {"unsent": True}, status=503)
    return render(request, "circles/write_to_us.html", context | {"sent": True})
