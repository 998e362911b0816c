"""Who may come in, and the proof of a place: a signed cookie for one circle, bound to the sign-in it was given under."""

import hashlib
import hmac
import secrets
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.conf import settings
from django.core import signing
from django.db.models import Q
from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from circles.models import AfterPlace, Circle, Pledge, Seat
from circles.rules import pledges
from groups.access import belongs_since, group_for, is_certified, meeting_for
from groups.models import Group, Meeting, Threshold
from groups.rules.times import Occurrence, next_occurrence, occurrence_at
from members.models import Member
from members.panels import Held, Panel
from rooms.access import anyone_here
from rotation.access import duties_of, duties_until, may_read_names
from rotation.models import Duty, Record

GUEST_COOKIE = f"{settings.HOST_ONLY}guest"
COOKIE = f"{settings.HOST_ONLY}place-"  # and the circle's address as it was when the place was taken
DOORS_AT_MOST = timedelta(minutes=30)  # doors open at most so long before the start
SALT = "circles.place"
HELD_SHOWN = 12  # past evenings on a group's page
AFTER_SALT = "circles.after"
GUEST_SALT = "circles.guest"
INCIDENT_SALT = "circles.incident"
LOOK_AFTER = {Duty.SECRETARY, Duty.HOST, Duty.DOOR}  # the duties whose holders read incident notes
GUEST_FOR = timedelta(days=1)  # a circle lasts no longer


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

    account: bool = False  # came under a sign-in
    belongs: bool = False
    joined: bool = False  # said only today that they belong
    duties: tuple[str, ...] = ()
    until: tuple[tuple[str, float], ...] = ()  # when the term behind each of them ends, in seconds since 1970
    certified: bool = False  # may sit with young people, in a meeting that asks for it

    @property
    def serves(self) -> bool:
        """Whether they hold a term of the group's today."""
        return bool(self.duties)


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
        meeting=meeting,
        rehearsal=False,
        closed_at=None,
        ends_at__gt=now,
        starts_at__lte=now + timedelta(minutes=meeting.doors_minutes),
    ).first()
    current = Occurrence(sitting.starts_at, sitting.ends_at) if sitting else occurrence_at(meeting, now)
    return current, next_occurrence(meeting, now)


def standing(member: Member | None, meeting: Meeting, now: datetime) -> Standing:
    """Belonging counts from before today, in the group's own zone, so that nobody joins in order to steer tonight."""
    if member is None:
        return Standing()
    body = meeting.group.body
    since = belongs_since(member=member, group=meeting.group)
    today = now.astimezone(body.tz).date()
    ends = duties_until(member=member, body=body, now=now)
    return Standing(
        account=True,
        belongs=since is not None and since < today,
        joined=since is not None and since >= today,
        duties=tuple(sorted(ends)),
        until=tuple((duty, end.timestamp()) for duty, end in sorted(ends.items())),
        certified=meeting.youth and is_certified(member=member, body=body, on=now.astimezone(meeting.tz).date()),
    )


def is_not_for(meeting: Meeting, comer: Standing) -> bool:
    """Whether the meeting is not for this person, so that they are not even told whether anybody is inside."""
    if meeting.youth and not comer.account:
        return True  # nobody is here as a guest
    ours = comer.belongs or comer.joined or comer.serves or comer.certified
    return meeting.threshold == Threshold.MEMBERS and not ours


def open_meeting_of(meeting: Meeting, now: datetime) -> tuple[Meeting, Occurrence] | None:
    """The group's next meeting that everyone may come to, for whoever finds this one closed to them."""
    others = Meeting.objects.filter(group=meeting.group, has_circle=True, youth=False).exclude(
        threshold=Threshold.MEMBERS
    )
    coming = [(found, other) for other in others if (found := occurrence_at(other, now) or next_occurrence(other, now))]
    first = min(coming, key=lambda each: each[0], default=None)
    return None if first is None else (first[1], first[0])


