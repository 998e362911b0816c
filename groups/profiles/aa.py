"""As in many AA meetings: a speaker, then raised hands, three minutes and one soft signal."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from groups.models import Deciding, Latecomers, Signals, TurnMode
from groups.profiles.profile import A_QUIET_MINUTE, NOTICES, OUR_COSTS, YOUR_READING, Profile, a_part

AA = Profile(
    code="aa",
    title=_("As in many AA meetings"),
    about=_("Readings, a speaker, then raised hands: three minutes each, with one soft signal before the end."),
    settings={
        "turn_mode": TurnMode.HANDS,
        "share_seconds": 180,
        "signals": Signals.ONE,
        "signal_seconds": 60,
        "silence_seconds": 0,
        "one_turn": True,
        "warmth": True,
        "thanks": _("Thank you, {name}"),
        "latecomers": Latecomers.ANY,
        "after_meeting": True,
        "decides_by": Deciding.TWO_THIRDS,
        "decides_words": _(
            "We look for wide agreement. Afterwards those who saw it otherwise are heard, and we may decide anew."
        ),
    },
    script=[
        a_part(
            "welcome",
            _("Welcome"),
            _("Good that you are here, whether for the first time or the thousandth. Say a first name or say nothing."),
            3,
        ),
        A_QUIET_MINUTE,
        a_part("reading", _("Reading"), YOUR_READING, 5),
        a_part(
            "reading",
            _("How we share"),
            _("We each speak of our own life and for a few minutes. Nobody answers, advises or asks. To pass is fine."),
            2,
        ),
        a_part(
            "newcomers",
            _("New faces and good days"),
            _("Is this your first time, or have you come back? Is there a day you are glad of? Tell us, if you like."),
            5,
        ),
        a_part(
            "lead", _("Tonight's speaker"), _("One of us tells of the road that led here, for ten minutes or so."), 10
        ),
        a_part(
            "sharing",
            _("Sharing"),
            _("Raise a hand when you would like the piece. Passing is always fine."),
            25,
        ),
        OUR_COSTS,
        NOTICES,
        a_part(
            "closing",
            _("Closing"),
            _("A share belongs to whoever gave it, and stays here. One voice leads us out, and we join in at home."),
            3,
        ),
    ],
    duties={
        "host": pgettext_lazy("duty", "chair"),
        "time": pgettext_lazy("duty", "spiritual timekeeper"),
    },
    nouns={"self_support": pgettext_lazy("noun", "seventh tradition")},
)
