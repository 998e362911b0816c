"""As in many Al-Anon meetings: the chair offers the piece, and it goes once round before the end."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from groups.models import Deciding, Latecomers, Signals, TurnMode
from groups.profiles.profile import A_QUIET_MINUTE, NOTICES, OUR_COSTS, YOUR_READING, Profile, a_part

ALANON = Profile(
    code="alanon",
    title=_("As in many Al-Anon meetings"),
    about=_("A topic, then the chair offers the piece to one after another, and at the end it goes once round."),
    settings={
        "turn_mode": TurnMode.CALLED,
        "share_seconds": 180,
        "signals": Signals.WRAP,
        "signal_seconds": 60,
        "silence_seconds": 5,
        "one_turn": True,
        "warmth": True,
        "thanks": _("Thank you, {name}"),
        "latecomers": Latecomers.ANY,
        "after_meeting": True,
        "decides_by": Deciding.INFORMED,
        "decides_words": _(
            "Everyone has the same papers first. We ask, we talk, and only then does somebody put a motion."
        ),
    },
    script=[
        a_part(
            "welcome",
            _("Welcome"),
            _("Whoever it is you worry about, you may set them down for an hour. This time is for you."),
            3,
        ),
        A_QUIET_MINUTE,
        a_part("reading", _("Reading"), YOUR_READING, 5),
        a_part(
            "reading",
            _("Tonight's topic"),
            _("Put the topic here, in a sentence or two. Where does it meet you this week?"),
            3,
        ),
        a_part(
            "newcomers",
            _("If you are new"),
            _("You are welcome to say a first name and what brought you, or to sit and listen."),
            4,
        ),
        a_part(
            "sharing",
            _("Sharing"),
            _("The piece is offered to one after another. Take it, or let it go on; either is fine."),
            27,
        ),
        a_part(
            "sharing",
            _("Once round"),
            _("A sentence from each place: what will you take home? You can let it pass."),
            8,
            mode=str(TurnMode.ROUND),
        ),
        OUR_COSTS,
        NOTICES,
        a_part(
            "closing",
            _("Closing"),
            _("Keep whatever did you good. What another told you is theirs, and stays here."),
            3,
        ),
    ],
    duties={
        "host": pgettext_lazy("duty", "chairperson"),
        "time": pgettext_lazy("duty", "timer"),
    },
    nouns={"self_support": pgettext_lazy("noun", "seventh tradition")},
)
