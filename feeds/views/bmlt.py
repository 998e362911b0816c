"""The semantic interface of the BMLT world, read-only: json, jsonp, tsml and csv."""

import json
import re

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from feeds.rules.bmlt.answers import SWITCHERS, Asked, answer
from groups.access import published_groups

CALLBACK = re.compile(r"[A-Za-z0-9_.]{1,200}")
NOT_UNDERSTOOD = 422


@require_safe
def semantic(request: HttpRequest, form: str) -> HttpResponse:
    """One question and its answer, readable from any page: what is published has no secrets in it."""
    switcher, callback = request.GET.get("switcher", ""), request.GET.get("callback", "")
    asked = Asked(request.GET, published_groups(now=timezone.now()), request.build_absolute_uri("/").rstrip("/"))
    if form not in ("json", "jsonp") or switcher not in SWITCHERS:
        return _open(HttpResponse(status=NOT_UNDERSTOOD))
    if form == "jsonp" and not CALLBACK.fullmatch(callback):
        return _open(HttpResponse(status=NOT_UNDERSTOOD))
    text = json.dumps(answer(switcher, asked), ensure_ascii=form == "jsonp", separators=(",", ":"))
    if form == "json":
        return _open(HttpResponse(text, content_type="application/json"))
    # The blank comment keeps the first bytes of the file from being anybody's but ours.
    return _open(HttpResponse(f"/**/{callback}({text});", content_type="application/javascript"))


def _open(answer: HttpResponse) -> HttpResponse:
    answer["Access-Control-Allow-Origin"] = "*"
    answer["X-Content-Type-Options"] = "nosniff"
    return answer
