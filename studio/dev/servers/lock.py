"""The lock that says somebody is at work here."""

import fcntl
from pathlib import Path
from types import TracebackType

from studio.dev.servers.processes import ServicesError


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
