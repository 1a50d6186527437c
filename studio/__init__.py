"""Studio: who works on what, when, for how much."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Flask
from jinja2 import StrictUndefined
from redis import Redis
from redis.backoff import NoBackoff
from redis.retry import Retry
from werkzeug.middleware.proxy_fix import ProxyFix

from studio import cli, config
from studio.accounts import authorization, login_throttle
from studio.accounts import routes as accounts
from studio.accounts.models import RESERVED_SLUGS
from studio.api import start as api_start
from studio.artists import member_linking
from studio.bookings import routes as bookings
from studio.call_sheets import routes as call_sheets
from studio.custom_fields import routes as custom_fields
from studio.dev import mailbox
from studio.directory import upcoming
from studio.directory.routes import (
    allowances,
    artist_tabs,
    artists,
    availability,
    bulk_edits,
    exports,
    my_bookings,
    placement,
    profiles,
    projects,
    subscribed_calendars,
    time_off,
    working_time,
    zone_change,
)
from studio.directory.routes import saved_address as saved_artists
from studio.directory.statistics import access
from studio.extensions import babel, csrf, db, limiter, login, migrate
from studio.feeds import routes as feeds
from studio.guide import routes as guide
from studio.imports import routes as imports
from studio.lib import formats, fragment_cache, logs
from studio.lib.http import (
    compression,
    error_pages,
    event_seq,
    preferences,
    security_headers,
    tenant_concurrency,
    transaction,
)
from studio.lib.http.request_body import WholeBody
from studio.lib.http.tenant_prefix import TenantPrefix
from studio.lib.media import storage
from studio.lib.templating import CooperativeEnvironment
from studio.live import routes as live
from studio.live import start as live_start
from studio.ops import assets, health
from studio.ops import routes as ops
from studio.palette import routes as palette
from studio.saved_views import pages as saved_pages
from studio.saved_views import routes as saved_views
from studio.saved_views.models import ARTISTS, SCHEDULE
from studio.schedule import broadcasts
from studio.schedule import routes as schedule
from studio.schedule.routes import saved_address as saved_schedule
from studio.webhooks import routes as webhooks

ENDLESS = frozenset({"live.socket"})  # a request of hours, without the database
LARGEST_BODY = 64 << 20  # bytes: an import


def create_app(settings: config.Settings | None = None) -> Flask:
    settings = settings or config.load()
    app = Flask(__name__, template_folder="../templates", static_folder=None)
    app.jinja_environment = CooperativeEnvironment
    configure(app, settings)
    compression.init_app(app)
    logs.init_app(app, settings.development)
    db.init_app(app)
    migrate.init_app(app, db)
    login.init_app(app, add_context_processor=False)  # no template asks, and an error page must not ask the database
    csrf.init_app(app)
    babel.init_app(app, locale_selector=formats.locale, timezone_selector=formats.zone)
    authorization.init_app(app)
    login_throttle.init_app(app)
    limiter.init_app(app)  # after it: a limit may ask whose token it is
    tenant_concurrency.init_app(app, settings.tenant_requests, ENDLESS)
    security_headers.init_app(app)
    event_seq.init_app(app)
    transaction.init_app(app)  # runs before the headers: Flask calls these last one first
    error_pages.init_app(app)
    formats.init_app(app)
    preferences.init_app(app)
    upcoming.init_app(app)
    access.init_app(app)
    assets.init_app(app)
    storage.init_app(app, settings.media_url, settings.media_root)
    guide.init_app(app)
    fragment_cache.init_app(app, settings.fragment_bytes)
    member_linking.init_app()
    saved_pages.init_app(app, {SCHEDULE: saved_schedule.SAVABLE, ARTISTS: saved_artists.SAVABLE})
    live_start.init_app(app, {"/schedule": broadcasts.changed_parts}, "schedule/")
    cli.init_app(app)
    for blueprint in blueprints(settings):
        app.register_blueprint(blueprint)
    api_start.init_app(app)
    wsgi = WholeBody(TenantPrefix(app.wsgi_app, RESERVED_SLUGS), LARGEST_BODY, settings.body_seconds)
    proxies = settings.trusted_proxies
    app.wsgi_app = ProxyFix(wsgi, x_for=proxies, x_proto=proxies, x_host=proxies) if proxies else wsgi  # type: ignore[method-assign]
    return app


def blueprints(settings: config.Settings) -> list[Blueprint]:
    development = [mailbox.pages] if settings.development else []
    machines = [health.pages, live.pages, ops.pages]
    people = [
        accounts, guide, bookings, schedule, artists, artist_tabs, availability, projects, palette, call_sheets,
        saved_views, imports, webhooks, working_time, subscribed_calendars, zone_change, profiles, custom_fields,
        my_bookings, feeds, time_off, allowances, placement, exports, bulk_edits,
    ]  # fmt: skip
    return [*development, *machines, *(feature.pages for feature in people)]


def configure(app: Flask, settings: config.Settings) -> None:
    app.config.from_mapping(
        SETTINGS=settings,
        DEVELOPMENT=settings.development,
        SECRET_KEY=settings.secret_key,
        SQLALCHEMY_DATABASE_URI=settings.app_database_url,
        # The connection used last is taken next: its server process has the plans and pages at hand.
        # There are many more greenlets than connections: whoever finds none waits for one, at most so many seconds.
        SQLALCHEMY_ENGINE_OPTIONS={
            "pool_size": settings.pool_size,
            "max_overflow": config.POOL_OVERFLOW,
            "pool_use_lifo": True,
            "pool_timeout": settings.pool_wait,
            "connect_args": {"connect_timeout": 3},  # seconds: a machine that is gone says nothing
        },  # fmt: skip
        SESSION_COOKIE_NAME=cookie_name("studio", settings),
        DEVICE_COOKIE_NAME=cookie_name("studio-device", settings),
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_SECURE=not settings.development,
        PERMANENT_SESSION_LIFETIME=30 * 24 * 3600,
        SESSION_REFRESH_EACH_REQUEST=False,
        WTF_CSRF_TIME_LIMIT=None,
        WTF_I18N_ENABLED=False,  # our forms bring their own words; WTForms would read its catalogue on every request
        RATELIMIT_STORAGE_URI=settings.redis_url,
        RATELIMIT_STRATEGY="sliding-window-counter",
        RATELIMIT_STORAGE_OPTIONS=impatient(),
        MAX_CONTENT_LENGTH=LARGEST_BODY,
    )
    app.jinja_env.undefined = StrictUndefined
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.extensions["redis"] = Redis.from_url(settings.redis_url, socket_timeout=5, socket_connect_timeout=2)


def cookie_name(name: str, settings: config.Settings) -> str:
    """In production browsers take it from this very host only, over TLS, and no other site of the domain can set it."""
    return name if settings.development else f"__Host-{name}"


def impatient() -> dict[str, Any]:
    """Options of a Redis client that asks once and briefly: a count is not worth waiting for."""
    return {"socket_timeout": 0.25, "socket_connect_timeout": 0.25, "retry": Retry(NoBackoff(), 0)}
