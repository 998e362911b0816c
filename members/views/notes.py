"""My notes: what I may want to know, and how I would like to be told."""

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt

from members.forms import WishesForm
from members.models import NotWanted
from members.quiet import quiet_page
from members.rules import mail, notes
from members.rules.limits import limited
from members.rules.note_wishes import stop_letters, wish, wishes_of
from members.rules.notes import NoteKind
from members.rules.telling import in_words, kinds_of_notes

A_PAGE = 50


@quiet_page
@login_required
def listing(request: HttpRequest) -> HttpResponse:
    """What was noted for me, newest first; put one away, or have no more of its kind."""
    form = WishesForm(instance=wishes_of(request.user))
    if request.method == "POST":
        if "wish" not in request.POST:
            return _done(request)
        form = WishesForm(request.POST, instance=wishes_of(request.user))
        if form.is_valid():
            wish(member=request.user, language=get_language() or "", now=timezone.now(), **form.cleaned_data)
            messages.success(request, _("That is how you will be told."))
            return redirect("notes")
    kinds = kinds_of_notes()
    page = Paginator(notes.notes_of(request.user, now=timezone.now()), A_PAGE).get_page(request.GET.get("page"))
    facts: dict[str, Any] = {
        "page": page,
        "notes": [(note, words) for note in page if (words := in_words(note, kinds))],
        "form": form,
        "address": mail.address_of(request.user),
        "letters_go": bool(settings.PUBLIC_ADDRESS),
        "unwanted": _unwanted(request, kinds),
    }
    return render(request, "members/notes.html", facts)


def _done(request: HttpRequest) -> HttpResponse:
    now, note = timezone.now(), _number(request.POST.get("note", ""))
    if "read" in request.POST:
        notes.read(member=request.user, note=note, now=now)
    elif "all" in request.POST:
        notes.read_all(member=request.user, now=now)
    elif "again" in request.POST:
        notes.tell_again(member=request.user, what=request.POST["again"][:80])
        messages.success(request, _("You will hear of it again."))
    elif {"matter", "kind"} & request.POST.keys():
        notes.tell_no_more(member=request.user, note=note, whole_kind="kind" in request.POST, now=now)
        messages.success(request, _("No more notes of this. You can take that back below."))
    return redirect("notes")


def _number(word: str) -> int:
    return int(word) if word.isascii() and word.isdigit() and len(word) < 18 else 0


def _unwanted(request: HttpRequest, kinds: dict[str, NoteKind]) -> list[tuple[str, object]]:
    """What this member would not hear of: the word that takes it back, and what it is called."""
    unwanted = NotWanted.objects.filter(member=request.user).order_by("what").values_list("what", flat=True)
    return [(what, kinds[what].called if what in kinds else _("one matter")) for what in unwanted]


@csrf_exempt  # a mail program presses this button by itself (RFC 8058); it can only stop letters
@limited("stop-letters")
def stop(request: HttpRequest, word: str) -> HttpResponse:
    """No more letters, in one click and without signing in. Says the same whoever's the link is, or nobody's."""
    if request.method == "POST":
        stop_letters(word=word)
    return render(request, "members/letters_stopped.html", {"is_done": request.method == "POST"})
