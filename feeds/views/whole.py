"""A group's own copy of all that is its own."""

import json

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from feeds.rules.whole.out import whole
from groups.access import group_to_keep
from members.quiet import quiet_page


@quiet_page
@require_safe
def copy(request: HttpRequest, slug: str) -> HttpResponse:
    """The whole group as a file, for its secretary; for everyone else there is no such page."""
    member = request.user if request.user.is_authenticated else None
    group = group_to_keep(member, slug, now=timezone.now())
    content = json.dumps(whole(group=group, mailboxes=True), ensure_ascii=False, indent=1)
    named = {"Content-Disposition": f'attachment; filename="{group.body.slug}.json"'}
    return HttpResponse(content, content_type="application/json", headers=named)
