"""The clients other fellowships run: fetched when a test needs them, kept outside the tree, shown from a page of its own."""

import functools
import os
import shutil
import subprocess
import tarfile
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

PATIENCE = 90  # s a package may take to come


def kept_in() -> Path:
    """Where clients are kept from one run to the next."""
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "fellowship-clients"


def from_npm(name: str, version: str) -> Path:
    """The package, unpacked; fetched once. Nothing of it is run but in a browser."""
    home = kept_in() / f"{name.rpartition('/')[2]}-{version}"
    if home.exists():
        return home
    if (npm := shutil.which("npm")) is None:
        pytest.skip("npm is not here, and the client comes by it")
    home.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=home.parent) as work:
        fetched = subprocess.run(
            [npm, "pack", "--silent", "--ignore-scripts", f"{name}@{version}"],
            cwd=work, capture_output=True, text=True, timeout=PATIENCE, check=False,
        )  # fmt: skip
        packed = list(Path(work).glob("*.tgz"))
        assert packed, f"npm did not give {name}: {fetched.stderr}"
        with tarfile.open(packed[0]) as opened:
            opened.extractall(work, filter="data")
        try:
            (Path(work) / "package").rename(home)
        except OSError:  # another run was quicker
            assert home.exists()
    return home


class _Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *_args) -> None:
        pass


@contextmanager
def shown_from(folder: Path) -> Iterator[str]:
    """The address of a small server for that folder: another site than ours, as a fellowship's own page is."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(_Quiet, directory=str(folder)))
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
