"""The hub of an app, with its workers."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from flask import Flask

from studio.config import Settings
from studio.live.hub.broadcaster import broadcast_rooms
from studio.live.hub.hub import Hub, PageRenderer
from studio.live.transport.connection import LARGEST_MESSAGE, RECEIVE_BYTES
from studio.live.workers.heartbeat import heartbeat, sweep
from studio.live.workers.presence import maintain_presence
from studio.live.workers.reauthorize import reauthorize
from studio.live.workers.slow_readers import flush_slow_readers
from studio.live.workers.subscriber import subscribe

WORKERS: Sequence[Callable[[Hub], None]] = [
    subscribe, broadcast_rooms, flush_slow_readers, maintain_presence, reauthorize, sweep, heartbeat,
]  # fmt: skip


def init_app(app: Flask, renderers: dict[str, PageRenderer], templates: str) -> None:
    """`renderers` render what changed, by the path of the page, from `templates`; features bring their own."""
    settings: Settings = app.config["SETTINGS"]
    redis, capacity = app.extensions["redis"], settings.live_sockets
    app.extensions["live"] = Hub(app, redis, capacity, renderers, WORKERS, settings.live, templates=templates)
    app.config["SOCK_SERVER_OPTIONS"] = {"receive_bytes": RECEIVE_BYTES, "max_message_size": LARGEST_MESSAGE}
