"""A name that sounds like somebody outside: a reason to talk, never to refuse. Which words do so is the body's own list."""

import re
import unicodedata
from collections.abc import Iterable

# What the house begins with, in the languages it speaks; a body writes its own list beside its conditions of belonging.
TALK_WORDS = [
    "church", "chapel", "parish", "cathedral", "temple", "mosque", "synagogue", "ministry", "ministries",
    "iglesia", "capilla", "parroquia", "catedral", "templo", "mezquita", "sinagoga", "ministerio",
    "clinic", "hospital", "rehab", "treatment", "therapy", "medical", "health", "doctor", "dr",
    "clínica", "tratamiento", "terapia", "médico", "salud", "doctora",
    "inc", "ltd", "llc", "corp", "company", "foundation", "university", "party",
    "sl", "sa", "empresa", "compañía", "fundación", "universidad", "partido",
]  # fmt: skip


def word_to_talk_about(name: str, words: Iterable[str] = TALK_WORDS) -> str:
    """The first word of a name that could be read as a tie to somebody outside; empty where there is none.

    Letters count without their accents and in either case; several endings of a word are one ("clinics", "clínicas").
    """
    listed = {_bare(word) for word in words} - {""}
    for found in re.finditer(r"[^\W\d_]+(?:\.[^\W\d_]+\.?)*", name):
        word = str(found[0])
        plain = _bare(word)
        if {plain, plain.removesuffix("s"), plain.removesuffix("es")} & listed:
            return word
    return ""


def _bare(word: str) -> str:
    """Without accents, capitals and full stops: "S.L." is "sl"."""
    apart = unicodedata.normalize("NFKD", word.casefold())
    return "".join(sign for sign in apart if not unicodedata.combining(sign)).replace(".", "").strip()
