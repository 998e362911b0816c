"""What the ground storey holds about a member. It is told to that member and to nobody else."""

from allauth.account.models import EmailAddress
from django.utils.translation import gettext as _

from members.models import Member
from members.panels import Held


def held_about(*, member: Member) -> list[Held]:
    """A name, a password nobody can read, and what was given besides."""
    address = EmailAddress.objects.filter(user=member).values_list("email", flat=True).first() or ""
    lines = [
        _("The name %(name)s.") % {"name": member.name},
        _("Your password, as a hash from which it cannot be read. It is left out of the file."),
        _("The e-mail address %(email)s.") % {"email": address} if address else _("No e-mail address."),
        _("The time zone %(zone)s.") % {"zone": member.zone} if member.zone else _("No time zone."),
    ]
    facts = {"name": member.name, "e-mail": address, "time_zone": member.zone}
    return [Held("you", _("You"), lines, facts, after=_("All of it goes."))]
