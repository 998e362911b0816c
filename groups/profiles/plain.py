"""No tradition in particular: raised hands, and a script of three parts."""

from django.utils.translation import gettext_lazy as _

from groups.models import Deciding, Latecomers, Signals, TurnMode
from groups.profiles.profile import Profile, a_part

PLAIN = Profile(
    code="",
    title=_("No tradition in particular"),
    about=_("Raised hands, three minutes each, and a short script to make your own."),
    settings={
        "turn_mode": TurnMode.HANDS,
        "share_seconds": 180,
        "signals": Signals.ONE,
        "signal_seconds": 60,
        "silence_seconds": 0,
        "one_turn": True,
        "warmth": True,
        "thanks": "",
        "latecomers": Latecomers.ANY,
        "after_meeting": True,
        "decides_by": Deciding.UNSAID,
        "decides_words": "",
    },
    script=[
        a_part("welcome", _("Welcome"), _("Welcome. We take turns, and the rest of us listen."), 3),
        a_part("sharing", _("Sharing"), _("Raise a hand when you would like the piece. Passing is always fine."), 50),
        a_part("closing", _("Closing"), _("What was said here stays here. Go gently, and come back."), 3),
    ],
)
