from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result
from flask import Flask
from rq import SimpleWorker

from studio.extensions import db
from studio.lib.current import current
from studio.lib.jobs import QUEUES, queue
from tests.support.cast import World


@pytest.fixture
def command(app: Flask, world: World, tmp_path: Path) -> Callable[..., Result]:
    """`command(content, "--dry-run")`: what `flask import bookings` makes of a file for Harbour Post."""

    def run(content: str | bytes, *options: str, email: str = "sara@studio.test", tenant: str = "harbour") -> Result:
        file = tmp_path / "bookings.csv"
        file.write_bytes(content.encode() if isinstance(content, str) else content)
        db.session.rollback()
        args = ["import", "bookings", str(file), "--tenant", tenant, "--as", email, *options]
        return app.test_cli_runner().invoke(args=args)

    return run


@pytest.fixture
def work(app: Flask, world: World) -> Callable[[], None]:
    """Carry out every queued job, as a worker does."""

    def burst() -> None:
        db.session.rollback()
        current.set()
        jobs = [queue(name) for name in QUEUES]
        SimpleWorker(jobs, connection=jobs[0].connection).work(burst=True)

    return burst
