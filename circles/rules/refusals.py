"""What a circle says when something cannot be done just now. Each says what to do instead; nothing typed is lost."""

from datetime import datetime
from typing import Any

from django.utils.formats import date_format
from django.utils.text import format_lazy
from django.utils.timezone import localtime
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _


class NotNow(Exception):
    """The act is not possible as things stand."""

    says: Any = _("That cannot be done just now. Nothing was lost.")


class CircleClosed(NotNow):
    says = _("This circle has closed.")


class NotOffered(NotNow):
    """The group does not publish this custom: here it is as though there were no such act."""


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

    def __init__(self, name: str = "") -> None:
        super().__init__()
        if name:
            self.says = format_lazy(_("{name} has taken this on."), name=name)


class NotThatEvening(NotNow):
    says = _("This evening cannot be chosen now. Please look again at the coming weeks.")


class KeptByTerm(NotNow):
    says = _("Someone keeps this by a term.")


class NotWilling(NotNow):
    says = _("They have not said that they would. Please choose again.")


class NotYours(NotNow):
    says = _("This is for the host, or for two members together.")


class OthersFirst(NotNow):
    says = _("Someone who has not shared yet may take it first. In a minute it is for anyone.")


class AloneHere(NotNow):
    says = _("You are alone here just now. Leave your place quietly; the door stays open for whoever comes.")


class GuestsAlone(NotNow):
    says = _(
        "Nobody of the group is here just now, so the circle stays open until its planned end for whoever comes. "
        "You can leave your place quietly at any time."
    )


class OneVoice(NotNow):
    says = _("This part is read by one voice, that of the reader or the host.")


class SomeoneHasRisen(NotNow):
    says = _("Someone else has risen.")


class TheyListen(NotNow):
    says = _("They would rather listen just now. Please choose someone else.")


class NobodyThere(NotNow):
    says = _("They have left their place. Please choose again.")


class NotCaptioning(NotNow):
    says = _("Captions are typed by whoever has taken that on. You can take it on while it is free.")


class NobodySpeaks(NotNow):
    says = _("Nobody else is speaking just now. Your words are still here.")


class QuietForNow(NotNow):
    says = _("It is quiet at that place for now. Your words are still here.")


class SlipConfirmed(NotNow):
    says = _("Your slip is ready; the name on it can no longer be changed.")


class NotesRest(NotNow):
    says = _("Notes rest during this part, and come again after it. Your words are still here.")


class NobodyWouldSee(NotNow):
    says = _("Nobody is hosting or at the door just now, so nobody would see it. You can ask that we pause together.")


class NoteSent(NotNow):
    says = _("Your note is with them. You can write another in a minute; your words are still here.")


class NoteTooLong(NotNow):
    says = _("A note has room for 280 characters. Please shorten it; your words are still here.")


class LockJustChanged(NotNow):
    says = _("The lock has just been changed. Everyone who sits here came along.")


class AtTheDoor(NotNow):
    says = _("Please wait at the door a moment. Your place is kept.")


class ServesNow(NotNow):
    says = _("They serve the circle just now. Two members can ask the host to rest.")


class JustBack(NotNow):
    says = _("They have only just come back in. “Quiet for now” is possible meanwhile.")


class AskedToLeave(NotNow):
    says = _(
        "You were asked to leave this circle. This is about this meeting only; you remain welcome in the fellowship."
    )


class NothingToShare(NotNow):
    says = _("There was nothing written yet.")


class TooLong(NotNow):
    says = _("That is too long to share at once. Please shorten it; your words are still here.")


class NoPlaceLeft(NotNow):
    says = _("This circle is full just now.")


class NameTaken(NotNow):
    says = _("Someone here already goes by that name. Please choose another.")


class AdultsNeeded(NotNow):
    """For circles of young people; it says how many adults must be here."""

    def __init__(self, count: int) -> None:
        super().__init__()
        self.says = ngettext(
            "This circle is held when %(count)d adult who may sit with young people is here. Please wait a little.",
            "This circle is held when %(count)d adults who may sit with young people are here. Please wait a little.",
            count,
        ) % {"count": count}


class MoreNeeded(NotNow):
    says = _("One adult and one young person are never here alone. We go on as soon as somebody joins you.")


class AlreadyAnswered(NotNow):
    says = _("Somebody else has just answered, or they no longer wait.")


class DoorIsBusy(NotNow):
    says = _("Many people are waiting at the door just now. Please try again in a minute; nothing was lost.")


class ListenFirst(NotNow):
    """For guests of a group where one listens first; it says from when one may ask for the piece."""

    def __init__(self, moment: datetime) -> None:
        super().__init__()
        words = gettext("You are welcome to listen first. From %(at)s you may speak too.")
        self.says = words % {"at": date_format(localtime(moment), "H:i")}


class NotJustNow(NotNow):
    """Whoever was asked not to come in just now; it says from when they may knock again."""

    def __init__(self, moment: datetime) -> None:
        super().__init__()
        words = gettext("Not just now, please. You may knock again at %(at)s.")
        self.says = words % {"at": date_format(localtime(moment), "H:i")}
