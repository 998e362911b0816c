"""The picture of the part that is running: for those with a place in the circle, and for as long as that part lasts."""

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from circles import access
from groups.rules.pictures import bytes_of
from members.quiet import quiet_page


@require_safe
@quiet_page
def picture(request: HttpRequest, slug: str, address: str) -> HttpResponse:
    circle, _seat = access.circle_for(request.COOKIES, slug)
    found = bytes_of(meeting=circle.meeting, part=circle.current) if circle.current.get("image") == address else None
    if found is None:
        raise Http404
    return HttpResponse(bytes(found.content), content_type=found.kind)
