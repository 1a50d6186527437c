"""Passwords made on first use and kept between runs, in a file that only its owner may read."""

import json
import os
import secrets
from pathlib import Path


class Passwords:
    """Passwords made on first use and kept in one file that only its owner may read."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._known: dict[str, str] = json.loads(path.read_text()) if path.exists() else {}

    def __getitem__(self, name: str) -> str:
        if name not in self._known:
            self._known[name] = secrets.token_hex(32)
            write_privately(self._path, json.dumps(self._known, indent=1))
        return self._known[name]


def write_privately(path: Path, text: str) -> None:
    """Write whole or not at all, mode 0600."""
    draft = path.with_name(f".{path.name}.{os.getpid()}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    draft.replace(path)
