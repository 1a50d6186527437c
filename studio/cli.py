"""The `flask --app wsgi ...` commands."""

from __future__ import annotations

import logging
import signal
from contextlib import suppress
from types import FrameType
from typing import Any

import click
from flask import Flask
from redis import RedisError
from rq import Worker
from rq.cron import CronScheduler
from rq.exceptions import StopRequested

from studio.accounts.cli import keys
from studio.activity.cli import CHORES, SUBSCRIBERS, relay
from studio.bookings.cli import replay
from studio.demo.cli import seed
from studio.imports.cli import import_
from studio.lib.jobs import QUEUES, queue
from studio.lib.resilience.child_processes import end_with_parent
from studio.lib.resilience.outage import OncePerOutage, outlast
from studio.periodic import RECURRING
from studio.webhooks.scheduler import Scheduler


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
@click.option("--not", "left_out", multiple=True, type=click.Choice(QUEUES), help="A queue that is left to others.")
def work(left_out: tuple[str, ...]) -> None:
    """Run background jobs until told to stop, the most urgent first. Without Redis it waits."""
    logging.getLogger("rq.worker").addFilter(OncePerOutage())
    end_with_parent()  # the process of a job, and the one that times retries: a killed worker leaves neither behind
    queues = [queue(name) for name in QUEUES if name not in left_out]

    def until_told() -> bool:
        worker = JobWorker(queues, connection=queues[0].connection)
        try:
            worker.work(with_scheduler=True)  # it also times the retries of mails
        except RedisError:
            if not worker.told_to_stop:
                raise
        return worker.told_to_stop

    signal.signal(signal.SIGTERM, stop)
    with suppress(StopRequested):
        outlast("the worker", queues[0].connection, until_told)


class JobWorker(Worker):
    """Ends when it is told to, and when it loses Redis in the middle of a job: this says which it was."""

    told_to_stop = False

    def work(self, *args: Any, **options: Any) -> bool:
        try:
            return super().work(*args, **options)
        finally:
            signal.signal(signal.SIGTERM, stop)
            signal.signal(signal.SIGINT, stop)

    def request_stop(self, signum: int, frame: FrameType | None) -> None:
        self.told_to_stop = True
        super().request_stop(signum, frame)


def stop(*_: object) -> None:
    raise StopRequested


@click.command()
def clock() -> None:
    """Queue the recurring jobs when they are due, until told to stop. Without Redis it waits."""

    def until_told() -> bool:
        scheduler().start()
        return True

    signal.signal(signal.SIGTERM, stop)
    with suppress(StopRequested):
        outlast("the clock", queue().connection, until_told)


def scheduler() -> CronScheduler:
    jobs = queue()
    scheduler = CronScheduler(connection=jobs.connection)
    for job, seconds in RECURRING:
        scheduler.register(job, jobs.name, interval=seconds, result_ttl=60, failure_ttl=86400)
    return scheduler
