"""The semantic interface of the BMLT world, read-only: json, jsonp, tsml and csv."""

import json
import re
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.utils import timezone

from feeds.rules.bmlt.answers import SWITCHERS, Asked, answer, in_meeting_guide, naws_dump
from feeds.rules.bmlt.asked import NotUnderstood
from feeds.views.outside import for_everyone, root_of, streamed
from groups.access import published_groups

CALLBACK = re.compile(r"[A-Za-z0-9_.]{1,200}")
NOT_UNDERSTOOD = 422


@for_everyone
def semantic(request: HttpRequest, form: str) -> HttpResponseBase:
    """One question and its answer. Whatever is none of that interface's questions is answered with 422."""
    asked = Asked(request.GET, published_groups(now=timezone.now()), root_of(request))
    switcher, callback = request.GET.get("switcher", ""), request.GET.get("callback", "")
    if form == "csv" and switcher == "GetNAWSDump":
        return _spreadsheet(request, asked)
    if form == "tsml" and switcher == "GetSearchResults":
        return _json(in_meeting_guide(asked))
    if form == "json" and switcher in SWITCHERS:
        return _json(answer(switcher, asked))
    if form == "jsonp" and switcher in SWITCHERS and CALLBACK.fullmatch(callback):
        # With the blank comment before it, nobody chooses the first bytes of what we send.
        text = f"/**/{callback}({json.dumps(answer(switcher, asked), separators=(',', ':'))});"
        return HttpResponse(text, content_type="application/javascript")
    return HttpResponse(status=NOT_UNDERSTOOD)


def _json(said: Any) -> HttpResponse:
    return HttpResponse(json.dumps(said, ensure_ascii=False, separators=(",", ":")), content_type="application/json")


def _spreadsheet(request: HttpRequest, asked: Asked) -> HttpResponseBase:
    try:
        response = streamed(request, naws_dump(asked), "text/csv; charset=utf-8")
    except NotUnderstood:
        return HttpResponse(status=NOT_UNDERSTOOD)
    response["Content-Disposition"] = 'attachment; filename="meetings.csv"'
    return response
