"""`make run`: the servers, the database brought up to date, the demo studio, then the Procfile until Ctrl-C.

What ends by itself, a process or a server of ours, is started again.
"""

import hashlib
import os
import re
import signal
import socket
import subprocess
import sys
import urllib.request
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path

import redis

from studio.config import ROOT, as_role
from studio.dev.servers import services
from studio.dev.servers.external_database import first_line, plain, prepare_external
from studio.dev.servers.lock import Held
from studio.dev.servers.processes import ServicesError, launch
from studio.dev.servers.secrets import Passwords, write_privately
from studio.dev.servers.supervisor import Supervisor

ROLE_URLS = {
    "APP_DATABASE_URL": "studio_app",
    "RELAY_DATABASE_URL": "studio_relay",
    "BACKUP_DATABASE_URL": "studio_backup",
}
SHARED = ("DATABASE_URL", *ROLE_URLS, "REDIS_URL", "SECRET_KEY", "STUDIO_ENV")


def main(given: Mapping[str, str]) -> int:
    """Returns the exit status: 0 after Ctrl-C."""
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.default_int_handler)
    undo: list[Callable[[], None]] = []
    try:
        return serve(given, undo)
    except ServicesError as reason:
        print(reason, file=sys.stderr)
        return 1
    except PermissionError as error:
        print(f"Not allowed to use {error.filename}: whose checkout is this?", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("\nStopping ...", flush=True)
        return 0
    finally:
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, signal.SIG_IGN)  # a second Ctrl-C must not leave a server behind
        while undo:
            undo.pop()()


def serve(given: Mapping[str, str], undo: list[Callable[[], None]]) -> int:
    var = Path(given.get("STUDIO_VAR") or ROOT / "var").resolve()
    var.mkdir(parents=True, exist_ok=True)
    host, port = given.get("STUDIO_HOST") or "127.0.0.1", port_of(given)
    url = f"http://{'127.0.0.1' if host == '0.0.0.0' else host}:{port}"  # noqa: S104
    note = f"process {os.getpid()}, {url}"
    undo.append(Held(var / "run.lock", note, "Studio already runs from this folder").release)
    check_port(host, port)
    env = {**given, "STUDIO_HOST": host, "PORT": str(port), "STUDIO_VAR": str(var)}
    supervisor = Supervisor()
    env |= start_services(env, var, undo, supervisor)
    remember(env, var, undo)
    bring_up_to_date(given, env, var)
    undo.append(supervisor.stop)
    return run_procfile(env, url, supervisor)


def port_of(given: Mapping[str, str]) -> int:
    text = given.get("PORT") or "8000"
    if not (text.isdecimal() and 0 < int(text) < 65536):
        raise ServicesError(f"PORT must be a number from 1 to 65535, not {text!r}.")
    return int(text)


def check_port(host: str, port: int) -> None:
    try:
        with socket.create_server((host, port)):
            pass
    except OSError as error:
        raise ServicesError(
            f"Port {port} on {host} is not free: {os.strerror(error.errno or 0)}. Try PORT={port + 1} make run"
        ) from None


def start_services(
    given: Mapping[str, str], var: Path, undo: list[Callable[[], None]], supervisor: Supervisor
) -> dict[str, str]:
    """The variables the processes need: the person's own servers where given, ours otherwise."""
    env = {
        "SECRET_KEY": given.get("SECRET_KEY") or Passwords(var / "passwords.json")["secret_key"],
        "STUDIO_ENV": given.get("STUDIO_ENV") or "development",
        "PATH": f"{Path(sys.executable).parent}{os.pathsep}{given.get('PATH', os.defpath)}",
        "PYTHONUNBUFFERED": "1",
    }
    theirs, their_redis = given.get("DATABASE_URL"), given.get("REDIS_URL")
    if theirs:
        for note in prepare_external(theirs):
            print(note, flush=True)
        env |= {name: given.get(name) or as_role(plain(theirs), role) for name, role in ROLE_URLS.items()}
    if their_redis:
        check_redis(their_redis)
    if theirs and their_redis:
        return env
    ours = services.start(var, with_postgres=not theirs, with_valkey=not their_redis)
    undo.append(ours.stop)
    for name, server in ours.servers.items():
        supervisor.watch(name, server)
    if not theirs:
        env["DATABASE_URL"] = ours.database_url
        urls = (ours.app_database_url, ours.relay_database_url, ours.backup_database_url)
        env |= dict(zip(ROLE_URLS, urls, strict=True))
    if not their_redis:
        env["REDIS_URL"] = ours.redis_url
    return env


def check_redis(url: str) -> None:
    try:
        with redis.Redis.from_url(url, socket_connect_timeout=5) as client:
            client.ping()
    except (redis.RedisError, ValueError) as error:
        raise ServicesError(f"REDIS_URL: no connection: {first_line(error)}") from None


def remember(env: Mapping[str, str], var: Path, undo: list[Callable[[], None]]) -> None:
    """Leave the settings where a `flask --app wsgi ...` in another terminal finds them, while this runs."""
    path = var / "env"
    undo.append(lambda: path.unlink(missing_ok=True))
    write_privately(path, "".join(f"{name}={env[name]}\n" for name in SHARED))


def bring_up_to_date(given: Mapping[str, str], env: Mapping[str, str], var: Path) -> None:
    """Migrate and seed. Our own database is left alone while the migrations are those it has."""
    ours = env["DATABASE_URL"] != given.get("DATABASE_URL")
    stamp, now = var / "migrated", fingerprint(var / "postgres" / "PG_VERSION" if ours else None)
    if ours and stamp.exists() and stamp.read_text() == now:
        return
    flask(env, "Migrating the database", "db", "upgrade")
    if env["STUDIO_ENV"] == "development":
        flask(env, "Looking after the demo studio", "seed", "demo")
    if ours:
        write_privately(stamp, now)


def fingerprint(birth: Path | None) -> str:
    """Which migrations, and which database: the file `birth` is as old as it."""
    sha = hashlib.sha256(str(birth.stat().st_mtime_ns if birth else "").encode())
    for path in sorted((ROOT / "migrations" / "versions").glob("*.py")):
        sha.update(path.read_bytes())
    return sha.hexdigest()


def flask(env: Mapping[str, str], doing: str, *command: str) -> None:
    print(f"{doing} ...", flush=True)
    whole = [sys.executable, "-m", "flask", "--app", "wsgi", *command]
    if subprocess.run(whole, cwd=ROOT, env=dict(env), start_new_session=True).returncode != 0:
        raise ServicesError(f"{doing} failed; what it said is above.")


def run_procfile(
    env: Mapping[str, str], url: str, supervisor: Supervisor, stopping: Callable[[], bool] = lambda: False
) -> int:
    for name, command in processes().items():
        supervisor.run(name, partial(launch, ["/bin/sh", "-c", command], cwd=ROOT, env=env))
    supervisor.until(lambda: answers(url))
    print(f"Studio is ready: {url} (Ctrl-C stops it)", flush=True)
    supervisor.until(stopping)
    return 0


def processes() -> dict[str, str]:
    """The Procfile: the command of each process, by its name."""
    lines = (ROOT / "Procfile").read_text().splitlines()
    return dict(re.split(r":\s*", line, maxsplit=1) for line in lines if line and not line.startswith("#"))


def answers(url: str) -> bool:
    try:
        with urllib.request.urlopen(f"{url}/healthz", timeout=2):  # noqa: S310
            return True
    except OSError:
        return False


if __name__ == "__main__":
    sys.exit(main(os.environ))
