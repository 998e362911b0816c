"""Kind pages for what cannot be done."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def form_too_old(request: HttpRequest, reason: str = "") -> HttpResponse:
    return render(request, "members/refused/form_too_old.html", status=403)


def not_understood(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return render(request, "members/refused/not_understood.html", status=400)


def not_here(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return render(request, "members/refused/not_here.html", status=403)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return render(request, "members/refused/not_found.html", status=404)


def our_fault(request: HttpRequest) -> HttpResponse:
    return render(request, "members/refused/our_fault.html", status=500)


def too_fast(request: HttpRequest, seconds: int) -> HttpResponse:
    return render(request, "members/refused/too_fast.html", {"seconds": seconds}, status=429, headers={"Retry-After": str(seconds)})
