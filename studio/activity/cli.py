"""`flask --app wsgi relay`."""

from __future__ import annotations

import signal

import click
from flask import current_app

from studio.activity.relay import Chore, Relay, Subscriber

SUBSCRIBERS: list[Subscriber] = []  # what features do with what happened; `studio.cli` fills both
CHORES: list[Chore] = []


@click.command()
def relay() -> None:
    """Publish committed events, in order, until told to stop. A second one stands by."""
    settings = current_app.config["SETTINGS"]
    url = settings.relay_database_url.replace("postgresql+psycopg://", "postgresql://", 1)
    works = Relay(url, current_app.extensions["redis"], SUBSCRIBERS, CHORES)
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: works.stopping.set())
    works.run()
