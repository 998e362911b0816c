"""The tables between our words and those of the BMLT world: formats, kinds of bodies."""

from dataclasses import dataclass

from groups.types import LANGUAGES, SPOKEN, TYPES
from rotation.models import BodyKind

# Type letters of a service body there, and what it is here. The letters themselves are kept with an imported body.
KINDS = {
    "GR": BodyKind.GROUP,
    "CO": BodyKind.COMMITTEE,
    "GS": BodyKind.UNIT,
    "LS": BodyKind.UNIT,
    "AS": BodyKind.AREA,
    "MA": BodyKind.METRO,
    "RS": BodyKind.REGION,
    "ZF": BodyKind.ZONE,
    "WS": BodyKind.WORLD,
}
LETTERS = {str(kind): letters for letters, kind in KINDS.items()} | {"office": "LS"}

VIRTUAL, HYBRID, TEMPORARILY_CLOSED = "VM", "HY", "TC"


@dataclass(frozen=True)
class Format:
    """A format as that world knows it; `code` is our type of the same meaning, where there is one."""

    id: int
    key: str
    name: str
    world_id: str = ""
    kind: str = "FC1"
    code: str = ""


# key, name, the code the world shares, kind, our type
_TABLE = [
    ("B", "Beginners", "BEG", "FC3", "BE"),
    ("BL", "Bi-Lingual", "", "FC3", ""),
    ("BT", "Basic Text", "BT", "FC1", ""),
    ("C", "Closed", "CLOSED", "O", "C"),
    ("CH", "Closed Holidays", "CH", "FC3", ""),
    ("CL", "Candlelight", "CAN", "FC2", "CAN"),
    ("CS", "Children under Supervision", "", "FC3", "CF"),
    ("D", "Discussion", "DISC", "FC1", "D"),
    ("ES", "Espanol", "LANG", "LANG", "S"),
    ("GL", "Gay/Lesbian/Transgender", "GL", "FC3", "LGBTQ"),
    ("IL", "Illness", "", "FC1", ""),
    ("IP", "Informational Pamphlet", "IP", "FC1", ""),
    ("IW", "It Works -How and Why", "IW", "FC1", ""),
    ("JT", "Just for Today", "JFT", "FC1", ""),
    ("M", "Men", "M", "FC3", "M"),
    ("NC", "No Children", "NC", "FC3", ""),
    ("O", "Open", "OPEN", "O", "O"),
    ("Pi", "Pitch", "", "FC1", ""),
    ("RF", "Rotating Format", "VAR", "FC1", ""),
    ("Rr", "Round Robin", "", "FC1", ""),
    ("SC", "Surveillance Cameras", "", "FC2", ""),
    ("SD", "Speaker/Discussion", "SPK", "FC1", ""),
    ("SG", "Step Working Guide", "SWG", "FC1", ""),
    ("SL", "ASL", "", "FC3", "ASL"),
    ("So", "Speaker Only", "SPK", "FC1", "SP"),
    ("St", "Step", "STEP", "FC1", "ST"),
    ("Ti", "Timer", "", "FC1", ""),
    ("To", "Topic", "TOP", "FC1", ""),
    ("Tr", "Tradition", "TRAD", "FC1", "TR"),
    ("W", "Women", "W", "FC3", "W"),
    ("WC", "Wheelchair", "WCHR", "FC2", "X"),
    ("YP", "Young People", "Y", "FC3", "Y"),
    ("OE", "Open Ended", "", "FC1", ""),
    ("BK", "Book Study", "LIT", "FC1", "LIT"),
    ("NS", "No Smoking", "NS", "FC1", ""),
    ("AB", "Ask-It-Basket", "QA", "FC1", ""),
    ("ME", "Meditation", "MED", "FC1", "MED"),
    ("LC", "Living Clean", "LC", "FC1", ""),
    ("GP", "Guiding Principles", "GP", "FC1", ""),
    ("SM", "Smoking", "SMOK", "FC1", "SM"),
    (VIRTUAL, "Virtual Meeting", "VM", "FC2", ""),
    (HYBRID, "Virtual and In-person", "HYBR", "FC2", ""),
    (TEMPORARILY_CLOSED, "Temporarily Closed Facility", "TC", "FC2", "TC"),
]
FROM_VENUE = {VIRTUAL, HYBRID, TEMPORARILY_CLOSED}  # never a choice: they follow from where the meeting is held


def _rest() -> list[tuple[str, str, str, str, str]]:
    """Our types that world has no word for: languages by their tag, the others marked as Meeting Guide's."""
    said = {code for *_others, code in _TABLE}
    rest = []
    for code in TYPES:
        if code in said:
            continue
        if tag := SPOKEN.get(code):
            rest.append((f"L-{tag}", LANGUAGES[tag], "LANG", "LANG", code))
        else:
            rest.append((f"MG-{code}", code, "", "FC1", code))
    return rest


FORMATS = [Format(number, *row) for number, row in enumerate([*_TABLE, *_rest()], start=1)]
BY_KEY = {each.key: each for each in FORMATS}
BY_CODE = {each.code: each for each in reversed(FORMATS) if each.code}
OWN_FROM = 1000  # formats that came with an import have ids from here on
# What NAWS calls them: one of ours for each shared code, the first of the table where several share it.
BY_WORLD_ID = {each.world_id: each for each in reversed(FORMATS) if each.world_id not in ("", "LANG")} | {
    "SPK": BY_KEY["So"],
}
