"""What a circle says when something cannot be done just now. Each says what to do instead; nothing typed is lost."""

from django.utils.translation import gettext_lazy as _


class NotNow(Exception):
    """The act is not possible as things stand."""

    says = _("That cannot be done just now. Nothing was lost.")


class CircleClosed(NotNow):
    says = _("This circle has closed.")


class NotYourTurn(NotNow):
    says = _("The piece is with someone else just now.")


class NotOpenYet(NotNow):
    says = _("The circle has not been opened yet.")


class TooEarly(NotNow):
    says = _("It is not time yet. Please wait a moment longer.")


class WePause(NotNow):
    says = _("We pause together. This can be done when the circle goes on.")


class SomeoneElseHasIt(NotNow):
    says = _("Someone else has just taken this on.")


class NotYours(NotNow):
    says = _("This is for the host, or for two members together.")


class NothingToShare(NotNow):
    says = _("There was nothing written yet.")


class TooLong(NotNow):
    says = _("That is too long to share at once. Please shorten it; your words are still here.")


class NoPlaceLeft(NotNow):
    says = _("This circle is full just now.")


class NameTaken(NotNow):
    says = _("Someone here already goes by that name. Please choose another.")
