"""Settings, read once from the environment; a bad value stops the start with one clear sentence."""

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

from studio.lib.resilience.timeouts import DatabaseTimeouts

POOL_OVERFLOW = 2  # connections beyond the pool, for a moment
ROOT = Path(__file__).resolve().parent.parent


class BadSetting(RuntimeError):
    """An environment variable is missing or makes no sense."""


@dataclass(frozen=True)
class LiveTimes:
    """Seconds of the live side. Tests shorten them."""

    sweep: float = 5.0  # between two comparisons of what was received with the log
    ping: float = 25.0  # between two pings of one socket
    presence: float = 20.0  # between two renewals of who is here; whoever misses two is gone
    reauthorize: float = 15.0  # between two looks whether sessions and memberships still stand
    keepalive: float = 15.0  # without an event until a stream is sent a comment
    silence: float = 10.0  # without a word from Redis until it is asked whether it is there
    close_grace: float = 10.0  # for a slow page to take the rest of its frame and the close frame
    farewell: float = 1.2  # for pages to answer a close frame when the process ends


@dataclass(frozen=True)
class Settings:
    database_url: str  # the owner: migrations and set-up only
    app_database_url: str  # what every request uses: never the owner, never BYPASSRLS
    relay_database_url: str  # reads the events of all tenants; moves its cursor, nothing else
    redis_url: str
    secret_key: str
    environment: str  # "production" or "development"
    var: Path  # run-time data: mail folder, uploads
    media_root: Path  # the folder of uploaded pictures
    media_url: str  # s3://key:secret@host/bucket: where they are instead, or ""
    mail_url: str  # smtp://user:password@host:587, or "" for the mail folder
    mail_from: str
    public_url: str  # https://studio.example, or ""
    listens_at: str  # http://127.0.0.1:8000: where it can be reached from this machine
    trusted_proxies: int  # how many reverse proxies stand in front
    pool_size: int  # database connections per process
    pool_wait: float  # seconds a request waits for one of them
    tenant_requests: int  # of one tenant that a process works on at once
    request_timeouts: DatabaseTimeouts  # of a request with the database
    job_timeouts: DatabaseTimeouts  # of a job and a command
    fragment_bytes: int  # of rendered parts of pages that a process keeps
    live_sockets: int  # websockets and streams per process
    live: LiveTimes
    body_seconds: float  # that every 64 KB of a request's body may take to come
    api_rate: int  # requests a minute that a token may send
    webhook_delays: tuple[float, ...]  # seconds until a message nobody took is tried again
    webhook_timeout: float  # seconds a receiver may take to answer
    webhook_private: bool  # whether receivers may be in our own network, and without TLS
    calendar_private: bool  # whether subscribed calendars may be there

    @property
    def links_start_with(self) -> str:
        """What mailed links start with. Never the Host header: that is whatever its sender likes."""
        return (self.public_url or self.listens_at).rstrip("/")

    @property
    def development(self) -> bool:
        return self.environment == "development"


def load(env: Mapping[str, str] | None = None) -> Settings:
    env = beside_make_run(os.environ) if env is None else env
    environment = env.get("STUDIO_ENV", "production")
    if environment not in ("production", "development"):
        raise BadSetting(f"STUDIO_ENV must be production or development, not {environment!r}.")
    secret = _required(env, "SECRET_KEY")
    if len(secret) < 32:
        raise BadSetting("SECRET_KEY must have at least 32 characters.")
    if environment == "production" and env.get("MAIL_URL") and not env.get("PUBLIC_URL"):
        raise BadSetting("PUBLIC_URL is not set: mailed links start with it.")
    return Settings(
        **_database(env),
        redis_url=_required(env, "REDIS_URL"),
        secret_key=secret,
        environment=environment,
        var=Path(env.get("STUDIO_VAR", ROOT / "var")),
        media_root=Path(env.get("MEDIA_ROOT") or Path(env.get("STUDIO_VAR", ROOT / "var"), "media")),
        media_url=_media_url(env),
        mail_url=env.get("MAIL_URL", ""),
        mail_from=env.get("MAIL_FROM", "Studio <studio@localhost>"),
        public_url=env.get("PUBLIC_URL", ""),
        listens_at=_listens_at(env.get("STUDIO_HOST") or "127.0.0.1", _whole(env, "PORT", 8000)),
        trusted_proxies=_whole(env, "TRUSTED_PROXIES", 0),
        fragment_bytes=_whole(env, "FRAGMENT_CACHE_MB", 64) << 20,
        live_sockets=_whole(env, "LIVE_SOCKETS", 1000),
        live=_live_times(env),
        body_seconds=_seconds(env, "REQUEST_BODY_SECONDS", "20")[0],
        api_rate=_whole(env, "API_RATE", 600),
        webhook_delays=_seconds(env, "WEBHOOK_DELAYS", "5,30,120,600,1800,3600,7200,14400,21600,36000"),
        webhook_timeout=_seconds(env, "WEBHOOK_TIMEOUT", "10")[0],
        webhook_private=env.get("WEBHOOK_PRIVATE", "") == "yes",
        calendar_private=env.get("CALENDAR_PRIVATE", "") == "yes",
    )


