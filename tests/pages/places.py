"""Where a visitor can go: every address that needs no word of its own, and those of the planted fellowship that do."""

import re

from django.urls import URLPattern, URLResolver, get_resolver

SECRETARY = "Ana"
PLANTED = [
    "/groups/the-porch/",
    "/groups/orilla/",
    "/groups/harbour-lights/",
    "/meetings/tuesday-candlelight/",
    "/meetings/orilla/",
    "/meetings/tuesday-candlelight/door/",
    "/bodies/welcome-committee/",
    "/groups/?q=nothing+has+these+words",
    "/nothing-here/",
]
KEPT_BY_THE_SECRETARY = [
    "/groups/tuesday-candlelight/",
    "/groups/tuesday-candlelight/edit/",
    "/groups/tuesday-candlelight/life/",
    "/bodies/tuesday-candlelight/service/",
    "/bodies/tuesday-candlelight/service/new/",
    "/bodies/tuesday-candlelight/links/",
    "/bodies/tuesday-candlelight/certificates/",
    "/meetings/tuesday-candlelight/",
    "/meetings/tuesday-candlelight/edit/",
    "/meetings/tuesday-candlelight/customs/",
    "/meetings/tuesday-candlelight/norms/",
    "/meetings/tuesday-candlelight/script/",
    "/meetings/tuesday-candlelight/script/0/",
    "/meetings/tuesday-candlelight/start/friends/",
]
LEADS_ELSEWHERE = {"/language/", "/leave/"}  # forms are sent there; neither has a page to show
FRAMED_ANYWHERE = ["/embed/meetings/", "/embed/bodies/tuesday-candlelight/"]  # any site may show these in a frame
FOR_PROGRAMS = ("/feeds/",)  # read by programs, not in a browser (tests/feeds)


def without_parameters() -> list[str]:
    """Every address of the house that needs no name or number in it."""
    plain = {f"/{route}" for route in _routes(get_resolver()) if not re.search(r"[<(]", route)}
    return sorted(path for path in plain - LEADS_ELSEWHERE if not path.startswith(FOR_PROGRAMS))


def _routes(resolver: URLResolver, before: str = "") -> list[str]:
    found = []
    for entry in resolver.url_patterns:
        here = before + str(entry.pattern)
        found += [here] if isinstance(entry, URLPattern) else _routes(entry, here)
    return found
