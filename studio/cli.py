"""The `flask --app wsgi ...` commands."""

from __future__ import annotations

import click
from flask import Flask
from rq import Worker

from studio.lib.jobs import queue


def init_app(app: Flask) -> None:
    app.cli.add_command(work)


@click.command()
def work() -> None:
    """Run background jobs until told to stop."""
    jobs = queue()
    Worker([jobs], connection=jobs.connection).work()
