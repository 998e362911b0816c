"""The words of the planted groups: their welcome, their customs and their scripts, in their own languages."""

from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Words:
    """What a planted group says."""

    name: str
    about: str
    welcome: str
    crosstalk: str
    thanks: str
    roles: list[tuple[str, str]]  # secretary, host, timekeeper, greeter: title and purpose
    script: list[tuple[str, str, str, int | None]]  # kind, title, words, minutes
    cues: dict[str, dict[str, Any]] = field(default_factory=dict)  # what else a part holds, by its title


ENGLISH_ROLES = [
    ("Secretary", "Keeps this page true and answers for the listing."),
    ("Host", "Opens the circle and leads it through its script."),
    ("Timekeeper", "Says “time” kindly."),
    ("Greeter", "Says hello to those who come for the first time."),
]

CANDLELIGHT = Words(
    name="Tuesday Candlelight",
    about="We meet in the evening, by the light of whatever candle you have. New people are listened to gladly, "
    "and nobody has to speak.",
    welcome="Good evening, and welcome. However your day has been, you can put it down here for an hour.",
    crosstalk="We speak about ourselves and in the first person. We do not answer, advise or comfort; listening is "
    "what we give one another.",
    thanks="Thank you, {name}",
    roles=ENGLISH_ROLES,
    script=[
        (
            "welcome",
            "Welcome",
            "Light a candle if you have one. For an hour we take turns, and the rest of us listen.",
            3,
        ),
        ("reading", "For tonight", "What did you carry today that was not yours to carry?", 4),
        ("silence", "A quiet minute", "", 1),
        ("sharing", "Sharing", "Raise a hand when you would like the piece. Passing is always fine.", 45),
        ("closing", "Closing", "What was said stays here, and is not kept. Go gently, and come back.", 3),
    ],
    cues={"A quiet minute": {"hush": True}},
)

ORILLA = Words(
    name="Orilla",
    about="Un grupo pequeño en español, dos veces por semana. La palabra da la vuelta al círculo, y quien quiera "
    "escuchar, escucha.",
    welcome="Qué bueno que hayas venido. Aquí no hay prisa: siéntate un rato a la orilla.",
    crosstalk="Hablamos de lo propio. No contestamos ni aconsejamos; acompañamos escuchando.",
    thanks="Gracias, {name}",
    roles=[
        ("Secretaría", "Cuida esta página y responde por ella."),
        ("Coordinación", "Abre el círculo y lo lleva por su guion."),
        ("Cuidado del tiempo", "Dice «tiempo» con cariño."),
        ("Bienvenida", "Saluda a quien llega por primera vez."),
    ],
    script=[
        ("welcome", "Bienvenida", "Nos turnamos, y los demás escuchamos. Nadie tiene que hablar.", 3),
        ("reading", "Para hoy", "¿Qué te ha dejado la marea esta semana?", 3),
        ("sharing", "La vuelta", "La palabra pasa de una persona a la siguiente. Puedes dejarla pasar.", 35),
        ("sharing", "Otra ola", "La coordinación ofrece la palabra a quien levante la mano otra vez.", 10),
        ("closing", "Despedida", "Lo que se ha dicho aquí, aquí se queda. Hasta pronto.", 3),
    ],
    cues={"Otra ola": {"mode": "called"}},
)

PORCH = Words(
    name="The Porch",
    about="Someone is usually sitting here, whatever the hour. There are eight meetings a day, one after another; "
    "come and go as you need.",
    welcome="Come and sit down. You can stay for a minute or for hours, and you need not say a word.",
    crosstalk="One person speaks at a time, about themselves. Nobody answers a share.",
    thanks="Thank you, {name}",
    roles=ENGLISH_ROLES,
    script=[
        ("welcome", "Welcome", "This is the Porch. We share one at a time, for as long as anyone would like to.", 5),
        ("sharing", "Sharing", "Raise a hand when you would like the piece. Passing is always fine.", 170),
        ("closing", "Closing", "The next meeting follows on. Thank you for keeping the light on.", 5),
    ],
)

STILL_WATER = Words(
    name="Still Water",
    about="We sit in silence for an hour, and sometimes somebody says something. Come in worn shoes; stay for the tea.",
    welcome="Sit down wherever you are. You have already arrived, and nothing is expected of you.",
    crosstalk="A word that rises out of the silence is left to stand. We neither answer it nor thank for it.",
    thanks="",
    roles=[
        ("Clerk", "Keeps this page true and writes to those who ask."),
        ("Elder", "Sits down first, and greets another when it is time to rise."),
        ("Convener", "Thinks of the query beforehand."),
        ("Welcomer", "Stands by the door with whoever has not sat like this before."),
    ],
    script=[
        ("welcome", "Sitting down", "Let the noise of the day settle like sand in a jar.", 5),
        ("reading", "The query", "What have you been told this week by something that cannot speak?", 2),
        ("sharing", "Waiting", "If a word comes that is not only yours, rise and say it, and sit down again.", 48),
        ("closing", "Tea", "Somebody near you is glad you came. Greet them.", 5),
    ],
)

EMBERSIDE = Words(
    name="Emberside",
    about="A council round a fire that each of us keeps at home. Whoever has the ember speaks; then it goes to another hand.",
    welcome="There is a log to sit on. The fire does not mind how you are.",
    crosstalk="The ember decides who speaks, and the rest of us decide to listen. Nobody repairs anybody.",
    thanks="",
    roles=[
        ("Keeper", "Keeps this page true and the kindling dry."),
        ("Host", "Lays the fire: opens, gives the prompt, closes."),
        ("Guardian", "Rings when we have drifted, and when an hour has gone."),
        ("Greeter", "Shows newcomers where the log is."),
    ],
    script=[
        (
            "welcome",
            "Laying the fire",
            "Light what you have: a candle, a lamp, a stove. Now only the ember gives the word.",
            3,
        ),
        ("sharing", "Warming hands", "Your name for tonight, and how you come, in one breath.", 12),
        ("reading", "The prompt", "What are you feeding that you would rather let go out?", 2),
        ("sharing", "Council", "As long as you need and as short as you can. Then choose whose hand it goes to.", 35),
        ("closing", "Ash", "Put out your light. What burned here is ash, and nobody carries ash home.", 3),
    ],
)
