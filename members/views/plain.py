"""Pages for anybody, that ask nothing and keep nothing."""

import logging

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from members.rules.help_lines import HelpLinesUnreadable, help_lines

log = logging.getLogger(__name__)


def help_now(request: HttpRequest) -> HttpResponse:
    """I need help now. A mistake in the operator's file is told to the operator and never keeps this page shut."""
    try:
        countries = help_lines(settings.HELP_LINES)
    except HelpLinesUnreadable as why:
        log.error("The file of help lines cannot be read, so none are shown: %s", why)
        countries = {}
    return render(request, "members/help.html", {"countries": countries})


def what_we_keep(request: HttpRequest) -> HttpResponse:
    return render(request, "members/what_we_keep.html")
