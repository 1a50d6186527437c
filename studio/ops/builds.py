"""The static files of the last releases, on disk: a page that is open during an update still loads its modules."""

from __future__ import annotations

import fcntl
import os
import shutil
from collections.abc import Mapping
from pathlib import Path

MOST = 3  # builds: this one and those that open pages may come from


def keep(name: str, files: Mapping[str, bytes], folder: Path) -> None:
    """Have `files` in `folder/name`, as the newest build, and drop the oldest. Many processes may do it at once.

    Copies, not hard links: a file edited in place would change under a hash that says it never does.
    """
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (folder / name).is_dir():
            write(files, folder / f".{name}").rename(folder / name)
        os.utime(folder / name)  # after a step back to an older release, that is the newest
        prune(folder)


def write(files: Mapping[str, bytes], folder: Path) -> Path:
    """Write the files aside: what others see by its name is complete."""
    shutil.rmtree(folder, ignore_errors=True)  # a process that was killed left half of it
    for path, content in files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(content)
    return folder


def prune(folder: Path) -> None:
    builds = sorted((path for path in folder.iterdir() if path.is_dir()), key=lambda path: path.stat().st_mtime_ns)
    for build in builds[:-MOST]:
        shutil.rmtree(build, ignore_errors=True)
