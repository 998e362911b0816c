"""The finder in a frame of anybody's page, and the page that says how to put it there."""

from datetime import datetime, tzinfo
from urllib.parse import urlencode

from django.conf import settings
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.cache import patch_cache_control
from django.utils.html import format_html
from django.views.decorators.http import require_safe

from feeds.forms.embed import EmbedForm
from feeds.rules.published import meetings_below, published_meetings
from feeds.views.outside import root_of
from groups.forms.finder import FinderForm
from groups.models import Meeting
from groups.rules.finder import find
from members.quiet import framed_by_anyone
from members.rules.zones import NoSuchZone, zone_named
from rotation.access import body_for
from rotation.models import Body

KEPT_SECONDS = 60  # so long an answer may be a little behind the clock
CHOSEN = ("lang", "zone")


@framed_by_anyone
@require_safe
def everywhere(request: HttpRequest) -> HttpResponse:
    """Every meeting that is in our feeds, in a frame."""
    now = timezone.now()
    return _framed(request, published_meetings(now=now), None, now)


@framed_by_anyone
@require_safe
def below(request: HttpRequest, slug: str) -> HttpResponse:
    """Those of one body and of all below it."""
    body, now = body_for(slug), timezone.now()
    return _framed(request, meetings_below(body, now=now), body, now)


@require_safe
def how(request: HttpRequest) -> HttpResponse:
    """What to copy onto one's own site, and how it looks there. `?body=` names whose meetings."""
    form = EmbedForm(request.GET)
    body = body_for(slug) if (slug := form.slug()) else None
    path = reverse("embed_body", args=[body.slug]) if body else reverse("embed_meetings")
    address = f"{path}?{urlencode(form.chosen())}".rstrip("?")
    context = {
        "body": body,
        "form": form,
        "path": address,
        "lines": _lines(f"{root_of(request)}{address}", form.language()),
    }
    return render(request, "feeds/embed_how.html", context)


def _lines(address: str, language: str) -> str:
    """What to copy. The frame's title speaks the frame's language, not that of whoever copies it."""
    with translation.override(language or translation.get_language()):
        title = translation.gettext("Meetings")
    return format_html(
        '<iframe src="{}" title="{}" width="100%" height="720" frameborder="0" loading="lazy"></iframe>', address, title
    )


def _framed(request: HttpRequest, among: QuerySet[Meeting], body: Body | None, now: datetime) -> HttpResponse:
    asked = request.GET.get("lang", "")
    language = asked if asked in dict(settings.LANGUAGES) else translation.get_language()
    with translation.override(language), timezone.override(viewer := _clock(request, body)):
        form, after = FinderForm(request.GET), request.GET.get("after", "")
        found = find(search=form.search(), after=after, now=now, viewer=viewer, among=among)
        context = {
            "body": body,
            "form": form,
            "chosen": [(name, request.GET[name]) for name in CHOSEN if request.GET.get(name)],
            "rows": list(zip(found.rows, found.distances, strict=True)),
            "following": found.following,
            "after": after,
            "asked": any(value for name, value in request.GET.items() if name not in ("after", *CHOSEN)),
            "clock": str(viewer).replace("_", " "),
        }
        response = render(request, "feeds/embed.html", context)
    response.headers["Content-Language"] = language
    patch_cache_control(response, public=True, max_age=KEPT_SECONDS)
    return response


def _clock(request: HttpRequest, body: Body | None) -> tzinfo:
    """The zone that whoever put the frame there chose, else the body's own: nothing is known of the reader."""
    for name in (request.GET.get("zone", ""), body.zone if body else ""):
        try:
            return zone_named(name)
        except NoSuchZone:
            continue
    return timezone.get_default_timezone()