def may_rehearse(member: Member | None, meeting: Meeting, now: datetime) -> bool:
    """Whether they host the group's circles, or keep its page, by a term in force today. One query."""
    return bool({Duty.HOST, Duty.SECRETARY} & duties_of(member=member, body=meeting.group.body, now=now))


# The place cookie


def _binding(session_cookie: str | None) -> str:
    """A mark of the sign-in a place was given under, so that a signed-out tab holds nothing."""
    if not session_cookie:
        return "guest"
    return hmac.new(settings.SECRET_KEY.encode(), session_cookie.encode(), hashlib.sha256).hexdigest()[:24]


def cookie_name(slug: str) -> str:
    """A cookie for each circle, so that two tabs may sit in two circles."""
    return f"{COOKIE}{slug}"


def place_proof(seat: Seat, *, session_cookie: str | None) -> str:
    return signing.dumps([seat.id, seat.circle.slug, _binding(session_cookie)], salt=SALT)


def proof_at(cookies: Mapping[str, str], slug: str, address: str) -> str:
    """The proof that was given for the circle at `slug`, for its new `address`: the same place under the same sign-in."""
    seat, _circle, binding = signing.loads(cookies[cookie_name(slug)], salt=SALT)
    return signing.dumps([seat, address, binding], salt=SALT)


def after_cookie_name(slug: str) -> str:
    """The same for the after-meeting: a cookie of its own, since it knows nothing of the circle's places."""
    return f"{settings.HOST_ONLY}after-{slug}"


def after_proof(place: AfterPlace, slug: str, *, session_cookie: str | None) -> str:
    return signing.dumps([place.id, slug, _binding(session_cookie)], salt=AFTER_SALT)


def after_place_in(cookies: Mapping[str, str], slug: str) -> str | None:
    """The place these cookies prove in the after-meeting at that address, or None. Reads nothing from the database."""
    return _proved(cookies, cookies.get(after_cookie_name(slug), ""), slug, AFTER_SALT)


def place_in(cookies: Mapping[str, str], slug: str) -> str | None:
    """The seat id these cookies prove a place in that circle with, or None. Reads nothing from the database."""
    return _proved(cookies, cookies.get(cookie_name(slug), ""), slug, SALT)


def _proved(cookies: Mapping[str, str], proof: str, slug: str, salt: str) -> str | None:
    seat: str
    try:
        seat, circle, binding = signing.loads(proof, salt=salt)
    except (signing.BadSignature, ValueError, TypeError):
        return None
    session_cookie = cookies.get(settings.SESSION_COOKIE_NAME)
    if circle != slug or (binding != "guest" and binding != _binding(session_cookie)):
        return None
    return seat


def guest_token(*proofs: str | None) -> str:
    """The random token that makes a guest the same guest when they come back to this door tonight.

    Taken from the first of these that we signed within a day, and made anew where there is none.
    """
    for proof in proofs:
        with suppress(signing.BadSignature):
            return str(signing.loads(proof or "", salt=GUEST_SALT, max_age=GUEST_FOR))
    return secrets.token_hex(16)


def sealed_guest_token(token: str) -> str:
    return signing.dumps(token, salt=GUEST_SALT)


def place_here(cookies: Mapping[str, str], circle: Circle) -> str | None:
    """The seat these cookies prove in that circle, under whichever of its addresses they were given."""
    if (seat := place_in(cookies, circle.slug)) is not None or circle.lock_changed_at is None:
        return seat
    slugs = [name.removeprefix(COOKIE) for name in cookies if name.startswith(COOKIE)]
    proved = [found for slug in slugs if (found := place_in(cookies, slug)) is not None]
    return Seat.objects.filter(pk__in=proved, circle=circle).values_list("pk", flat=True).first()


def comes_back(seat: str | None, circle: Circle) -> bool:
    """Whether whoever proves that seat may take it again freely: not once they left it and the lock was changed after that."""
    if seat is None or circle.lock_changed_at is None:
        return seat is not None
    return not Seat.objects.filter(pk=seat, left_at__lte=circle.lock_changed_at).exists()


