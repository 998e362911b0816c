"""What a body's servants will be told, and what they were, for whoever serves as its secretary."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from members.quiet import quiet_page
from rotation.access import body_to_speak_for
from rotation.rules.told import endings_of, once_more

MOST_DIGITS = 18


@quiet_page
@login_required
def told(request: HttpRequest, slug: str) -> HttpResponse:
    """Each coming end of a term, and the days on which it is said; a doubtful letter can be sent once more."""
    now = timezone.now()
    body = body_to_speak_for(request.user, slug, now=now)
    if request.method == "POST":
        word = request.POST.get("again", "")
        term = int(word) if word.isascii() and word.isdigit() and len(word) < MOST_DIGITS else 0
        if once_more(body=body, term=term, now=now):
            messages.success(request, _("It goes once more."))
        else:
            messages.warning(request, _("There is no such letter to send once more."))
        return redirect("told", slug)
    return render(request, "rotation/told.html", {"body": body, "endings": endings_of(body, now=now)})
