"""Real PostgreSQL and Valkey for one checkout or one test run.

    services = start(Path("var"))            # or durable=False in a temporary folder
    services.app_database_url                # postgresql://studio_app:...@127.0.0.1:54321/studio
    services.stop()

Nothing here reads the environment. Start from the main thread: on Linux the servers end with their thread.
"""

from __future__ import annotations

import itertools
import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from studio.dev.servers import postgres, roles, valkey
from studio.dev.servers.external_database import prepare_external
from studio.dev.servers.lock import Held
from studio.dev.servers.processes import ServicesError
from studio.dev.servers.secrets import Passwords

__all__ = ["Services", "ServicesError", "create_database", "prepare_external", "start"]
DATABASE = "studio"


@dataclass(frozen=True)
class Services:
    """Where everything listens. A URL is "" when that server was not asked for."""

    database_url: str = ""  # the owner: migrations
    app_database_url: str = ""  # what requests and jobs use
    relay_database_url: str = ""  # reads across tenants
    backup_database_url: str = ""  # BYPASSRLS, for pg_dump
    redis_url: str = ""
    servers: Mapping[str, postgres.Postgres | valkey.Valkey] = field(default_factory=dict, repr=False)
    superuser_url: str = field(default="", repr=False)  # whom no policy holds back: tests empty the tables as this one
    stop: Callable[[], None] = field(default=lambda: None, repr=False)
    _data: Path = field(default=Path(), repr=False)
    _port: int = field(default=0, repr=False)
    _numbers: itertools.count[int] = field(default_factory=lambda: itertools.count(1), repr=False)


def start(data: Path, *, durable: bool = True, with_postgres: bool = True, with_valkey: bool = True) -> Services:
    """Start the servers with their data in `data`, one folder of ours alone. Raises ServicesError, one line, when
    they cannot start or already run there. With durable=False they are quick, and gone at the stop."""
    data.mkdir(parents=True, exist_ok=True)
    data = data.resolve()
    undo: list[Callable[[], None]] = []

    def stop() -> None:
        while undo:
            undo.pop()()

    held = Held(data / "services.lock", f"process {os.getpid()}", f"The services in {data} are already running")
    undo.append(held.release)
    try:
        services = Services(stop=stop, _data=data)
        passwords = Passwords(data / "passwords.json")
        if with_valkey:
            cache = valkey.start(data / "valkey", passwords["valkey"], durable=durable)
            undo.append(cache.stop)
            services = replace(services, redis_url=cache.url, servers={"Valkey": cache})
        if with_postgres:
            database = postgres.start(data / "postgres", passwords[postgres.ADMIN], durable=durable)
            undo.append(database.stop)
            servers = {**services.servers, "PostgreSQL": database}
            services = _furnish(replace(services, _port=database.port, servers=servers), passwords)
    except BaseException:
        stop()
        raise
    return services


def _furnish(services: Services, passwords: Passwords) -> Services:
    with roles.connect(_admin_url(services, passwords)) as admin:
        roles.ensure_roles(admin, passwords)
        roles.ensure_database(admin, DATABASE)
    services = _pointing_at(services, passwords, DATABASE)
    roles.ensure_extension(services.database_url)
    return services


def create_database(services: Services, name: str, template: str | None = None) -> Services:
    """Another database with the same roles, and another of Valkey's 16 numbered stores (publish/subscribe is not
    divided by them). `template` names a database to copy, with nobody connected to it. Its stop() drops it."""
    passwords = Passwords(services._data / "passwords.json")
    admin_url = _admin_url(services, passwords)
    with roles.connect(admin_url) as admin:
        roles.ensure_database(admin, name, template or "template1")

    def drop() -> None:
        with roles.connect(admin_url) as admin:
            roles.drop_database(admin, name)

    store = (next(services._numbers) - 1) % 15 + 1
    made = replace(services, redis_url=services.redis_url.rpartition("/")[0] + f"/{store}", stop=drop)
    made = _pointing_at(made, passwords, name)
    roles.ensure_extension(made.database_url)
    return made


def _admin_url(services: Services, passwords: Passwords) -> str:
    return roles.address(postgres.ADMIN, passwords[postgres.ADMIN], services._port, "postgres")


def _pointing_at(services: Services, passwords: Passwords, database: str) -> Services:
    owner, app, relay, backup = (roles.address(r, passwords[r], services._port, database) for r in roles.ROLES)
    return replace(
        services,
        database_url=owner,
        app_database_url=app,
        relay_database_url=relay,
        backup_database_url=backup,
        superuser_url=roles.address(postgres.ADMIN, passwords[postgres.ADMIN], services._port, database),
    )