def open_circle_of(cookies: Mapping[str, str], slug: str) -> Circle | None:
    """The circle, still open, at that address or in which these cookies prove a place, whoever has that place now."""
    there = Q(slug=slug) | Q(seats=place_in(cookies, slug) or "")
    return Circle.objects.select_related("meeting").filter(there, closed_at=None).first()


def sat_here(cookies: Mapping[str, str], slug: str) -> bool:
    """Whether these cookies were given for that circle, still open or not."""
    return place_in(cookies, slug) is not None


def asked_to_leave(seat: str | None) -> Circle | None:
    """The circle whoever proves that seat was asked to leave, while it is open."""
    if seat is None:
        return None
    asked = Seat.objects.filter(pk=seat, asked_to_leave_at__isnull=False, circle__closed_at=None)
    row = asked.select_related("circle__meeting__group__body").first()
    return None if row is None else row.circle


def circle_for(cookies: Mapping[str, str], slug: str) -> tuple[Circle, str]:
    """The open circle one was given a place in at that address, and the place, or 404; an outsider cannot tell why.

    The circle may have another address by now: whoever sits in it is led there, and nobody else is.
    """
    proved = place_in(cookies, slug)
    found = Seat.objects.select_related("circle__meeting__group__body") if proved is not None else Seat.objects.none()
    seat = found.filter(pk=proved, left_at=None, circle__closed_at=None).first()
    if seat is None:
        raise Http404
    return seat.circle, seat.pk


# What pages below show of us


def meeting_tools(*, meeting: Meeting, member: Member | None, now: datetime) -> list[Panel]:
    """What those who serve can do from the meeting's own page."""
    held_here = meeting.has_circle and meeting.group.claimed_at is not None
    if member is None or not held_here or not may_rehearse(member, meeting, now):
        return []
    return [Panel("circles/_rehearsal.html")]


def ways_in(*, meetings: Iterable[Meeting], member: Member | None, now: datetime) -> list[WayIn]:
    """The open doors among these meetings. One query, however many; more only for a member's way into what is not for all."""
    open_now = {
        meeting.pk: meeting
        for meeting in meetings
        if meeting.has_circle and meeting.group.claimed_at and occurrence_at(meeting, now)
    }
    held_here = Circle.objects.filter(
        meeting__in=open_now, rehearsal=False, starts_at__lte=now + DOORS_AT_MOST, ends_at__gt=now
    )
    circles = {circle.meeting_id: circle for circle in held_here.order_by("starts_at")}
    return [_way_in(meeting, circles.get(pk), member, now) for pk, meeting in open_now.items()]


def _way_in(meeting: Meeting, circle: Circle | None, member: Member | None, now: datetime) -> WayIn:
    door = reverse("circle_door", args=[meeting.slug])
    if is_not_for(meeting, Standing(account=member is not None)) and is_not_for(
        meeting, standing(member, meeting, now)
    ):
        # Whoever it is not for learns neither whether anybody is inside nor whether it was held.
        return WayIn(meeting.pk, door, str(_("At the door")), None)
    if circle is not None and circle.closed_at is not None:
        return WayIn(meeting.pk, door, str(_("Closed for now")), None)
    return WayIn(meeting.pk, door, str(_("Come in")), circle is not None and anyone_here(circle.room, now))


def group_panels(*, group: Group, member: Member | None, now: datetime) -> list[Panel]:
    """What stays of a group's circles, for its own people: a line for each of the last evenings, and nobody's name."""
    if not may_read_names(member=member, body=group.body, now=now):
        return []
    lines = Record.objects.filter(body=group.body, verb="circle-held").order_by("-pk")[:HELD_SHOWN]
    held = [line.facts | {"day": date.fromisoformat(line.facts["day"])} for line in lines]
    serves = LOOK_AFTER & duties_of(member=member, body=group.body, now=now)
    incidents = reverse("incidents", args=[group.body.slug]) if serves else ""
    return [Panel("circles/_held.html", {"held": held, "incidents": incidents})]


