"""As in a council: a talking piece goes from hand to hand, three times: to arrive, to speak, to part."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from groups.models import Deciding, Latecomers, Signals, TurnMode
from groups.profiles.profile import Profile, a_part

COUNCIL = Profile(
    code="council",
    title=_("As in a council"),
    about=_(
        "A talking piece: whoever has it speaks and then hands it on. A round to arrive, one to speak, one to part."
    ),
    settings={
        "turn_mode": TurnMode.PIECE,
        "share_seconds": 300,
        "signals": Signals.NONE,
        "signal_seconds": 0,
        "silence_seconds": 10,
        "one_turn": True,
        "warmth": True,
        "thanks": "",
        "latecomers": Latecomers.SHUT,
        "late_minutes": 10,
        "after_meeting": True,
        "decides_by": Deciding.CONSENT,
        "decides_words": _(
            "A proposal goes round with the piece. It stands when nobody has a serious reason against it."
        ),
    },
    script=[
        a_part(
            "welcome",
            _("Opening"),
            _("Light something, or put a hand to the ground. From now on only whoever has the piece speaks."),
            3,
        ),
        a_part("silence", _("A breath"), minutes=1, hush=True),
        a_part("sharing", _("Arriving"), _("How do you come? A few words each."), 10),
        a_part("reading", _("The prompt"), _("Put the question of this council here."), 2),
        a_part(
            "sharing",
            _("Council"),
            _("Say what is yours to say, as short as it comes. Everyone else has only to listen."),
            30,
        ),
        a_part("sharing", _("Parting"), _("One word each, and the piece comes back to the centre."), 8),
        a_part("closing", _("Closing"), _("Put out the light. What was said stays in the circle."), 2),
    ],
    duties={
        "time": pgettext_lazy("duty", "guardian"),
        "door": pgettext_lazy("duty", "doorkeeper"),
        "caption": pgettext_lazy("duty", "scribe"),
    },
    nouns={
        "meeting": pgettext_lazy("noun", "council"),
        "share": pgettext_lazy("noun", "round"),
        "topic": pgettext_lazy("noun", "prompt"),
    },
)
