"""A body's small page of certificates: who may sit with young people, and until when."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from groups.access import body_to_certify
from groups.forms.certificate import CertificateForm
from groups.models import Certificate
from groups.rules.certificates import NobodyOfThatName, NotForOneself, NotThatDay, issue, withdraw
from groups.views.viewer import viewer_of
from members.models import Member
from members.rules.limits import limited
from rotation.models import Body

MOST_DIGITS = 18


@limited("certify", "20/m")
def certificates(request: HttpRequest, slug: str) -> HttpResponse:
    """What the secretary issues and withdraws; for everyone else there is no such page."""
    now, member = timezone.now(), viewer_of(request)
    body = body_to_certify(member, slug, now=now)
    assert member is not None
    if request.method == "POST" and (number := request.POST.get("withdraw", "")):
        whole = number.isascii() and number.isdigit() and len(number) <= MOST_DIGITS
        if whole and withdraw(body=body, certificate=int(number), by=member, now=now):
            messages.success(request, _("Withdrawn."))
        return redirect("certificates", slug)
    form = CertificateForm(request.POST or None)
    if request.method == "POST" and form.is_valid() and _issued(form, body, member):
        messages.success(request, _("Issued."))
        return redirect("certificates", slug)
    valid = Certificate.objects.filter(body=body, valid_until__gt=now.astimezone(body.tz).date())
    context = {"body": body, "form": form, "certificates": valid.select_related("member")}
    return render(request, "groups/certificates.html", context, status=400 if form.errors else 200)


def _issued(form: CertificateForm, body: Body, by: Member) -> bool:
    try:
        issue(body=body, **form.cleaned_data, by=by, now=timezone.now())
    except NobodyOfThatName:
        form.add_error("name", _("No member goes by exactly that name."))
    except NotForOneself:
        form.add_error(
            "name", _("Nobody certifies themselves. Someone else who serves as secretary can do it for you.")
        )
    except NotThatDay:
        form.add_error("valid_until", _("Please choose a day within the next two years."))
    return form.is_valid()
