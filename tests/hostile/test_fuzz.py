"""Ten seconds of the fuzzer, with a seed that is always the same (bench/fuzz.py; longer by hand)."""

import subprocess
import sys

import pytest

from tests.server import ROOT


@pytest.mark.once
def test_random_forms_and_frames_change_nothing_and_leave_no_traceback():
    command = [sys.executable, "bench/fuzz.py", "--seconds", "10", "--seed", "1"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-3000:]
    assert done.stdout.rstrip().endswith("0 tracebacks, 0 answers of 500 or more, 0 rows changed, 0 answers no more")
