"""Jobs start after the commit, act for their tenant, and never outlive a rollback."""

from __future__ import annotations

from flask import Flask
from rq import SimpleWorker
from sqlalchemy import select

from studio.artists.models import Artist
from studio.extensions import db
from studio.lib.current import current
from studio.lib.jobs import enqueue, queue
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
