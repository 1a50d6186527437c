"""Jobs start after the commit, act for their tenant, and never outlive a rollback."""

from __future__ import annotations

import logging

import pytest
from flask import Flask
from redis import RedisError
from rq import SimpleWorker
from sqlalchemy import select

from studio.artists.models import Artist
from studio.extensions import db
from studio.lib.current import current
from studio.lib.jobs import IMPORTS, MAIL, QUEUES, WEBHOOKS, enqueue, more_urgent_wait, queue
from studio.lib.mail import deliver
from tests.support.cast import World


def add_artist(name: str) -> None:
    Artist.add(current.member, name)


def fail(name: str) -> None:
    Artist.add(current.member, name)
    raise RuntimeError("half way")


def work() -> None:
    db.session.remove()
    with current.acting(None):  # a job brings its own tenant, or has none
        SimpleWorker([queue()], connection=queue().connection).work(burst=True, logging_level="CRITICAL")


def names(world: World) -> list[str]:
    with world.acting():
        return list(db.session.scalars(select(Artist.name)))


def test_a_job_runs_for_the_tenant_that_asked_once_it_committed(world: World, other: World) -> None:
    with world.acting("mia"):
        enqueue(add_artist, "Yuki")
        assert queue().count == 0
        db.session.commit()
        assert queue().count == 1
    work()
    assert names(world) == ["Yuki"]
    assert names(other) == []


def test_a_workers_log_names_the_job_and_nothing_it_was_given(world: World, caplog: pytest.LogCaptureFixture) -> None:
    with world.acting("mia"):
        enqueue(deliver, "nils@studio.test", "A secret subject", "secret text", "<p>secret</p>", urgent=True)
        db.session.commit()
    assert queue().jobs[0].description == "studio.lib.mail.deliver"
    db.session.remove()
    with caplog.at_level(logging.DEBUG, "rq"), current.acting(None):
        logging.getLogger("rq.worker").addHandler(caplog.handler)
        SimpleWorker([queue()], connection=queue().connection).work(burst=True, logging_level="DEBUG")
    assert "studio.lib.mail.deliver" in caplog.text
    assert "nils@" not in caplog.text
    assert "secret" not in caplog.text


def test_a_rollback_takes_its_jobs_with_it(world: World) -> None:
    with world.acting("mia"):
        enqueue(add_artist, "Yuki")
        db.session.rollback()
        db.session.commit()
    assert queue().count == 0


def test_a_job_that_fails_leaves_nothing(world: World, app: Flask) -> None:
    with world.acting("mia"):
        enqueue(fail, "Yuki")
        db.session.commit()
    work()
    assert names(world) == []


def away(*args: object) -> None:
    raise RedisError("Connection refused")


def test_what_is_urgent_goes_before_what_can_wait(app: Flask, world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    assert QUEUES.index(MAIL) < QUEUES.index(WEBHOOKS) < QUEUES.index(IMPORTS)
    with world.acting("mia"):
        for name in reversed(QUEUES):
            enqueue(add_artist, f"From {name}", on=name)
        db.session.commit()
    assert more_urgent_wait(IMPORTS) and not more_urgent_wait(MAIL)
    with monkeypatch.context() as patch:
        patch.setattr(app.extensions["redis"], "llen", away)
        assert not more_urgent_wait(IMPORTS)  # a long job goes on while Redis is away
    db.session.remove()
    queues = [queue(name) for name in QUEUES]
    with current.acting(None):
        SimpleWorker(queues, connection=queues[0].connection).work(burst=True, logging_level="CRITICAL")
    with world.acting():
        assert list(db.session.scalars(select(Artist.name).order_by(Artist.id))) == [f"From {name}" for name in QUEUES]
