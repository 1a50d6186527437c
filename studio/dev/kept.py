"""Small things kept between runs: generated passwords, and the lock that says somebody is at work here."""

import fcntl
import json
import os
import secrets
from pathlib import Path
from types import TracebackType

from studio.dev.processes import ServicesError


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


class Held:
    """A lock on a file, gone with the process that holds it, however that ends. `note` tells the next one who."""

    def __init__(self, path: Path, note: str, refusal: str) -> None:
        self._file = path.open("a+")
        try:
            fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            self._file.seek(0)
            holder = self._file.read().strip()
            self._file.close()
            raise ServicesError(f"{refusal} ({holder})." if holder else f"{refusal}.") from None
        self._file.truncate(0)
        self._file.write(note)
        self._file.flush()

    def release(self) -> None:
        self._file.truncate(0)
        self._file.close()

    def __enter__(self) -> "Held":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.release()
