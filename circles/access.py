"""Who may come in, and the proof of a place: a signed cookie for one circle, bound to the sign-in it was given under."""

import hashlib
import hmac
import secrets
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.core import signing
from django.http import Http404
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from circles.models import Circle, Seat
from groups.access import belongs_since, meeting_for
from groups.models import Meeting
from groups.rules.times import Occurrence, next_occurrence, occurrence_at
from members.models import Member
from rooms.access import anyone_here
from rotation.access import duties_of
from rotation.models.role import Duty

GUEST_COOKIE = "guest"
SALT = "circles.place"
GUEST_SALT = "circles.guest"


@dataclass(frozen=True)
class WayIn:
    """What a listing says about a meeting's circle: where its door is and whether anybody is there, never how many."""

    meeting_id: int
    url: str
    label: str
    people: bool | None


@dataclass(frozen=True)
class Standing:
    """What a person may be asked to do in a group's circle, read from terms and self-declared belonging at that moment."""

    belongs: bool
    serves: bool


def circle_meeting(member: Member | None, slug: str) -> Meeting:
    """The meeting whose circle can be held here, or 404. A circle opens only for a group whose contact has answered."""
    meeting = meeting_for(member, slug)
    if not meeting.has_circle or meeting.group.claimed_at is None:
        raise Http404
    return meeting


def occurrence_for_door(meeting: Meeting, now: datetime) -> tuple[Occurrence | None, Occurrence | None]:
    """(the one whose doors are open, the next one).

    A circle that people sit in is the one meant, even when the group has changed its hour meanwhile.
    """
    sitting = Circle.objects.filter(
        meeting=meeting, closed_at=None, ends_at__gt=now, starts_at__lte=now + timedelta(minutes=meeting.doors_minutes)
    ).first()
    current = Occurrence(sitting.starts_at, sitting.ends_at) if sitting else occurrence_at(meeting, now)
    return current, next_occurrence(meeting, now)


def standing(member: Member | None, meeting: Meeting, now: datetime) -> Standing:
    """Belonging counts from before today, in the group's own zone, so that nobody joins in order to steer tonight."""
    if member is None:
        return Standing(belongs=False, serves=False)
    body = meeting.group.body
    since = belongs_since(member=member, group=meeting.group)
    today = now.astimezone(body.tz).date()
    return Standing(
        belongs=since is not None and since < today, serves=Duty.HOST in duties_of(member=member, body=body, now=now)
    )


# The place cookie


def _binding(session_cookie: str | None) -> str:
    """A mark of the sign-in a place was given under, so that a signed-out tab holds nothing."""
    if not session_cookie:
        return "guest"
    return hmac.new(settings.SECRET_KEY.encode(), session_cookie.encode(), hashlib.sha256).hexdigest()[:24]


def cookie_name(slug: str) -> str:
    """A cookie for each circle, so that two tabs may sit in two circles."""
    return f"place-{slug}"


def place_proof(seat: Seat, *, session_cookie: str | None) -> str:
    return signing.dumps([seat.id, seat.circle.slug, _binding(session_cookie)], salt=SALT)


def place_in(cookies: Mapping[str, str], slug: str) -> str | None:
    """The seat id these cookies prove a place in that circle with, or None. Reads nothing from the database."""
    seat: str
    try:
        seat, circle, binding = signing.loads(cookies.get(cookie_name(slug), ""), salt=SALT)
    except (signing.BadSignature, ValueError, TypeError):
        return None
    session_cookie = cookies.get(settings.SESSION_COOKIE_NAME)
    if circle != slug or (binding != "guest" and binding != _binding(session_cookie)):
        return None
    return seat


def guest_token(*proofs: str | None) -> str:
    """The random token that makes a guest the same guest when they come back to this door tonight.

    Taken from the first of these that we signed, and made anew where there is none.
    """
    for proof in proofs:
        with suppress(signing.BadSignature):
            return str(signing.loads(proof or "", salt=GUEST_SALT))
    return secrets.token_hex(16)


def sealed_guest_token(token: str) -> str:
    return signing.dumps(token, salt=GUEST_SALT)


def sat_here(cookies: Mapping[str, str], slug: str) -> bool:
    """Whether these cookies were given for that circle, still open or not."""
    return place_in(cookies, slug) is not None


def circle_for(cookies: Mapping[str, str], slug: str) -> tuple[Circle, str]:
    """The open circle at that address and one's seat in it, or 404; an outsider cannot tell the two refusals apart."""
    seat = place_in(cookies, slug)
    circle = None
    if seat is not None:
        circle = Circle.objects.select_related("meeting__group__body").filter(slug=slug, closed_at=None).first()
    if circle is None or not Seat.objects.filter(pk=seat, circle=circle, left_at=None).exists():
        raise Http404
    return circle, str(seat)


# What listings below show of us


def ways_in(*, meetings: Iterable[Meeting], member: Member | None, now: datetime) -> list[WayIn]:
    """The open doors among these meetings. One query, however many."""
    open_now = {
        meeting.pk: found
        for meeting in meetings
        if meeting.has_circle and meeting.group.claimed_at and (found := occurrence_at(meeting, now))
    }
    slugs = {meeting.pk: meeting.slug for meeting in meetings if meeting.pk in open_now}
    newest_last = Circle.objects.filter(meeting__in=open_now, ends_at__gt=now).order_by("starts_at")
    circles = {circle.meeting_id: circle for circle in newest_last}
    return [_way_in(pk, slug, circles.get(pk), now) for pk, slug in slugs.items()]


def _way_in(meeting: int, slug: str, circle: Circle | None, now: datetime) -> WayIn:
    door = reverse("circle_door", args=[slug])
    if circle is not None and circle.closed_at is not None:
        return WayIn(meeting, door, str(_("Closed for now")), None)
    return WayIn(meeting, door, str(_("Come in")), circle is not None and anyone_here(circle.room, now))
