"""The house with an address for every page of refusal that cannot be reached by walking."""

from django.core.exceptions import BadRequest, PermissionDenied
from django.urls import include, path
from django.views.decorators.http import require_POST

from members.rules.limits import TooFast


def refusing(refusal):
    def view(request):
        raise refusal

    return view


urlpatterns = [
    path("", include("fellowship.urls")),
    path("refused/not-understood/", refusing(BadRequest())),
    path("refused/not-here/", refusing(PermissionDenied())),
    path("refused/too-fast/", refusing(TooFast(7))),
    path("refused/our-fault/", refusing(RuntimeError("something of ours"))),
    path("refused/only-a-form/", require_POST(refusing(RuntimeError("never reached")))),
]
REFUSED = [f"/{entry.pattern}" for entry in urlpatterns[1:]]
handler400 = "members.views.refused.not_understood"
handler403 = "members.views.refused.not_here"
handler404 = "members.views.refused.not_found"
handler500 = "members.views.refused.our_fault"
