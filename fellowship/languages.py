"""Compiling the catalogues of words at start, so that no tool beyond Python and no compiled file is needed."""

from pathlib import Path

import polib
from django.conf import settings


def compile_languages() -> int:
    """Write each .mo whose .po is newer; gives how many were written."""
    written = 0
    for folder in settings.LOCALE_PATHS:
        for source in Path(folder).glob("*/LC_MESSAGES/*.po"):
            made = source.with_suffix(".mo")
            if not made.exists() or made.stat().st_mtime < source.stat().st_mtime:
                polib.pofile(str(source)).save_as_mofile(str(made))
                written += 1
    return written
