"""What a list could not tell us: what its format has no words for, and what in it we do not read."""

from collections import Counter
from typing import Any

from django.utils.translation import gettext as _

from feeds.rules.bmlt.naws import COLUMNS as NAWS_COLUMNS
from feeds.rules.bmlt.reading import PEOPLE
from feeds.rules.files import BMLT, NAWS, SHEET, Given
from feeds.rules.guide_kept import ENTITY, LINKS, NOTES, NUMBERS, SHAPES, TEXTS
from feeds.rules.sheet_in import row_of

READ = {
    *NOTES, *ENTITY, *TEXTS, *LINKS, *NUMBERS, *SHAPES, "slug", "name", "day", "time", "end_time", "types", "timezone",
    "group", "location", "formatted_address", "address", "city", "state", "postal_code", "country", "region", "sub_region",
    "sub_sub_region", "regions", "latitude", "longitude", "attendance_option", "conference_url", "conference_url_notes",
    "conference_phone", "updated",
}  # fmt: skip
OF_PEOPLE = ("contact", "email", "phone", "author", "mailing_address", "feedback_emails", "edit_url")
MOST = 20
LOOKED_AT = 1000  # rows whose columns are gathered


def what_it_cannot_say(given: Given) -> list[str]:
    """In plain sentences, for the end of a report."""
    told = [_("What this format has no words for stays here as it is: %(what)s.") % {"what": _unsayable(given.form)}]
    people, others = _passed_over(given)
    if people:
        told.append(_("Never read, because it is about people: %(what)s.") % {"what": ", ".join(people[:MOST])})
    if others:
        told.append(_("Passed over, because we have no place for it: %(what)s.") % {"what": ", ".join(others[:MOST])})
    return told


def _unsayable(form: str) -> str:
    rules = _("meetings by the month, every other week or in season, days left out, and how a circle is held")
    if form == SHEET:
        more = _(
            "several days in one meeting, where on the map it is, and whether it is held online, in a place or both"
        )
    elif form == BMLT:
        more = _(
            "meetings by appointment, several days in one meeting, and kinds of meeting that world has no format for"
        )
    elif form == NAWS:
        more = _(
            "meetings by appointment, several days in one meeting, how long it lasts, more than five formats, "
            "and comments apart from directions"
        )
    else:
        return rules
    return f"{rules}; {more}"


def _passed_over(given: Given) -> tuple[list[str], list[str]]:
    """The names of what is about people, and of what else is not read."""
    if given.form in (BMLT, NAWS):  # what we have no field for is kept there, whatever it is called
        names: Counter[str] = Counter(name for row in _rows(given) for name in row if PEOPLE.search(name))
        about = [name for name in NAWS_COLUMNS if name.startswith("Contact")] if given.form == NAWS else []
        return [*names, *about], []
    rows = [row_of(row) if given.form == SHEET else row for row in _rows(given)]
    names = Counter(name for row in rows for name, value in row.items() if value not in (None, "", []))
    unread = sorted(str(name)[:60] for name in names if name not in READ)
    people = [name for name in unread if name.startswith(OF_PEOPLE)]
    return people, [name for name in unread if name not in people]


def _rows(given: Given) -> list[dict[str, Any]]:
    return [line.row for line in given.lines[:LOOKED_AT] if isinstance(line.row, dict)]
