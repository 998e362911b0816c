"""As among Friends: a query, and whoever is moved to speak rises out of the silence. Nothing is timed or thanked for."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from groups.models import Deciding, Latecomers, Signals, TurnMode
from groups.profiles.profile import Profile, a_part

FRIENDS = Profile(
    code="friends",
    title=_("As among Friends"),
    about=_("Silence, and whoever is moved to speak rises out of it. No line, no clock, no thanks."),
    settings={
        "turn_mode": TurnMode.SILENCE,
        "share_seconds": 600,
        "signals": Signals.NONE,
        "signal_seconds": 0,
        "silence_seconds": 60,
        "one_turn": True,
        "warmth": False,
        "thanks": "",
        "latecomers": Latecomers.ANY,
        "after_meeting": True,
        "decides_by": Deciding.SENSE,
        "decides_words": _(
            "We wait together for the right way on, and write it down before we part. Until we are in unity it rests."
        ),
    },
    script=[
        a_part(
            "welcome",
            _("Gathering"),
            _("We sit down together and let the day settle. Nothing has to happen."),
            3,
        ),
        a_part("reading", _("The query"), _("Put a question here that has no ready answer. It is read once."), 2),
        a_part(
            "sharing",
            _("Out of the silence"),
            _("Whoever is moved to speak rises. We leave room after every voice, and answer none."),
            50,
        ),
        a_part("closing", _("Rising"), _("Two of us greet each other, and then everyone greets whoever is near."), 5),
    ],
    duties={
        "host": pgettext_lazy("duty", "elder"),
        "time": pgettext_lazy("duty", "convener"),
        "door": pgettext_lazy("duty", "doorkeeper"),
        "greet": pgettext_lazy("duty", "welcomer"),
    },
    nouns={
        "meeting": pgettext_lazy("noun", "meeting for worship"),
        "share": pgettext_lazy("noun", "ministry"),
        "topic": pgettext_lazy("noun", "query"),
        "newcomer": pgettext_lazy("noun", "attender"),
        "self_support": pgettext_lazy("noun", "contributions"),
    },
)
