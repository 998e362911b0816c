"""As in many NA meetings: raised hands, and a quarter of an hour kept for those who have not spoken."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from groups.models import Deciding, Latecomers, Signals, TurnMode
from groups.profiles.profile import NOTICES, OUR_COSTS, YOUR_READING, Profile, a_part

NA = Profile(
    code="na",
    title=_("As in many NA meetings"),
    about=_("Readings, days to celebrate, raised hands, and time kept for those who are new or have not spoken."),
    settings={
        "turn_mode": TurnMode.HANDS,
        "share_seconds": 240,
        "signals": Signals.BELLS,
        "signal_seconds": 15,
        "silence_seconds": 0,
        "one_turn": True,
        "warmth": True,
        "thanks": _("Thank you, {name}"),
        "latecomers": Latecomers.ANY,
        "after_meeting": True,
        "decides_by": Deciding.CONSENSUS,
        "decides_words": _(
            "An idea is shaped until we can all live with it. Who cannot may stand aside, or ask us to wait."
        ),
    },
    script=[
        a_part(
            "welcome",
            _("Welcome"),
            _("You came, and that is enough for today. Nobody asks about yesterday."),
            3,
        ),
        a_part(
            "silence",
            _("A quiet moment"),
            _("For everyone who is having a hard day, in here and out there."),
            1,
            hush=True,
        ),
        a_part("reading", _("First reading"), YOUR_READING, 4),
        a_part("reading", _("Second reading"), YOUR_READING, 4),
        a_part(
            "newcomers",
            _("Days to celebrate"),
            _("One day, thirty, a year, many: is there one you would like us to know of? And is anyone new?"),
            6,
        ),
        a_part(
            "sharing",
            _("Sharing"),
            _("Raise a hand when you would like the piece. Passing is always fine."),
            24,
        ),
        a_part(
            "reserved",
            _("Kept for you"),
            _("These minutes are for those who are new or have not spoken yet. There is no need to be ready."),
            10,
        ),
        OUR_COSTS,
        NOTICES,
        a_part("closing", _("Closing"), _("Carry nobody's name out of here, and come back tomorrow."), 3),
    ],
    duties={"host": pgettext_lazy("duty", "meeting chair")},
    nouns={"self_support": pgettext_lazy("noun", "seventh tradition")},
)
