"""A rehearsal: the group's own script in a circle nobody else can find, with three pretend people.

It is a circle like any other but for five things: it is listed nowhere, its door is a signed address that lasts as long as it
does, pretend people sit in it, it leaves nothing in the record, and it closes by itself after an hour.
"""

from datetime import datetime, timedelta

from django.core import signing
from django.db import transaction
from django.http import Http404

from circles.access import standing
from circles.live import come_in
from circles.models import Circle, HeldDuty, Seat
from circles.models.duty import Duty
from circles.rules.doors import Arrival
from circles.rules.pretend import AT_REHEARSALS, identity
from groups.models import Meeting
from members.models import Member

LASTS = timedelta(hours=1)
SALT = "circles.rehearsal"


def rehearsal_of(*, meeting: Meeting, now: datetime) -> Circle:
    """The rehearsal that is on, or a new one with its pretend people seated. Many at once make one."""
    with transaction.atomic():
        Meeting.objects.select_for_update().get(pk=meeting.pk)
        on = Circle.objects.filter(meeting=meeting, rehearsal=True, closed_at=None, ends_at__gt=now).first()
        if on is not None:
            return on
        circle = Circle.objects.create(
            meeting=meeting, rehearsal=True, starts_at=now, ends_at=now + LASTS, script=meeting.script
        )
        for name in AT_REHEARSALS:
            come_in(circle, Arrival(identity(name), name, belongs=True, certified=True, listening=False), now)
        return circle


def sit_down(*, circle: Circle, who: str, name: str, member: Member | None, seat: str | None, now: datetime) -> Seat:
    """A place in the rehearsal. Whoever serves the group may host it at once. Raises CircleClosed, NoPlaceLeft, NameTaken."""
    at = standing(member, circle.meeting, now)
    duties = tuple(sorted({*at.duties, str(Duty.HOST)})) if at.serves else ()
    arrival = Arrival(
        identity=who, name=name, belongs=at.belongs or at.serves, duties=duties, until=at.until, certified=at.certified,
        listening=False, seat=seat,
    )  # fmt: skip
    mine = come_in(circle, arrival, now)
    if duties:
        HeldDuty.objects.get_or_create(circle=circle, duty=Duty.HOST, defaults={"seat": mine})
    return mine


def address_of(circle: Circle) -> str:
    """What stands in the address that is given to those who may rehearse with us."""
    return signing.dumps(circle.room, salt=SALT)


def circle_at(address: str) -> Circle:
    """The rehearsal that address was made for, or 404 when it is over or was never."""
    try:
        room = signing.loads(address, salt=SALT, max_age=LASTS)
    except signing.BadSignature:
        raise Http404 from None
    circle = (
        Circle.objects.select_related("meeting__group__body").filter(room=room, rehearsal=True, closed_at=None).first()
    )
    if circle is None:
        raise Http404
    return circle
