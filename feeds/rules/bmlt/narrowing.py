"""Of GetSearchResults, what the database can answer: which meetings can have a record that is asked for at all.

Never fewer than those; `searching` looks at each record of them by itself, with what only a record says.
"""

from collections.abc import Iterable
from math import cos, radians

from django.db.models import Q
from django.http import QueryDict

from feeds.models import ListedMeeting
from feeds.rules.bmlt.asked import Choice, chosen, clock, is_said, number
from feeds.rules.bmlt.reading import VENUES
from feeds.rules.bmlt.tree import Tree
from feeds.types import FORMATS

KM_A_MILE = 1.609344
A_DEGREE = 111.0  # kilometres from south to north, rather less than more
WIDEST = 2000  # kilometres; beyond, a box around a place is no smaller than the rest of the world
A_DAY = 24 * 60
CODES = {str(each.id): each.code for each in FORMATS}
IN_ITS_WORDS = ("name", "place", "address", "region", "notes", "group__body__name")
BY_THE_WEEK = {"every": 1, "nths": [], "months": [], "except_on": [], "also_on": [], "first_on": None, "last_on": None}


def services_of(query: QueryDict, tree: Tree) -> Choice:
    """The bodies asked for; `recursive` brings all under them, and excludes all under those excluded."""
    choice = chosen(query, "services")
    if is_said(query, "recursive"):
        below = [{str(each) for each in tree.below(map(int, ids))} for ids in (choice.wanted, choice.unwanted)]
        return Choice(*below)
    return choice


def narrowed(query: QueryDict, tree: Tree) -> Q:
    """What a meeting must be for any record of it to be found. Raises NotUnderstood."""
    asked = _times(query)
    if wanted := chosen(query, "meeting_ids").wanted:
        asked &= Q(pk__in={int(each) // 10 for each in wanted})
    if wanted := chosen(query, "weekdays").wanted:
        days = {int(each) - 1 for each in wanted if 1 <= int(each) <= 7}
        asked &= _any(Q(days__names=day) for day in days | ({7} if 0 in days else set()))
    if wanted := chosen(query, "venue_types").wanted:
        asked &= Q(venue__in=[VENUES[each] for each in wanted if each in VENUES])
    if wanted := services_of(query, tree).wanted:
        asked &= listed_by(wanted, tree)
    return asked & _formats(query) & _spoken_of(query, tree)


def listed_by(bodies: set[str], tree: Tree) -> Q:
    """The meetings of groups that these bodies list, and of those among them that are groups which nobody lists."""
    alone = {int(each) for each in bodies} - tree.upper.keys()
    return Q(group__in=alone | {child for child, upper in tree.upper.items() if str(upper) in bodies})


def place_asked(query: QueryDict) -> tuple[float, float, float, int] | None:
    """Latitude, longitude, kilometres around it, and for a width below nought how many of the nearest; None without a place."""
    latitude, longitude = number(query, "lat_val"), number(query, "long_val")
    miles, km = number(query, "geo_width"), number(query, "geo_width_km")
    if latitude is None or longitude is None or not (miles or km):
        return None
    width = km or (miles or 0) * KM_A_MILE
    return latitude, longitude, max(width, 0.0), int(-(km or miles or 0)) if width < 0 else 0


def around(latitude: float, longitude: float, kilometres: float) -> Q:
    """A box around the circle; everywhere, where it would reach a pole or over the edge of the map."""
    high = kilometres / A_DEGREE
    if kilometres > WIDEST or abs(latitude) + high > 89:
        return Q()
    wide = high / cos(radians(abs(latitude) + high))
    if abs(longitude) + wide > 180:
        return Q(latitude__range=(latitude - high, latitude + high))
    return Q(latitude__range=(latitude - high, latitude + high), longitude__range=(longitude - wide, longitude + wide))


def _times(query: QueryDict) -> Q:
    after, before = clock(query, "StartsAfter"), clock(query, "StartsBefore")
    least, most = clock(query, "MinDuration"), clock(query, "MaxDuration")
    asked = Q()
    if after is not None and 0 <= after < A_DAY:
        asked &= Q(time__gte=_of_day(after))
    if before is not None and 0 <= before < A_DAY:
        asked &= Q(time__lt=_of_day(before))
    if least is not None:
        asked &= Q(minutes__gte=least)
    return asked if most is None else asked & Q(minutes__lte=most)


def _of_day(minutes: int) -> str:
    return f"{minutes // 60:02}:{minutes % 60:02}"


def _formats(query: QueryDict) -> Q:
    codes = [CODES.get(each, "") for each in chosen(query, "formats").wanted]
    if query.get("formats_comparison_operator", "AND").upper() == "OR":
        return _any(Q(types__names=code) for code in codes) if codes and all(codes) else Q()
    asked = Q()
    for code in filter(None, codes):
        asked &= Q(types__names=code)
    return asked


def _spoken_of(query: QueryDict, tree: Tree) -> Q:
    """Every word stands in some text of the meeting, in what was kept besides, in its rule's words or in its body's name."""
    asked = Q()
    for word in query.get("SearchString", "").split():
        # Beyond these letters a database folds capitals otherwise than Python, and ß is ss to one of them.
        if not word.isascii() or "ss" in word.lower() or any(each in word for each in '"\\'):
            continue
        named = {str(body) for body, each in tree.bodies.items() if word.casefold() in each.name.casefold()}
        kept = ListedMeeting.objects.filter(facts__icontains=word).values("meeting")
        asked &= (
            _any(Q(**{f"{name}__icontains": word}) for name in IN_ITS_WORDS)
            | Q(pk__in=kept)
            | ~Q(**BY_THE_WEEK)
            | listed_by(named, tree)
        )
    return asked


def _any(ways: Iterable[Q]) -> Q:
    asked = Q(pk__in=[])
    for way in ways:
        asked |= way
    return asked
