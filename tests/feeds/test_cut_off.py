"""An import whose process is killed leaves all of a list or nothing, and does not stand in the way of the next."""

import os
import signal
import sqlite3
import subprocess
import sys
from datetime import timedelta

import pytest
from django.db import connection

from feeds.models import Staged
from feeds.rules.imports import bring_in
from feeds.rules.meeting_guide import Line
from groups.models import Evening, Group, Meeting
from rotation.models import Body
from tests.groups.cast import NOW

# Another process imports, and kills itself, as kill -9 would, just before or just after it says COMMIT.
BESIDE = """
import os, signal, sys
import django
django.setup()
from datetime import datetime
from feeds.rules import imports
from feeds.rules.meeting_guide import Line
from tests.feeds.test_cut_off import ROWS
where, plain = sys.argv[1], getattr(imports, sys.argv[1])
def cut_off(*given, **how):
    if where == "apply_staged":
        plain(*given, **how)
    os.kill(os.getpid(), signal.SIGKILL)
setattr(imports, where, cut_off)
imports.bring_in([Line(1, row) for row in ROWS], source="cut", zone="", save=True, now=datetime.fromisoformat(sys.argv[2]))
"""
ROWS = [
    {"slug": f"row-{number}", "name": f"Row {number}", "day": 1, "time": "07:00", "timezone": "Europe/Madrid"}
    for number in range(700)
]


def here():
    return Meeting.objects.count(), Group.objects.count(), Body.objects.count()


@pytest.mark.django_db(transaction=True)
def test_an_import_that_is_killed_leaves_all_or_nothing(tmp_path):
    own = {**os.environ, "DJANGO_SETTINGS_MODULE": "fellowship.settings"}
    if connection.vendor == "sqlite":
        own |= {"DATA_DIR": str(tmp_path)}
        connection.ensure_connection()
        with sqlite3.connect(tmp_path / "fellowship.sqlite3") as file:
            connection.connection.backup(file)
    else:
        host = {name: str(connection.settings_dict[name]) for name in ("USER", "PASSWORD", "HOST", "PORT", "NAME")}
        own |= {"DATABASE_URL": "postgres://{USER}:{PASSWORD}@{HOST}:{PORT}/{NAME}".format(**host)}

    def killed(where):
        command = [sys.executable, "-c", BESIDE, where, NOW.isoformat()]
        assert subprocess.run(command, env=own, check=False).returncode == -signal.SIGKILL
        if connection.vendor == "sqlite":
            with sqlite3.connect(tmp_path / "fellowship.sqlite3") as file:
                file.backup(connection.connection)

    killed("apply_staged")
    assert here() == (0, 0, 0)
    assert Staged.objects.count() == 700
    killed("_lay_out")
    assert here() == (700, 700, 700)
    assert not Evening.objects.exists()  # the clock lays them out within the hour
    lines = [Line(1, row) for row in ROWS]
    reports = bring_in(lines, source="cut", zone="", save=True, now=NOW + timedelta(days=2))
    assert {each.outcome for each in reports} == {"unchanged"}
    assert not Staged.objects.exists()
