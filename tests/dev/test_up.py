"""`make run`, as a process: it starts everything, says so in a line, and takes everything down again."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil
import pytest

from studio.config import ROOT
from studio.dev import up
from studio.dev.servers import data_dirs
from studio.dev.servers.services import Services, start
from studio.dev.servers.supervisor import Supervisor
from tests.support.servers import free_port

PATIENCE = 120  # seconds


class Run:
    """One `make run` with its own var folder; what it printed is in `said`."""

    def __init__(self, var: Path, port: int, **env: str) -> None:
        self.url, self.var = f"http://127.0.0.1:{port}", var
        self.log = var.with_name(f"{var.name}-{time.monotonic_ns()}.log")
        given = {**os.environ, "STUDIO_VAR": str(var), "PORT": str(port), "WEB_CONCURRENCY": "1", **env}
        with self.log.open("w") as log:
            command = [sys.executable, ROOT / "studio" / "dev" / "run.py"]
            self.process = subprocess.Popen(command, cwd=ROOT, env=given, stdout=log, stderr=log)

    @property
    def said(self) -> str:
        return self.log.read_text()

    def until_ready(self) -> Run:
        end = time.monotonic() + PATIENCE
        while "Studio is ready" not in self.said:
            assert self.process.poll() is None and time.monotonic() < end, self.said
            time.sleep(0.05)
        return self

    def status(self) -> int:
        """The exit status it ends with by itself."""
        return self.process.wait(PATIENCE)

    def family(self) -> list[psutil.Process]:
        return psutil.Process(self.process.pid).children(recursive=True)

    def end(self, by: signal.Signals = signal.SIGINT) -> int:
        if self.process.poll() is None:
            self.process.send_signal(by)
        return self.process.wait(PATIENCE)


@pytest.fixture
def run(tmp_path: Path) -> Iterator[Callable[..., Run]]:
    runs: list[Run] = []

    def begin(var: Path = tmp_path / "var", port: int = 0, **env: str) -> Run:
        runs.append(Run(var, port or free_port(), **env))
        return runs[-1]

    yield begin
    for each in runs:
        each.end()
        data_dirs.forget(each.var / "postgres")


@pytest.fixture(scope="module")
def external(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Services]:
    services = start(tmp_path_factory.mktemp("external"), durable=False)
    yield services
    services.stop()


def status(url: str) -> int:
    with urllib.request.urlopen(url, timeout=10) as answer:
        return int(answer.status)


COMMANDS = {
    "web": "gunicorn", "worker": "wsgi work", "worker_urgent": "wsgi work --not imports", "relay": "wsgi relay",
    "clock": "wsgi clock", "Valkey": "valkey-server", "PostgreSQL": "postgres -D",
}  # fmt: skip


def kill_and_see_it_come_back(run: Run, name: str) -> None:
    children = psutil.Process(run.process.pid).children()
    found = [one for one in children if COMMANDS[name] in " ".join(one.cmdline())]
    min(found, key=lambda one: len(one.cmdline())).kill()
    end = time.monotonic() + PATIENCE
    while f"{name} was ended by SIGKILL" not in run.said or not ready(run):
        assert run.process.poll() is None and time.monotonic() < end, run.said
        time.sleep(0.05)


def ready(run: Run) -> bool:
    """Everything answers, and there are as many processes as at the start."""
    try:
        return status(f"{run.url}/readyz") == 200 and len(psutil.Process(run.process.pid).children()) == len(COMMANDS)
    except OSError:
        return False


def test_it_serves_the_demo_and_outlives_kill_9_and_ctrl_c_stops_all_of_it(run: Callable[..., Run]) -> None:
    """One story, because every start takes seconds: started, refused a second time, killed, started again, stopped."""
    first = run().until_ready()
    assert status(f"{first.url}/readyz") == 200
    assert "(demo): 40 artists" in first.said
    assert (first.var / "env").stat().st_mode & 0o777 == 0o600
    second = run(first.var)
    assert second.status() == 1
    assert second.said == f"Studio already runs from this folder (process {first.process.pid}, {first.url}).\n"
    family = first.family()
    assert {"postgres", "valkey-server"} <= {process.name() for process in family}
    first.end(signal.SIGKILL)
    assert not psutil.wait_procs(family, timeout=PATIENCE)[1]

    again = run(first.var).until_ready()
    assert status(f"{again.url}/readyz") == 200
    assert "Migrating" not in again.said  # everything was found
    for name in ("web", "worker", "worker_urgent", "relay", "clock", "Valkey", "PostgreSQL"):
        kill_and_see_it_come_back(again, name)
    family = again.family()
    assert again.end() == 0
    assert not psutil.wait_procs(family, timeout=PATIENCE)[1]
    assert not (again.var / "env").exists()


def test_servers_of_ones_own_are_used_and_nothing_is_started(run: Callable[..., Run], external: Services) -> None:
    mine = {"DATABASE_URL": external.database_url, "REDIS_URL": external.redis_url, "STUDIO_ENV": "production"}
    running = run(**mine).until_ready()
    assert status(f"{running.url}/readyz") == 200
    assert not {"postgres", "valkey-server"} & {process.name() for process in running.family()}
    assert running.end(signal.SIGTERM) == 0
    assert {path.name for path in running.var.iterdir()} <= {"builds", "passwords.json", "run.lock"}


def test_a_busy_port_is_one_line_and_nothing_is_started(run: Callable[..., Run]) -> None:
    with socket.create_server(("127.0.0.1", 0)) as busy:
        port = busy.getsockname()[1]
        refused = run(port=port)
        assert refused.status() == 1
    assert (
        refused.said == f"Port {port} on 127.0.0.1 is not free: Address already in use. Try PORT={port + 1} make run\n"
    )
    assert [path.name for path in refused.var.iterdir()] == ["run.lock"]


@pytest.mark.parametrize(
    ("env", "says"),
    [
        ({"PORT": "http"}, "PORT must be a number from 1 to 65535, not 'http'."),
        ({"DATABASE_URL": "postgresql://nobody@127.0.0.1:1/no"}, "DATABASE_URL: no connection: "),
        ({"REDIS_URL": "redis://127.0.0.1:1/0"}, "REDIS_URL: no connection: "),
        ({"REDIS_URL": "nonsense"}, "REDIS_URL: no connection: "),
    ],
)
def test_a_setting_that_cannot_work_is_one_line(
    env: dict[str, str], says: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)}
    try:
        assert up.main({"STUDIO_VAR": str(tmp_path), "PORT": str(free_port()), **env}) == 1
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
    said = capsys.readouterr().err
    assert said.startswith(says)
    assert said.count("\n") == 1


def test_a_process_that_ends_is_started_again_and_leaves_the_others_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "Procfile").write_text("# by name\nweb: exec sleep 60\nworker: exit 3\n")
    monkeypatch.setattr(up, "ROOT", tmp_path)
    monkeypatch.setattr(up, "answers", lambda url: len(said) == 2)
    said: list[str] = []
    supervisor = Supervisor(say=said.append)

    def ctrl_c() -> bool:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        up.run_procfile(os.environ, "", supervisor, stopping=ctrl_c)
    assert said == [f"worker ended with status 3; it is started again in {gap} s." for gap in ("0.5", "1")]
    web, _worker = supervisor.watched
    assert web.what.process.poll() is None
    supervisor.stop()
    assert web.what.process.poll() is not None
