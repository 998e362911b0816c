"""A body's record, for its own people."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from rotation.access import body_whose_record
from rotation.rules.telling import record_page


@require_safe
def record(request: HttpRequest, slug: str) -> HttpResponse:
    """What happened, newest first, by the day. For those who belong or serve; nobody else learns that it is there."""
    member = request.user if request.user.is_authenticated else None
    body = body_whose_record(member, slug, now=timezone.now())
    page, lines = record_page(body=body, number=request.GET.get("page"))
    return render(request, "rotation/record.html", {"body": body, "page": page, "lines": lines})