def meeting_panels(*, meeting: Meeting, member: Member | None, now: datetime) -> list[Panel]:
    """The coming weeks' duties, and a way to write to the group, once it answers for itself here."""
    if meeting.group.claimed_at is None:
        return []
    return [
        *_weeks(meeting, member, now),
        Panel("circles/_write_to_us.html", {"contact": bool(safety_contact(meeting))}),
    ]


def _weeks(meeting: Meeting, member: Member | None, now: datetime) -> list[Panel]:
    """What is free in the coming weeks. Of a meeting that is not for everyone, outsiders learn nothing."""
    ours = may_read_names(member=member, body=meeting.group.body, now=now)
    if not meeting.has_circle or (not ours and (meeting.youth or meeting.threshold == Threshold.MEMBERS)):
        return []
    viewer = timezone.get_current_timezone()
    shown = pledges.weeks(meeting=meeting, member=member, names=ours, now=now, viewer=viewer)
    may = belongs_since(member=member, group=meeting.group) is not None
    return [Panel("circles/_weeks.html", {"weeks": shown, "may": may})] if shown else []


def held_about(*, member: Member) -> list[Held]:
    """What a member said they would do on coming evenings. One query."""
    rows = list(Pledge.objects.filter(member=member).select_related("meeting"))
    if not rows:
        return []
    lines = [
        gettext("You said “I will” in %(meeting)s on %(day)s: %(duty)s.")
        % {
            "meeting": row.meeting.name,
            "day": date_format(row.starts_at.astimezone(row.meeting.tz)),
            "duty": row.get_duty_display(),
        }
        for row in rows
    ]
    facts = [{"meeting": row.meeting.name, "starts_at": row.starts_at, "duty": row.duty} for row in rows]
    return [Held("coming weeks", gettext("Coming weeks"), lines, facts, after=gettext("All of it goes."))]


def group_to_look_after(member: Member | None, slug: str, *, now: datetime) -> Group:
    """The group at that address for whoever serves it by term as secretary, host or at the door, or 404."""
    group = group_for(member, slug)
    if not LOOK_AFTER & duties_of(member=member, body=group.body, now=now):
        raise Http404
    return group


def meeting_that_answers(member: Member | None, slug: str) -> Meeting:
    """A meeting of a group whose contact has answered, or 404."""
    meeting = meeting_for(member, slug)
    if meeting.group.claimed_at is None:
        raise Http404
    return meeting


def safety_contact(meeting: Meeting) -> str:
    """Where a letter about safety goes: the meeting's own contact, or another of the same group. Never shown."""
    given = Meeting.objects.filter(group=meeting.group_id).exclude(safety_contact="").order_by("pk")
    return meeting.safety_contact or given.values_list("safety_contact", flat=True).first() or ""


# The proof that one was involved in a safety act, handed over when the circle has closed


def incident_cookie(slug: str) -> str:
    return f"incident-{slug}"


def hand_incident_proof(response: HttpResponse, seat: str, slug: str) -> None:
    """Let the browser keep, until it closes, which erased place was its own, for the page of an incident note alone."""
    response.set_cookie(
        incident_cookie(slug), signing.dumps(seat, salt=INCIDENT_SALT), path=reverse("incident", args=[slug]),
        httponly=True, samesite="Lax", secure=settings.HTTPS,
    )  # fmt: skip


def erased_place(cookies: Mapping[str, str], slug: str) -> str:
    """The place these cookies prove in a circle that has closed; empty where they prove none. Nothing here knows it any more."""
    if (seat := place_in(cookies, slug)) is not None:
        return seat
    try:
        return str(signing.loads(cookies.get(incident_cookie(slug), ""), salt=INCIDENT_SALT))
    except (signing.BadSignature, ValueError):
        return ""
