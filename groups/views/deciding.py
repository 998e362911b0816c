"""The note on which decision a change follows, for every page that changes how a group meets."""

from datetime import datetime

from django.http import HttpRequest

from groups.forms import DecisionForm
from groups.models import Meeting
from groups.rules.norms import noted_lately
from members.models import Member


def decision_form(
    request: HttpRequest, kept: Meeting, member: Member | None, now: datetime, *, goes_on: bool = True
) -> DecisionForm:
    """The form for it, as it was sent or empty. `goes_on`: what was noted in the last day may hold here too."""
    noted = noted_lately(meeting=kept, member=member, now=now) if goes_on else None
    today = now.astimezone(kept.group.body.tz).date()
    return DecisionForm(request.POST if request.method == "POST" else None, today=today, noted=noted)
