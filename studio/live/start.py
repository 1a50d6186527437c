"""The hub of an app, with all that works in it."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from flask import Flask

from studio.live.hub.broadcaster import paint_rooms
from studio.live.hub.hub import Hub, Painter
from studio.live.workers.heartbeat import look, tend
from studio.live.workers.presence import keep
from studio.live.workers.reauthorize import guard
from studio.live.workers.slow_readers import post
from studio.live.workers.subscriber import listen

THREADS: Sequence[Callable[[Hub], None]] = [listen, paint_rooms, post, keep, guard, look, tend]


def init_app(app: Flask, painters: dict[str, Painter], templates: str) -> None:
    """`painters` render what changed, by the path of the page, from `templates`; features bring their own."""
    settings = app.config["SETTINGS"]
    redis, most = app.extensions["redis"], settings.live_sockets
    app.extensions["live"] = Hub(app, redis, most, painters, THREADS, templates=templates)
