"""Why something about service could not be, as one would say it."""

from django.utils.translation import gettext_lazy as _

from rotation.rules import refusals
from rotation.rules.asking import YourTermEnds
from rotation.rules.stepping_in import NobodyOfThatName, NoSuchDay, NotByOnesOwnWord

REFUSALS = {
    refusals.EndsBeforeItStarts: _("The last day comes before the first. Please look again."),
    refusals.LongerThanItMayBe: _("The role says how long a term may be at most, and this would be longer."),
    refusals.ThatDayIsOver: _("That day is over. Please choose one from today on."),
    refusals.NotEarlier: _("It ends by then anyway. Nothing was changed."),
    refusals.RoleRests: _("This role is resting. Nobody begins in it for now."),
    refusals.SeatTaken: _("Somebody serves there on some of these days."),
    refusals.ServesAlready: _("They serve in this role on some of these days already. Nothing was changed."),
    refusals.OftenEnoughInARow: _(
        "That would be once more in a row than you agreed on. You may waive it, and say why."
    ),
    refusals.NobodyToLearnFrom: _("To learn, there has to be somebody to be beside, for as long as the role suggests."),
    refusals.CarriesAlready: _("They carry the conscience of another body to the same place on some of these days."),
    YourTermEnds: _("Your term ends before that day. Whether you go on after it is for the body to say."),
    NobodyOfThatName: _("No member goes by exactly that name."),
    NotByOnesOwnWord: _("The body chooses in another way who serves there."),
    NoSuchDay: _("Please choose a day."),
}


def why_not(refusal: Exception) -> str:
    """Words for any of them."""
    return str(REFUSALS[type(refusal)])
