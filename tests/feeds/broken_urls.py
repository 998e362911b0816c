"""Addresses at which the house is at fault."""

from django.http import HttpRequest, HttpResponse
from django.urls import path


def broken(request: HttpRequest, token: str) -> HttpResponse:
    raise RuntimeError


urlpatterns = [path("calendar/<slug:token>/service.ics", broken)]
