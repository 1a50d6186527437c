"""What ends by itself is started again: at once, then after gaps that grow, each told in one line."""

from __future__ import annotations

import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from studio.dev.servers import supervisor
from studio.dev.servers.processes import ServicesError, launch
from studio.dev.servers.supervisor import Program, Supervisor, Watched

Said = list[str]


def lasting() -> subprocess.Popen[bytes]:
    return launch([sys.executable, "-c", "import time; time.sleep(60)"], cwd=Path("/"))


@pytest.fixture
def said() -> Said:
    return []


@pytest.fixture
def watching(said: Said) -> Iterator[Supervisor]:
    watching = Supervisor(say=said.append)
    yield watching
    watching.stop()


def until(true: Callable[[], bool], watching: Supervisor) -> None:
    end = time.monotonic() + 30
    watching.until(lambda: true() or time.monotonic() > end)
    assert true()


def test_what_is_killed_is_started_again_and_told_in_a_line(watching: Supervisor, said: Said) -> None:
    watching.run("relay", lasting)
    killed = watching.watched[0].what.process
    killed.kill()
    until(lambda: watching.watched[0].what.process is not killed, watching)
    assert watching.watched[0].what.process.poll() is None
    assert said == ["relay was ended by SIGKILL; it is started again in 0.5 s."]


def test_gaps_grow_while_it_keeps_ending_and_a_minute_of_health_is_a_new_beginning(said: Said) -> None:
    watched = Watched("clock", Program(lambda: subprocess.Popen([sys.executable, "-c", "raise SystemExit(3)"])), 0.0)
    watched.what.restart()
    now = 0.0
    for _ in range(9):
        watched.what.process.wait()
        watched.look(now, said.append)
        now = watched.due or 0.0
        watched.look(now, said.append)
    watched.what.process.wait()
    gaps = [line.rpartition(" in ")[2] for line in said]
    assert gaps == ["0.5 s.", "1 s.", "2 s.", "4 s.", "8 s.", "16 s.", "30 s.", "30 s.", "30 s."]
    assert said[0] == "clock ended with status 3; it is started again in 0.5 s."

    watched.what.process = lasting()
    watched.look(now + supervisor.HEALTHY + 1, said.append)
    watched.what.process.kill()
    watched.what.process.wait()
    watched.look(now + supervisor.HEALTHY + 2, said.append)
    assert said[-1].endswith("started again in 0.5 s.")


def test_a_server_that_cannot_be_started_yet_is_tried_again(said: Said) -> None:
    class Server:
        def __init__(self) -> None:
            self.process, self.tries = subprocess.Popen([sys.executable, "-c", ""]), 0

        def restart(self) -> None:
            self.tries += 1
            if self.tries == 1:
                raise ServicesError("the old one still has its memory")
            self.process = lasting()

    server = Server()
    server.process.wait()
    watched = Watched("PostgreSQL", server, 0.0)
    for now in (1.0, 1.6, time.monotonic() + 10):
        watched.look(now, said.append)
    assert said == [
        "PostgreSQL ended with status 0; it is started again in 0.5 s.",
        "PostgreSQL could not be started (the old one still has its memory); it is started again in 1 s.",
    ]
    assert server.process.poll() is None
    server.process.kill()
    server.process.wait()


def test_at_the_end_every_process_is_stopped_and_none_comes_back(watching: Supervisor) -> None:
    for name in ("web", "worker"):
        watching.run(name, lasting)
    watching.stop()
    assert [each.what.process.returncode for each in watching.watched] == [-signal.SIGTERM] * 2
