"""The words of the planted groups: their welcome, their customs and their scripts, in their own languages."""

from dataclasses import dataclass


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
        ("sharing", "La vuelta", "La palabra pasa de una persona a la siguiente. Puedes dejarla pasar.", 45),
        ("closing", "Despedida", "Lo que se ha dicho aquí, aquí se queda. Hasta pronto.", 3),
    ],
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

# As a feed elsewhere would list it; example.org belongs to nobody.
HARBOUR = {
    "name": "Harbour Lights",
    "slug": "harbour-lights",
    "day": [1, 4],
    "time": "18:30",
    "end_time": "19:30",
    "timezone": "Europe/London",
    "types": ["O", "D", "EN", "X"],
    "location": "Harbour Hall",
    "formatted_address": "1 Quay Street, Whitby, United Kingdom",
    "conference_url": "https://example.org/harbour-lights",
    "notes": "The door is on the harbour side.",
}
