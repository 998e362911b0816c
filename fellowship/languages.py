"""Compiling the catalogues of words at start, so that no tool beyond Python and no compiled file is needed."""

import os
from pathlib import Path

import polib
from django.conf import settings


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
