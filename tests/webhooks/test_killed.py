"""Relay and worker are killed at work, and Redis forgets its queue: nothing is lost, and the order stays."""

from __future__ import annotations

import signal
from contextlib import ExitStack

from flask import Flask
from sqlalchemy import text

from studio.extensions import db
from studio.webhooks.models import Endpoint
from tests.support.cast import World
from tests.support.receivers import Receiver
from tests.support.servers import process
from tests.webhooks.test_faults import FAST, Desk, at_first, nothing_is_lost, until


def test_workers_and_relays_are_killed(
    app: Flask, environment: dict[str, str], world: World, endpoint: Endpoint, receiver: Receiver
) -> None:
    """With a lease of a minute; here it is made to run out."""
    receiver.answer = at_first(503)
    desk = Desk(world)
    command = ("flask", "--app", "wsgi")
    with ExitStack() as stack:
        below = [stack.enter_context(process({**environment, **FAST}, *command, name)) for name in ("relay", "work")]
        desk.work(1)
        until(lambda: len(receiver.heard) > 3)
        for child in below:
            child.send_signal(signal.SIGKILL)
            child.wait()
    receiver.answer = lambda said: 200
    app.extensions["redis"].flushall()  # a queue that forgot everything, too
    with world.acting():
        db.session.execute(text("UPDATE webhook_endpoints SET due_at = now()"))
        db.session.execute(text("UPDATE webhook_deliveries SET next_at = now() WHERE state = 'waiting'"))
        db.session.commit()
    with process({**environment, **FAST}, *command, "relay"), process({**environment, **FAST}, *command, "work"):
        nothing_is_lost(receiver, world)
