"""The house with three views that fail, each in its own way."""

from django.http import HttpResponse
from django.urls import include, path
from django.views.decorators.http import require_POST

from members.rules.limits import TooFast


def broken(request):
    raise RuntimeError("something of ours")


def hurried(request):
    raise TooFast(7)


@require_POST
def only_a_form(request):
    return HttpResponse("done")


urlpatterns = [
    path("", include("fellowship.urls")),
    path("broken/", broken),
    path("hurried/", hurried),
    path("only-a-form/", only_a_form),
]
handler500 = "members.views.refused.our_fault"
