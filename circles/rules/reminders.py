"""What somebody who said "I will" may want to know the day before. The note is gone when they sit down, or the evening begins."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from circles.models import Pledge
from circles.rules.pledges import matter_of
from members.rules.notes import Due, NoteKind, keep

BEFORE = timedelta(hours=36)


def note_kinds() -> list[NoteKind]:
    """The notes of this storey, in words."""
    words = _("You said “I will” for %(meeting)s on %(on)s. You can say on its page that you cannot after all.")
    return [NoteKind("pledge", words, _("when an evening comes for which I said “I will”"))]


def sweep(*, now: datetime) -> int:
    """Note what is due by now for everyone. Gives how many notes were new."""
    return keep(dues=coming(now=now), now=now)


def coming(*, now: datetime) -> Iterator[Due]:
    """For each pledge of the next day and a half, one note for its member; several duties of an evening are one matter."""
    near = Pledge.objects.filter(starts_at__gt=now, starts_at__lte=now + BEFORE).select_related("meeting")
    for pledge in near.order_by("pk").iterator(chunk_size=500):
        meeting = pledge.meeting
        path = reverse("meeting", args=[meeting.slug])
        yield Due(
            pledge.member_id, "pledge", matter_of(meeting.pk, pledge.starts_at), "",
            {"meeting": meeting.name}, path, pledge.starts_at.astimezone(meeting.tz).date(),
            until=pledge.starts_at,
        )  # fmt: skip
