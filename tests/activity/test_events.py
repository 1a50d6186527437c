"""The log: nothing of it is lost, nothing of it changes, and its numbers follow the commits."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from flask import Flask
from sqlalchemy import Engine, select, text
from sqlalchemy.exc import ProgrammingError
from uuid_utils.compat import uuid7

from studio.activity.models import Event
from studio.activity.recorder import UnwrittenEvents, record
from studio.artists.models import Artist
from studio.bookings.errors import BookingConflict
from studio.bookings.models import Booking
from studio.extensions import db
from studio.projects.models import Project
from tests.support.cast import World, days


def numbers(world: World) -> list[int]:
    with world.acting():
        return list(db.session.scalars(select(Event.seq).order_by(Event.seq)))


def test_a_refusal_takes_only_its_own_event_with_it(world: World) -> None:
    ana, film = world.artist("Ana"), world.project("Film")
    with world.acting("sara"):
        Booking.place(world.sara, ana, film, days(0), "confirmed")
        with pytest.raises(BookingConflict):
            Booking.place(world.sara, ana, film, days(0), "pencil")
        later = Booking.place(world.sara, ana, film, days(1), "pencil")
        with pytest.raises(BookingConflict):
            later.move(world.sara, days(0))
        db.session.commit()
        kinds = db.session.scalars(select(Event.kind).where(Event.kind.like("booking.%")).order_by(Event.seq)).all()
    assert kinds == ["booking.placed", "booking.placed"]
    assert numbers(world) == [1, 2, 3, 4]


def test_an_event_of_a_savepoint_that_is_rolled_back_is_not_written(world: World) -> None:
    ana, film = world.artist("Ana"), world.project("Film")
    with world.acting("sara"):
        Booking.place(world.sara, ana, film, days(0), title="before")
        with pytest.raises(ZeroDivisionError), db.session.begin_nested():
            Booking.place(world.sara, ana, film, days(1), title="inside")
            with db.session.begin_nested():
                Booking.place(world.sara, ana, film, days(2), title="inside that")
            raise ZeroDivisionError
        Booking.place(world.sara, ana, film, days(3), title="after")
        db.session.commit()
        events = list(db.session.scalars(select(Event).where(Event.kind == "booking.placed").order_by(Event.seq)))
        assert [event.state["title"] for event in events] == ["before", "after"]
        assert sorted(db.session.scalars(select(Booking.title))) == ["after", "before"]
    assert numbers(world) == [1, 2, 3, 4]


def test_a_commit_that_would_lose_its_events_is_refused(world: World) -> None:
    with world.acting("mia"):
        with pytest.raises(UnwrittenEvents), db.session.begin():
            Artist.add(world.mia, "Ana")
        with pytest.raises(RuntimeError, match="savepoint"), db.session.begin_nested():
            Artist.add(world.mia, "Ana")
            db.session.commit()
        db.session.rollback()
        assert db.session.scalar(select(Artist.name)) is None
    assert numbers(world) == []


def test_an_event_that_is_all_a_transaction_did_is_written(world: World) -> None:
    with world.acting("mia"):
        film = Project(id=uuid7(), name="Film", version=1, currency="GBP", hue="red")
        record("project.seen", film, world.mia)
        db.session.commit()
    assert numbers(world) == [1]


def test_a_transaction_that_rolls_back_leaves_no_event_and_no_gap(world: World) -> None:
    ana, film = world.artist("Ana"), world.project("Film")
    with world.acting("sara"):
        Booking.place(world.sara, ana, film, days(0))
        db.session.rollback()
        Booking.place(world.sara, ana, film, days(1))
        db.session.close()
        Booking.place(world.sara, ana, film, days(2))
        db.session.commit()
    assert numbers(world) == [1, 2, 3]


def test_numbers_have_no_gaps_and_follow_the_commits(app: Flask, world: World, owner_engine: Engine) -> None:
    """Eight writers, while a reader looks: whatever it has seen up to a number, nothing is later added below it."""
    start = Barrier(9)
    seen: list[list[int]] = []

    def write(n: int) -> None:
        with app.app_context(), world.acting("sara"):
            start.wait()
            for round in range(15):
                Artist.add(world.sara, f"Artist {n} {round}")
                if round % 3 == 0:
                    db.session.rollback()
                db.session.commit()

    def read() -> None:
        with owner_engine.connect() as connection:
            start.wait()
            while len(seen) < 40:
                connection.execute(text("SELECT set_config('app.tenant_id', :id, false)"), {"id": str(world.tenant.id)})
                seen.append(list(connection.scalars(text("SELECT seq FROM events ORDER BY seq"))))
                connection.commit()

    with ThreadPoolExecutor(9) as pool:
        jobs = [pool.submit(write, n) for n in range(8)] + [pool.submit(read)]
        assert [job.result() for job in jobs] == [None] * 9
    assert numbers(world) == list(range(1, 8 * 10 + 1))
    assert all(look == list(range(1, len(look) + 1)) for look in seen)


@pytest.mark.parametrize("tampering", ["UPDATE events SET note = 'x'", "DELETE FROM events", "TRUNCATE events"])
def test_the_app_can_only_add_to_the_log(world: World, tampering: str) -> None:
    world.project("Film")
    with world.acting("mia"), pytest.raises(ProgrammingError, match="permission denied"):
        db.session.execute(text(tampering))


def test_an_event_keeps_who_when_what_and_the_state_after(world: World) -> None:
    film = world.project("Film")
    with world.acting("mia"):
        project = db.session.get_one(Project, (world.tenant.id, film.id))
        project.edit(world.mia, client="Lumen")
        db.session.commit()
        placed, edited = Event.history(film.id)
    assert (edited.kind, edited.version, edited.actor_name) == ("project.edited", 2, "Mia")
    assert edited.changes == {"client": ["", "Lumen"]}
    assert edited.state == {**placed.state, "client": "Lumen", "version": 2}
