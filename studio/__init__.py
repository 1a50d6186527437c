"""Studio: who works on what, when, for how much."""

from __future__ import annotations

from flask import Blueprint, Flask
from jinja2 import StrictUndefined
from redis import Redis
from werkzeug.middleware.proxy_fix import ProxyFix

from studio import cli, config, health, stylesheet
from studio.accounts import gate
from studio.accounts import routes as accounts
from studio.accounts.models import RESERVED_SLUGS
from studio.api import start as api_start
from studio.artists import membership  # noqa: F401 - it listens for members who are artists
from studio.artists import routes as artists
from studio.bookings import broadcasts, calendar, callsheets, nouns, palette, placements, printing, saving, upcoming  # noqa: F401 - views join the blueprint as they are imported
from studio.bookings.blueprint import pages as bookings
from studio.dev import mail
from studio.extensions import babel, csrf, db, limiter, login, migrate
from studio.imports import routes as imports
from studio.lib import boundary, compression, formats, kept, logs
from studio.lib.cookies import RememberedCookies
from studio.lib.prefix import TenantPrefix
from studio.live import routes as live
from studio.live import start as live_start
from studio.live import stream
from studio.projects import routes as projects
from studio.webhooks import routes as webhooks


def create_app(settings: config.Settings | None = None) -> Flask:
    settings = settings or config.load()
    app = Flask(__name__, template_folder="../templates", static_folder="../static")
    configure(app, settings)
    app.session_interface = RememberedCookies(app)
    app.ensure_sync = lambda func: func  # type: ignore[method-assign]  # none is async; Flask would ask each, each time
    compression.init_app(app)
    logs.init_app(app, settings.development)
    db.init_app(app)
    migrate.init_app(app, db)
    login.init_app(app)
    csrf.init_app(app)
    babel.init_app(app, locale_selector=formats.locale, timezone_selector=formats.zone)
    limiter.init_app(app)
    limit_only(app, accounts.pages)
    gate.init_app(app)
    boundary.init_app(app)
    formats.init_app(app)
    upcoming.init_app(app)
    stylesheet.init_app(app)
    kept.init_app(app)
    live_start.init_app(app, {"/schedule": broadcasts.paint}, "bookings/schedule/")
    cli.init_app(app)
    for blueprint in blueprints(settings):
        app.register_blueprint(blueprint)
    api_start.init_app(app, stream.pages)
    wsgi = TenantPrefix(app.wsgi_app, RESERVED_SLUGS)
    proxies = settings.trusted_proxies
    app.wsgi_app = ProxyFix(wsgi, x_for=proxies, x_proto=proxies, x_host=proxies) if proxies else wsgi  # type: ignore[method-assign]
    return app


def limit_only(app: Flask, *limited: Blueprint) -> None:
    """Flask-Limiter looks at every request; have it look at those of the blueprints that set limits."""
    check = limiter._check_request_limit
    app.before_request_funcs[None].remove(check)
    for blueprint in limited:
        app.before_request_funcs[blueprint.name].append(check)


def blueprints(settings: config.Settings) -> list[Blueprint]:
    development = [mail.pages] if settings.development else []
    machines = [health.pages, live.pages, stream.pages, stylesheet.pages]
    people = [accounts.pages, artists.pages, bookings, imports.pages, projects.pages, webhooks.pages]
    return [*development, *machines, *people]


def configure(app: Flask, settings: config.Settings) -> None:
    app.config.from_mapping(
        SETTINGS=settings,
        DEVELOPMENT=settings.development,
        SECRET_KEY=settings.secret_key,
        SQLALCHEMY_DATABASE_URI=settings.app_database_url,
        # The connection used last is taken next: its server process has the plans and pages at hand.
        SQLALCHEMY_ENGINE_OPTIONS={"pool_size": settings.pool_size, "max_overflow": 2, "pool_use_lifo": True},
        SESSION_COOKIE_NAME="studio",
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_SECURE=not settings.development,
        PERMANENT_SESSION_LIFETIME=30 * 24 * 3600,
        SESSION_REFRESH_EACH_REQUEST=False,
        WTF_CSRF_TIME_LIMIT=None,
        WTF_I18N_ENABLED=False,  # our forms bring their own words; WTForms would read its catalogue on every request
        RATELIMIT_STORAGE_URI=settings.redis_url,
        RATELIMIT_STRATEGY="moving-window",
        RATELIMIT_STORAGE_OPTIONS={"socket_timeout": 1, "socket_connect_timeout": 1},
        MAX_CONTENT_LENGTH=64 * 1024 * 1024,
        SEND_FILE_MAX_AGE_DEFAULT=365 * 24 * 3600,
    )
    app.jinja_env.undefined = StrictUndefined
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.extensions["redis"] = Redis.from_url(settings.redis_url, socket_timeout=5, socket_connect_timeout=2)
