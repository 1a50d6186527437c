"""Keeps processes and servers running: one that ends is started again, after gaps that grow while it keeps ending."""

from __future__ import annotations

import signal
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from subprocess import Popen
from typing import Protocol

from studio.dev.servers.processes import ServicesError, stop

FIRST, MOST = 0.5, 30.0  # seconds until one that ended is started again: at first, and at most
HEALTHY = 60.0  # seconds after which what happened before is forgotten
EVERY = 0.2  # seconds between two looks


class Supervised(Protocol):
    """Something that runs as a process and can be started again."""

    process: Popen[bytes]

    def restart(self) -> None:
        """Raises ServicesError."""


@dataclass
class Program:
    """A line of the Procfile."""

    command: Callable[[], Popen[bytes]]
    process: Popen[bytes] = field(init=False)

    def restart(self) -> None:
        self.process = self.command()


@dataclass
class Watched:
    name: str
    what: Supervised
    since: float  # when it was started; monotonic seconds
    ends: int = 0  # in a row
    due: float | None = None  # when it is to be started again

    def look(self, now: float, say: Callable[[str], None]) -> None:
        if self.due is None:
            if self.what.process.poll() is not None:
                self.ended(how(self.what.process.returncode), now, say)
            elif now - self.since > HEALTHY:
                self.ends = 0
        elif now >= self.due:
            self.start(now, say)

    def ended(self, how: str, now: float, say: Callable[[str], None]) -> None:
        gap = min(FIRST * 2 ** min(self.ends, 10), MOST)
        self.ends, self.due = self.ends + 1, now + gap
        say(f"{self.name} {how}; it is started again in {gap:g} s.")

    def start(self, now: float, say: Callable[[str], None]) -> None:
        try:
            self.what.restart()
        except ServicesError as reason:
            self.ended(f"could not be started ({reason})", time.monotonic(), say)
        else:
            self.since, self.due = now, None


def how(status: int) -> str:
    """How a process ended, from its exit status."""
    return f"was ended by {signal.Signals(-status).name}" if status < 0 else f"ended with status {status}"


@dataclass
class Supervisor:
    """Starts and watches in the thread that made it: on Linux the children end with that thread."""

    watched: list[Watched] = field(default_factory=list)
    say: Callable[[str], None] = lambda line: print(line, file=sys.stderr, flush=True)

    def watch(self, name: str, what: Supervised) -> None:
        """Keep what runs already."""
        self.watched.append(Watched(name, what, time.monotonic()))

    def run(self, name: str, command: Callable[[], Popen[bytes]]) -> None:
        program = Program(command)
        program.restart()
        self.watch(name, program)

    def look(self) -> None:
        for each in self.watched:
            each.look(time.monotonic(), self.say)

    def until(self, done: Callable[[], bool]) -> None:
        while not done():
            self.look()
            time.sleep(EVERY)

    def stop(self) -> None:
        """End the programs, all at once; the servers are for whoever started them to stop."""
        programs: Sequence[Popen[bytes]] = [w.what.process for w in self.watched if isinstance(w.what, Program)]
        for process in programs:
            if process.poll() is None:
                process.send_signal(signal.SIGTERM)
        for process in programs:
            stop(process, ask=signal.SIGTERM, patience=15)
