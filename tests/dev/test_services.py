"""Real PostgreSQL and Valkey, started and stopped as `make run` does it."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil
import psycopg
import pytest
import redis

from studio.dev.servers import data_dirs
from studio.dev.servers.processes import ServicesError, stop
from studio.dev.servers.secrets import Passwords
from studio.dev.servers.services import Services, create_database, start
from tests.support.servers import PATIENCE

Starter = Callable[..., Services]


@pytest.fixture
def started() -> Iterator[Starter]:
    """`start`, and a stop for whatever the test left running."""
    running: list[Services] = []

    def begin(data: Path, **options: bool) -> Services:
        running.append(start(data, **options))
        return running[-1]

    yield begin
    for services in running:
        services.stop()
    if os.geteuid() == 0:
        for services in running:
            data_dirs.forget(services._data / "postgres")


def ask(url: str, query: str) -> list[tuple[object, ...]]:
    with psycopg.connect(url, autocommit=True) as connection:
        cursor = connection.execute(query)
        return cursor.fetchall() if cursor.description else []


def test_what_was_written_survives_a_stop_and_a_start(started: Starter, tmp_path: Path) -> None:
    first = started(tmp_path)
    ask(first.database_url, "CREATE TABLE kept AS SELECT 42 AS answer")
    redis.Redis.from_url(first.redis_url).set("kept", "yes")
    first.stop()
    with pytest.raises(psycopg.OperationalError):
        ask(first.database_url, "SELECT 1")
    again = started(tmp_path)
    assert ask(again.database_url, "SELECT answer FROM kept") == [(42,)]
    assert redis.Redis.from_url(again.redis_url).get("kept") == b"yes"


def test_a_second_start_in_the_same_folder_is_refused_in_one_line(started: Starter, tmp_path: Path) -> None:
    started(tmp_path, durable=False)
    with pytest.raises(ServicesError) as refusal:
        start(tmp_path, durable=False)
    assert str(refusal.value) == f"The services in {tmp_path} are already running (process {os.getpid()})."


def test_a_killed_run_leaves_no_server_behind_and_the_next_one_starts(started: Starter, tmp_path: Path) -> None:
    code = (
        "import sys, time, pathlib; from studio.dev.servers.services import start;"
        "print(start(pathlib.Path(sys.argv[1])).database_url, flush=True); time.sleep(60)"
    )
    with subprocess.Popen([sys.executable, "-c", code, str(tmp_path)], stdout=subprocess.PIPE, text=True) as run:
        assert run.stdout
        ask(run.stdout.readline().strip(), "CREATE TABLE kept AS SELECT 42 AS answer")
        servers = psutil.Process(run.pid).children()
        run.kill()
    assert len(servers) == 2
    _, alive = psutil.wait_procs(servers, timeout=PATIENCE)
    assert not alive
    assert ask(started(tmp_path).database_url, "SELECT answer FROM kept") == [(42,)]


def test_a_stale_lock_file_with_the_number_of_another_process_does_not_stop_the_start(
    started: Starter, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    started(tmp_path).stop()
    lock = (tmp_path / "postgres").resolve() / "postmaster.pid"
    lock.write_text(f"{os.getpid()}\n")
    assert ask(started(tmp_path).database_url, "SELECT 1") == [(1,)]
    assert "stale lock file" in capfd.readouterr().out


def test_servers_that_outlived_their_run_are_replaced(
    started: Starter, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    outlived = started(tmp_path)
    (tmp_path / "services.lock").unlink()  # as if the run that holds it had gone
    again = started(tmp_path)
    assert capfd.readouterr().out.count("that an earlier run left behind.") == 2
    with pytest.raises(psycopg.OperationalError):
        ask(outlived.database_url, "SELECT 1")
    assert ask(again.database_url, "SELECT 1") == [(1,)]


def test_roles_have_the_rights_they_need_and_no_more(started: Starter, tmp_path: Path) -> None:
    services = started(tmp_path, durable=False, with_valkey=False)
    rights = "SELECT rolname, rolsuper OR rolcreaterole OR rolcreatedb, rolbypassrls FROM pg_roles WHERE rolname ~ %s"
    with psycopg.connect(services.app_database_url) as app:
        assert app.execute(rights + " ORDER BY 1", ("^studio_(owner|app|relay|backup)$",)).fetchall() == [
            ("studio_app", False, False),
            ("studio_backup", False, True),
            ("studio_owner", False, False),
            ("studio_relay", False, False),
        ]
    assert ask(services.relay_database_url, "SELECT current_user") == [("studio_relay",)]
    assert ask(services.backup_database_url, "SELECT current_user") == [("studio_backup",)]
    assert ask(services.app_database_url, "SHOW idle_in_transaction_session_timeout") == [("10min",)]
    assert ask(services.backup_database_url, "SHOW statement_timeout") == [("0",)]
    assert ask(services.database_url, "SET ROLE studio_app; SELECT 1") is not None
    with pytest.raises(psycopg.OperationalError, match="password"):
        ask(services.app_database_url.replace("studio_app:", "studio_app:x"), "SELECT 1")


def test_a_created_database_has_its_own_tables_and_is_gone_after_its_stop(started: Starter, tmp_path: Path) -> None:
    services = started(tmp_path, durable=False)
    ask(services.database_url, "CREATE TABLE model AS SELECT 42 AS answer")
    copy = create_database(services, "copy", template="studio")
    assert ask(copy.database_url, "SELECT answer FROM model") == [(42,)]
    assert copy.redis_url != services.redis_url
    ask(copy.database_url, "DROP TABLE model")
    assert ask(services.database_url, "SELECT answer FROM model") == [(42,)]
    copy.stop()
    with pytest.raises(psycopg.OperationalError, match="does not exist"):
        ask(copy.database_url, "SELECT 1")


def test_data_in_a_folder_closed_to_the_servers_user_go_where_it_can_reach_them(
    started: Starter, tmp_path: Path
) -> None:
    closed = tmp_path / "home"
    closed.mkdir(mode=0o700)
    services = started(closed / "var", with_valkey=False)
    assert ask(services.database_url, "SELECT 1") == [(1,)]
    assert (closed / "var" / "postgres").is_symlink() == (os.geteuid() == 0)
    assert closed.stat().st_mode & 0o777 == 0o700


def test_binaries_its_user_cannot_reach_are_copied_where_it_can_and_run_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    me = data_dirs.Server(os.geteuid(), os.getegid())
    monkeypatch.setattr(data_dirs, "OPEN_TO_ALL", tmp_path / "open")
    monkeypatch.setattr(data_dirs.Server, "runs", lambda server, binary: False)
    bins = data_dirs.binaries(me)
    assert bins.is_relative_to(tmp_path / "open")
    for name in ("postgres", "initdb"):
        assert subprocess.run([bins / name, "--version"], env={}, capture_output=True).returncode == 0
    assert data_dirs.binaries(me) == bins
    assert (tmp_path / "open").stat().st_mode & 0o777 == 0o755


def test_data_from_another_major_version_are_left_alone(started: Starter, tmp_path: Path) -> None:
    started(tmp_path, with_valkey=False).stop()
    (tmp_path / "postgres" / "PG_VERSION").write_text("17\n")
    with pytest.raises(ServicesError, match="made by PostgreSQL 17; this Studio brings 18"):
        start(tmp_path, with_valkey=False)
    assert (tmp_path / "postgres" / "PG_VERSION").exists()


def test_a_server_that_cannot_start_says_why_in_one_line(started: Starter, tmp_path: Path) -> None:
    started(tmp_path).stop()
    with (tmp_path / "postgres" / "postgresql.conf").open("a") as settings:
        settings.write("no_such_setting = 1\n")
    with pytest.raises(ServicesError, match="PostgreSQL did not start: .*"):
        start(tmp_path, with_valkey=False)
    log = tmp_path / "valkey" / "appendonlydir"
    for part in log.iterdir():
        part.write_bytes(b"nonsense\r\n")
    with pytest.raises(ServicesError, match="Valkey did not start: .*"):
        start(tmp_path, with_postgres=False)


def test_generated_passwords_are_kept_and_private(tmp_path: Path) -> None:
    path = tmp_path / "passwords.json"
    made = Passwords(path)["studio_app"]
    assert Passwords(path)["studio_app"] == made
    assert len(made) == 64
    assert path.stat().st_mode & 0o777 == 0o600


def test_a_stopped_server_is_given_time_and_then_killed(tmp_path: Path) -> None:
    code = "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); print(1, flush=True); time.sleep(60)"
    with subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE) as stubborn:
        assert stubborn.stdout
        stubborn.stdout.readline()
        from_outside = psutil.Process(stubborn.pid)
        stop(stubborn, ask=signal.SIGTERM, patience=0.2)
        assert not from_outside.is_running()
