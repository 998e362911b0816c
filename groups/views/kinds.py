"""The kinds of meeting that a fellowship has codes of its own for, kept by the secretary of the body that looks after them."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from groups.access import body_that_names_kinds
from groups.forms.kind import KindForm
from groups.models import OwnKind
from groups.rules.kinds import KindIsRefused, keep_kind, name_of, offer_kind
from groups.views.viewer import viewer_of
from members.rules.limits import limited


@limited("kinds", "40/m")
def kinds(request: HttpRequest, slug: str) -> HttpResponse:
    """What there is, and one more; for everyone but the body's secretary there is no such page."""
    now, member = timezone.now(), viewer_of(request)
    body = body_that_names_kinds(member, slug, now=now)
    form = KindForm(request.POST or None)
    for button, offered in (("away", False), ("back", True)):
        if code := request.POST.get(button, ""):
            if offer_kind(body=body, member=member, code=code.replace("\0", ""), offered=offered, now=now):
                messages.success(request, _("Saved."))
            return redirect("kinds", slug)
    if request.method == "POST" and form.is_valid():
        try:
            keep_kind(body=body, member=member, code=form.cleaned_data["code"], names=form.names(), now=now)
        except KindIsRefused as wrong:
            form.refuse(wrong.says, wrong.at)
        else:
            messages.success(request, _("Saved."))
            return redirect("kinds", slug)
    rows = [(each, name_of(each.names)) for each in OwnKind.objects.filter(body=body)]
    status = 400 if form.errors else 200
    return render(request, "groups/kinds.html", {"body": body, "form": form, "kinds": rows}, status=status)