def _database(env: Mapping[str, str]) -> dict[str, Any]:
    """Where the database is for each role, and how much of it a process, a tenant and a transaction may have."""
    owner = _sqlalchemy_url(_required(env, "DATABASE_URL"))
    app, relay, pool = env.get("APP_DATABASE_URL"), env.get("RELAY_DATABASE_URL"), _whole(env, "DATABASE_POOL", 8)
    return {
        "database_url": owner,
        "app_database_url": _sqlalchemy_url(app) if app else as_role(owner),
        "relay_database_url": _sqlalchemy_url(relay) if relay else as_role(owner, "studio_relay"),
        "pool_size": pool,
        "pool_wait": _seconds(env, "DATABASE_POOL_WAIT", "4")[0],
        "tenant_requests": _whole(env, "TENANT_REQUESTS", max(1, (pool + POOL_OVERFLOW) // 2)),
        "request_timeouts": _timeouts(env, "REQUEST", DatabaseTimeouts(statement=15, lock=3, idle=15)),
        "job_timeouts": _timeouts(env, "JOB", DatabaseTimeouts(statement=300, lock=60, idle=120)),
    }


def beside_make_run(env: Mapping[str, str]) -> Mapping[str, str]:
    """While `make run` runs, a `flask --app wsgi ...` in another terminal uses its servers, unless told of others."""
    left = Path(env.get("STUDIO_VAR", ROOT / "var"), "env")
    if env.get("DATABASE_URL") or not left.exists():
        return env
    return {**dict(line.split("=", 1) for line in left.read_text().splitlines()), **env}


def as_role(url: str, role: str = "studio_app") -> str:
    """The same login, but every statement runs as `role`, so row-level security applies to it."""
    return f"{url}{'&' if '?' in url else '?'}options=-c%20role%3D{role}"


def _listens_at(host: str, port: int) -> str:
    name = "127.0.0.1" if host in ("0.0.0.0", "::") else host  # noqa: S104
    return f"http://[{name}]:{port}" if ":" in name else f"http://{name}:{port}"


def _required(env: Mapping[str, str], name: str) -> str:
    if not env.get(name):
        raise BadSetting(f"{name} is not set.")
    return env[name]


def _whole(env: Mapping[str, str], name: str, default: int) -> int:
    try:
        return int(env.get(name) or default)
    except ValueError:
        raise BadSetting(f"{name} must be a whole number, not {env[name]!r}.") from None


def _seconds(env: Mapping[str, str], name: str, default: str) -> tuple[float, ...]:
    try:
        return tuple(float(part) for part in (env.get(name) or default).split(","))
    except ValueError:
        raise BadSetting(f"{name} must be seconds, several of them with commas between, not {env[name]!r}.") from None


def _live_times(env: Mapping[str, str]) -> LiveTimes:
    """LIVE_SWEEP, LIVE_PING and so on, each in seconds."""
    defaults = {field.name: str(field.default) for field in fields(LiveTimes)}
    return LiveTimes(**{name: _seconds(env, f"LIVE_{name.upper()}", default)[0] for name, default in defaults.items()})


def _timeouts(env: Mapping[str, str], kind: str, default: DatabaseTimeouts) -> DatabaseTimeouts:
    """REQUEST_STATEMENT_TIMEOUT, JOB_LOCK_TIMEOUT and so on, each in seconds."""
    named = {name: f"{kind}_{name.upper()}_TIMEOUT" for name in DatabaseTimeouts._fields}
    return DatabaseTimeouts(**{name: _seconds(env, named[name], str(getattr(default, name)))[0] for name in named})


def _media_url(env: Mapping[str, str]) -> str:
    url = env.get("MEDIA_URL", "")
    if url and not re.fullmatch(r"s3://[^:@/]+:[^@/]+@[^@/]+/[^/?]+(\?[a-z0-9=&-]*)?", url):
        raise BadSetting("MEDIA_URL must be like s3://key:secret@s3.example.com/bucket?region=eu-west-1")
    return url


def _sqlalchemy_url(url: str) -> str:
    for prefix in ("postgres://", "postgresql://"):
        if url.startswith(prefix):
            return "postgresql+psycopg://" + url.removeprefix(prefix)
    if url.startswith("postgresql+psycopg://"):
        return url
    raise BadSetting("Database URLs must start with postgresql://")
