"""The published codes of what kind of meeting it is, in our own short words, and the languages among them."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

CLOSED = "C"
OPEN = "O"
PLACE_CLOSED = "TC"
ANSWERS = "XT"
SLIPS = "POA"

TYPES = {
    "11": _("meditation on the eleventh step"),
    "12x12": _("reads “Twelve Steps and Twelve Traditions”"),
    "A": _("secular"),
    "ABSI": _("reads “As Bill Sees It”"),
    "AF": _("in Afrikaans"),
    "AL": _("beside an Alateen meeting"),
    "AL-AN": _("beside an Al-Anon meeting"),
    "AM": _("in Amharic"),
    "AR": _("in Arabic"),
    "ASL": _("American Sign Language"),
    "B": _("reads the Big Book"),
    "BA": _("someone looks after the children"),
    "BE": _("newcomers first"),
    "BG": _("in Bulgarian"),
    "BI": _("bisexual people"),
    "BRK": _("with breakfast"),
    "C": _("closed: for those who share the problem, or think they may"),
    "CAN": _("by candlelight"),
    "CF": _("children are welcome"),
    "D": _("discussion"),
    "DA": _("in Danish"),
    "DB": _("a basket online"),
    "DD": _("dual diagnosis"),
    "DE": _("in German"),
    "DR": _("reads “Daily Reflections”"),
    "EL": _("in Greek"),
    "EN": _("in English"),
    "FA": _("in Persian"),
    "FF": _("free of fragrance"),
    "FI": _("in Finnish"),
    "FR": _("in French"),
    "G": _("gay people"),
    "GR": _("reads the Grapevine"),
    "H": _("birthdays are kept"),
    "HE": _("in Hebrew"),
    "HI": _("in Hindi"),
    "HR": _("in Croatian"),
    "HU": _("in Hungarian"),
    "IS": _("in Icelandic"),
    "ITA": _("in Italian"),
    "JA": _("in Japanese"),
    "KA": _("in Georgian"),
    "KOR": _("in Korean"),
    "L": _("lesbian women"),
    "LGBTQ": _("LGBTQ people"),
    "LIT": _("reads together"),
    "LS": _("reads “Living Sober”"),
    "LT": _("in Lithuanian"),
    "M": _("men"),
    "MED": _("meditation"),
    "ML": _("in Malayalam"),
    "MT": _("in Maltese"),
    "N": _("Native Americans"),
    "NB": _("non-binary people"),
    "NDG": _("Indigenous people"),
    "NE": _("in Nepali"),
    "NL": _("in Dutch"),
    "NO": _("in Norwegian"),
    "O": _("open: everyone may listen"),
    "OUT": _("out of doors"),
    "P": _("people in the professions"),
    "POA": _("confirms that you were there, if you ask"),
    "POC": _("people of colour"),
    "POL": _("in Polish"),
    "POR": _("in Portuguese"),
    "PUN": _("in Punjabi"),
    "RUS": _("in Russian"),
    "S": _("in Spanish"),
    "SEN": _("older people"),
    "SK": _("in Slovak"),
    "SL": _("in Slovenian"),
    "SM": _("smoking is allowed"),
    "SP": _("a speaker tells their story"),
    "ST": _("studies the steps"),
    "SV": _("in Swedish"),
    "T": _("transgender people"),
    "TC": _("the place is closed for now"),
    "TH": _("in Thai"),
    "TL": _("in Tagalog"),
    "TR": _("studies the traditions"),
    "TUR": _("in Turkish"),
    "UK": _("in Ukrainian"),
    "W": _("women"),
    "X": _("step-free way in"),
    "XB": _("step-free bathroom"),
    "XT": _("answering a share is allowed"),
    "Y": pgettext_lazy("a kind of meeting", "young people"),
}

# The codes that name a language, with its tag. A tag's own word for itself is in LANGUAGES.
SPOKEN = {
    "AF": "af", "AM": "am", "AR": "ar", "ASL": "ase", "BG": "bg", "DA": "da", "DE": "de", "EL": "el", "EN": "en",
    "FA": "fa", "FI": "fi", "FR": "fr", "HE": "he", "HI": "hi", "HR": "hr", "HU": "hu", "IS": "is", "ITA": "it",
    "JA": "ja", "KA": "ka", "KOR": "ko", "LT": "lt", "ML": "ml", "MT": "mt", "NE": "ne", "NL": "nl", "NO": "no",
    "POL": "pl", "POR": "pt", "PUN": "pa", "RUS": "ru", "S": "es", "SK": "sk", "SL": "sl", "SV": "sv", "TH": "th",
    "TL": "tl", "TUR": "tr", "UK": "uk",
}  # fmt: skip

LANGUAGES = {
    "af": "Afrikaans", "am": "አማርኛ", "ar": "العربية", "ase": "ASL", "bg": "български", "da": "dansk",
    "de": "Deutsch", "el": "Ελληνικά", "en": "English", "es": "español", "fa": "فارسی", "fi": "suomi",
    "fr": "français", "he": "עברית", "hi": "हिन्दी", "hr": "hrvatski", "hu": "magyar", "is": "íslenska",
    "it": "italiano", "ja": "日本語", "ka": "ქართული", "ko": "한국어", "lt": "lietuvių", "ml": "മലയാളം",
    "mt": "Malti", "ne": "नेपाली", "nl": "Nederlands", "no": "norsk", "pa": "ਪੰਜਾਬੀ", "pl": "polski",
    "pt": "português", "ru": "русский", "sk": "slovenčina", "sl": "slovenščina", "sv": "svenska",
    "th": "ไทย", "tl": "Tagalog", "tr": "Türkçe", "uk": "українська",
}  # fmt: skip


def in_words(codes: list[str]) -> list[str]:
    """The kinds of a meeting in words, without languages (shown by their own names) and unknown codes."""
    return [str(TYPES[code]) for code in codes if code in TYPES and SPOKEN.get(code, "ase") == "ase"]


def spoken_in(codes: list[str]) -> list[str]:
    """The language tags among the codes of a meeting, in their order."""
    return [SPOKEN[code] for code in codes if code in SPOKEN]
