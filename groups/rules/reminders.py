"""What a member of a group may want to know: a certificate that lapses."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from groups.models import Certificate
from members.rules.notes import Due, NoteKind, keep

STEPS = (7, 30)  # days before it lapses, nearest first


def note_kinds() -> list[NoteKind]:
    """The notes of this storey, in words."""
    words = _("The word of %(body)s that you may sit with young people is good until %(on)s.")
    return [NoteKind("certificate-lapses", words, _("when a certificate of mine lapses"))]


def sweep(*, now: datetime) -> int:
    """Note what is due by now for everyone. Gives how many notes were new."""
    return keep(dues=certificates_that_lapse(now=now), now=now)


def certificates_that_lapse(*, now: datetime) -> Iterator[Due]:
    """For each certificate in force that lapses within thirty days: the step it has come to, for its member."""
    near = Certificate.objects.filter(
        valid_until__gt=now.date() - timedelta(days=1), valid_until__lte=now.date() + timedelta(days=max(STEPS) + 1)
    ).order_by("pk")
    facts = ("pk", "member", "valid_until", "body__name", "body__slug", "body__zone")
    for pk, member, until, body, slug, zone in near.values_list(*facts).iterator(chunk_size=2000):
        left = until - now.astimezone(ZoneInfo(zone)).date()
        step = next((days for days in STEPS if left <= timedelta(days=days)), None)
        if step is not None and left > timedelta(0):
            path = reverse("body", args=[slug])
            yield Due(member, "certificate-lapses", f"certificate/{pk}", str(step), {"body": body}, path, until)
