"""Pauses in long work, so that on SQLite, where one writes at a time, a live circle never waits for long."""

import time

from django.db import connection

A_BREATH = 0.05  # s, in which others write


def breathe() -> None:
    """Let others write: whoever waits looks again every tenth of a second, and must find a gap."""
    if connection.vendor == "sqlite" and not connection.in_atomic_block:
        time.sleep(A_BREATH)
