"""Compiling the catalogues of words at start, so that no tool beyond Python and no compiled file is needed."""

import os
from pathlib import Path

import polib
from django.conf import settings
from django.utils.translation import gettext_noop, ngettext_lazy

# Django's forms say these by themselves, and formally. Named here, each catalogue can say them in this house's voice.
BORROWED = (
    gettext_noop("Enter a valid email address."),
    gettext_noop("Enter a whole number."),
    gettext_noop("Enter a valid time."),
    gettext_noop("Select a valid choice. %(value)s is not one of the available choices."),
    gettext_noop("Ensure this value is less than or equal to %(limit_value)s."),
    gettext_noop("Ensure this value is greater than or equal to %(limit_value)s."),
    ngettext_lazy(
        "Ensure this value has at most %(limit_value)d character (it has %(show_value)d).",
        "Ensure this value has at most %(limit_value)d characters (it has %(show_value)d).",
        "limit_value",
    ),
)


def compile_languages() -> int:
    """Write each .mo that is not of its .po's very moment; gives how many were written. Several processes may do it."""
    written = 0
    for folder in settings.LOCALE_PATHS:
        for source in sorted(Path(folder).glob("*/LC_MESSAGES/*.po")):
            made = source.with_suffix(".mo")
            moment = source.stat().st_mtime_ns
            if not made.exists() or made.stat().st_mtime_ns != moment:
                _put_in_place(made, polib.pofile(str(source)).to_binary(), moment)
                written += 1
    return written


def _put_in_place(made: Path, words: bytes, moment: int) -> None:
    """Whole or not at all: whoever reads meanwhile reads the old words or the new ones."""
    half_written = made.with_name(f".{os.getpid()}-{made.name}")
    try:
        half_written.write_bytes(words)
        os.utime(half_written, ns=(moment, moment))
        half_written.replace(made)
    finally:
        half_written.unlink(missing_ok=True)
