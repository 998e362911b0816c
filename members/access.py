"""What the ground storey holds about a member. It is told to that member and to nobody else."""

from datetime import datetime

from allauth.account.models import EmailAddress
from django.db.models import Q
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from members.models import Code, Device, Member, Note, NoteWishes, NotWanted, Passkey
from members.panels import Held, Panel


def waiting_for(*, member: Member | None, now: datetime) -> list[Panel]:
    """The front page's line that there are notes; nothing where none is new."""
    standing = Note.objects.filter(Q(until=None) | Q(until__gt=now), member=member, read_at=None)
    new = standing.count() if member else 0
    return [Panel("members/_notes.html", {"new": new}, further_down=1)] if new else []


def held_about(*, member: Member) -> list[Held]:
    """A name, a password nobody can read, and what was given besides."""
    address = EmailAddress.objects.filter(user=member).values_list("email", flat=True).first() or ""
    lines = [
        _("The name %(name)s.") % {"name": member.name},
        _("Your password, as a hash from which it cannot be read. It is left out of the file."),
        _("The e-mail address %(email)s.") % {"email": address} if address else _("No e-mail address."),
        _("The time zone %(zone)s.") % {"zone": member.zone} if member.zone else _("No time zone."),
    ]
    if codes := Code.objects.filter(member=member).count():
        lines.append(_codes_in_words(codes))
    devices = list(Device.objects.filter(member=member))
    lines += [_device_in_words(device) for device in devices]
    passkeys = list(Passkey.objects.filter(member=member))
    lines += [_("A passkey: %(passkey)s. Its public half only.") % {"passkey": passkey} for passkey in passkeys]
    noted = Note.objects.filter(member=member)
    if count := noted.count():
        lines.append(ngettext("%(n)d note of what was due.", "%(n)d notes of what was due.", count) % {"n": count})
    if wishes := NoteWishes.objects.filter(member=member).first():
        lines.append(_("How you would be told: %(how)s.") % {"how": wishes.get_letters_display()})
    facts = {"name": member.name, "e-mail": address, "time_zone": member.zone, "codes_left": codes}
    facts["passkeys"] = [passkey.word for passkey in passkeys]
    facts["signed_in"] = [{"word": device.word, "last_used_in_the_week_of": device.used_in} for device in devices]
    facts["notes"] = list(noted.values("kind", "matter", "step", "facts", "due_on"))
    facts["told_by"] = wishes.letters if wishes else "none"
    facts["not_told"] = list(NotWanted.objects.filter(member=member).values_list("what", flat=True))
    return [Held("you", _("You"), lines, facts, after=_("All of it goes."))]


def _codes_in_words(count: int) -> str:
    words = ngettext(
        "%(n)d code to come back with, as a hash from which it cannot be read.",
        "%(n)d codes to come back with, as hashes from which they cannot be read.",
        count,
    )
    return words % {"n": count}


def _device_in_words(device: Device) -> str:
    facts = {"device": device, "on": date_format(device.used_in)}
    return _("You are signed in here: %(device)s, last used in the week of %(on)s.") % facts
