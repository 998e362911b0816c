"""The page of a group that has closed or left, and of each of its meetings: that it is so, and where else to look."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from groups.access import may_keep_listing, when_over
from groups.models import Group
from groups.views.viewer import viewer_of
from rotation.access import may_read_names


def over(request: HttpRequest, group: Group) -> HttpResponse:
    """Gone, in words. Its own people still find their record, and whoever kept its page the way back."""
    now, member = timezone.now(), viewer_of(request)
    context = when_over(group) | {
        "ours": may_read_names(member=member, body=group.body, now=now),
        "keeps": may_keep_listing(member=member, group=group, now=now),
    }
    return render(request, "groups/over.html", context, status=410)
