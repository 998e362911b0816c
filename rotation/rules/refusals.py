"""Why a term cannot begin, or end, as was said."""


class EndsBeforeItStarts(ValueError):
    """A term's first day without the powers must come after its first day with them."""


class LongerThanItMayBe(ValueError):
    """The role says how long a term may be at most, and this would be longer."""


class ThatDayIsOver(ValueError):
    """What was done on a past day was done with its powers; a term can end today or later, not before."""


class NotEarlier(ValueError):
    """The term would end by then anyway."""


class RoleRests(Exception):
    """The role is resting or was laid down: nobody begins in it now."""


class NotTheirs(Exception):
    """It is for somebody else to say."""


class SeatTaken(Exception):
    """Somebody serves there on some of these days, or there is no such place."""


class ServesAlready(Exception):
    """They serve in this role on some of these days."""


class OftenEnoughInARow(Exception):
    """The body lets a role be held only so often in a row; it can waive that, and say why."""


class NobodyToLearnFrom(Exception):
    """A shadow names a term of this role to learn from, and is beside it for as many weeks as the role asks."""


class CarriesAlready(Exception):
    """They carry the conscience of another body to the same place on some of these days."""
