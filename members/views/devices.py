"""Where I am signed in."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from members.forms import WordForm
from members.models import Device
from members.rules.devices import call_it, devices_of, end, end_others
from members.sessions import filed_under


@login_required
def devices(request: HttpRequest) -> HttpResponse:
    """Each device with my own word for it; end one, or all but this."""
    here = filed_under(request.session.session_key)
    if request.method == "POST":
        return _done(request, here)
    known = [
        {"device": device, "is_here": device.pk == here, "form": _form(request, device, here)}
        for device in devices_of(request.user, now=timezone.now())
    ]
    known.sort(key=lambda each: not each["is_here"])
    return render(request, "members/devices.html", {"devices": known})


def _done(request: HttpRequest, here: str) -> HttpResponse:
    which = request.POST.get("device", "")
    form = WordForm(request.POST)
    if "others" in request.POST:
        ended = end_others(member=request.user, but=here)
        said = ngettext("%(n)d other device was signed out.", "%(n)d other devices were signed out.", ended)
        messages.success(request, said % {"n": ended})
    elif "end" in request.POST:
        end(member=request.user, filed_under=which)
        messages.success(request, _("That device is signed out."))
    elif form.is_valid():
        call_it(member=request.user, filed_under=which, word=form.cleaned_data["word"])
        messages.success(request, _("Your word is kept."))
    else:
        messages.error(request, _("That word is too long: 40 characters are the most."))
    return redirect("devices")


def _form(request: HttpRequest, device: Device, here: str) -> WordForm:
    """For this device a word is proposed; it is kept only if the member sends it."""
    proposed = kind_of(request.headers.get("User-Agent", "")) if device.pk == here and not device.word else device.word
    return WordForm(initial={"word": proposed}, auto_id=f"id_{device.pk[:8]}_%s")


def kind_of(agent: str) -> str:
    """What a browser says of itself, as coarsely as a person would: "Firefox, phone"."""
    marks = {"Edg": "Edge", "Firefox": "Firefox", "FxiOS": "Firefox", "Chrome": "Chrome", "CriOS": "Chrome"}
    name = next((word for mark, word in marks.items() if f"{mark}/" in agent), "Safari" if "Safari/" in agent else "")
    place = _("phone") if "Mobi" in agent else _("tablet") if "Tablet" in agent or "iPad" in agent else _("computer")
    return f"{name}, {place}" if name else ""
