"""The `flask --app wsgi ...` commands."""

from __future__ import annotations

import click
from flask import Flask
from rq import Worker
from rq.cron import CronScheduler

from studio.accounts.cli import keys
from studio.activity.cli import CHORES, SUBSCRIBERS, relay
from studio.bookings.cli import replay
from studio.demo.cli import seed
from studio.imports.cli import import_
from studio.lib.jobs import queue
from studio.periodic import RECURRING
from studio.webhooks.scheduler import WEBHOOKS, Scheduler


def init_app(app: Flask) -> None:
    app.cli.add_command(clock)
    app.cli.add_command(import_)
    app.cli.add_command(keys)
    app.cli.add_command(relay)
    app.cli.add_command(replay)
    app.cli.add_command(seed)
    app.cli.add_command(work)
    keeper = Scheduler(app.extensions["redis"])
    SUBSCRIBERS[:], CHORES[:] = [keeper.hear], [keeper.look]


@click.command()
def work() -> None:
    """Run background jobs until told to stop."""
    queues = [queue(), queue(WEBHOOKS)]
    Worker(queues, connection=queues[0].connection).work(with_scheduler=True)  # it also times the retries of mails


@click.command()
def clock() -> None:
    """Queue the recurring jobs when they are due, until told to stop."""
    jobs = queue()
    scheduler = CronScheduler(connection=jobs.connection)
    for job, seconds in RECURRING:
        scheduler.register(job, jobs.name, interval=seconds, result_ttl=60, failure_ttl=86400)
    scheduler.start()
