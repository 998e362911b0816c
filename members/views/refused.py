"""Kind pages for what cannot be done. None says whether something is there that this person may not see."""

from urllib.parse import urlsplit

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string

from members.context import plain_words

NOT_SHOWN = {"csrfmiddlewaretoken", "next"}


def form_too_old(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form that lay open too long (CSRF). What was typed is shown, so that it is not lost."""
    typed = _typed(request) if _came_from_here(request) else []
    return render(request, "members/refused/form_too_old.html", {"typed": typed}, status=403)


def not_understood(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return render(request, "members/refused/not_understood.html", status=400)


def not_here(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return render(request, "members/refused/not_here.html", status=403)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return render(request, "members/refused/not_found.html", status=404)


def not_this_way(request: HttpRequest) -> HttpResponse:
    """For an address that only takes a form, opened as a page."""
    return render(request, "members/refused/not_this_way.html", status=405)


def too_fast(request: HttpRequest, seconds: int) -> HttpResponse:
    """Wait a little; the browser is told the same."""
    answer = render(request, "429.html", {"seconds": seconds}, status=429)
    answer.headers["Retry-After"] = str(seconds)
    return answer


def our_fault(request: HttpRequest) -> HttpResponse:
    """Something broke. Drawn without asking who is here: what broke may be the very thing that knows."""
    return HttpResponse(render_to_string("members/refused/our_fault.html", plain_words()), status=500)


def _came_from_here(request: HttpRequest) -> bool:
    # A form on a stranger's page must not be able to write on ours.
    return urlsplit(request.headers.get("Origin", "")).netloc == request.get_host()


def _typed(request: HttpRequest) -> list[str]:
    """The words of a refused form that a person wrote: no passwords, no hidden codes, nothing of one line."""
    kept = []
    for name, words in request.POST.items():
        if name not in NOT_SHOWN and "password" not in name and len(words.split()) > 1:
            kept.append(words)
    return kept
