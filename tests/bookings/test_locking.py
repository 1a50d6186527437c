"""A claim on an artist's time is made in a savepoint, behind the artist's lock: a refusal changes nothing else."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from threading import Barrier
from typing import Any

import pytest
from sqlalchemy import Engine, select, text, update

from studio.activity.models import Event
from studio.bookings.errors import BookingConflict, BookingRefused, InvalidBooking
from studio.bookings.locking import claim_ahead, claim_key
from studio.bookings.models import Booking
from studio.extensions import db
from studio.projects.models import Project
from tests.bookings.test_concurrency import Shop, shop
from tests.support.cast import days

__all__ = ["shop"]
HELD = text(
    "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND granted "
    "AND (classid::bigint << 32) | objid::bigint = hashtextextended(:key, 0)"
)


def note(shop: Shop, words: str) -> None:
    """Something of a larger transaction that came before the claim, and that no event tells of."""
    mine = Project.id == shop.projects[0]
    db.session.execute(update(Project).where(mine).values(notes=Project.notes + words))


def notes(shop: Shop) -> str:
    with shop.world.acting():
        return str(db.session.scalar(select(Project.notes).where(Project.id == shop.projects[0])))


def kinds(shop: Shop) -> list[str]:
    with shop.world.acting():
        wanted = select(Event.kind).where(Event.kind.like("booking.%")).order_by(Event.seq)
        return list(db.session.scalars(wanted))


def test_a_deadlock_inside_a_larger_transaction_takes_back_the_claim_alone(shop: Shop) -> None:
    """Each holds one artist and asks for the other's: one of them is refused, and keeps what it did before."""
    both_hold = Barrier(2)

    def crossing(mine: int, other: int) -> Callable[[], str]:
        def work() -> str:
            claim_ahead([shop.artists[mine]])
            db.session.execute(text("UPDATE bookings SET notes = 'seen' WHERE id = :id"), {"id": seen[mine]})
            both_hold.wait()
            try:
                Booking.place(shop.world.sara, shop.artist(other), shop.project(0), days(0), "confirmed")
            except BookingConflict:
                return "refused"
            return "placed"

        return work

    with shop.world.acting():
        seen = [shop.world.booking(shop.artist(2), shop.project(1), days(n), "hold").id for n in (0, 1)]
    assert Counter(shop.at_once([crossing(0, 1), crossing(1, 0)])) == {"placed": 1, "refused": 1}
    with shop.world.acting():
        assert list(db.session.scalars(select(Booking.notes).where(Booking.id.in_(seen)))) == ["seen", "seen"]


def place_on_taken_time(shop: Shop, booking: Booking) -> None:
    Booking.place(shop.world.sara, shop.artist(0), shop.project(1), days(0), "pencil")


def place_with_a_long_title(shop: Shop, booking: Booking) -> None:
    Booking.place(shop.world.sara, shop.artist(0), shop.project(1), days(3), title="x" * 201)


def move_onto_taken_time(shop: Shop, booking: Booking) -> None:
    booking.move(shop.world.sara, days(0))


def describe_too_long(shop: Shop, booking: Booking) -> None:
    booking.describe(shop.world.sara, title="x" * 201)


@pytest.mark.parametrize(
    ("verb", "refusal"),
    [
        (place_on_taken_time, BookingConflict),
        (place_with_a_long_title, InvalidBooking),
        (move_onto_taken_time, BookingConflict),
        (describe_too_long, InvalidBooking),
    ],
)
def test_a_refusal_leaves_the_rest_of_its_transaction_alive(
    shop: Shop, verb: Callable[[Shop, Booking], None], refusal: type[BookingRefused]
) -> None:
    with shop.world.acting():
        shop.world.booking(shop.artist(0), shop.project(0), days(0))
        id = shop.world.booking(shop.artist(0), shop.project(0), days(1)).id

    def work() -> None:
        note(shop, "before ")
        with pytest.raises(refusal):
            verb(shop, shop.booking(id))
        note(shop, "after")
        Booking.place(shop.world.sara, shop.artist(0), shop.project(0), days(2), "pencil")

    assert shop.act(work) is None
    assert notes(shop) == "before after"
    assert kinds(shop) == ["booking.placed"] * 3


@pytest.mark.parametrize("status", ["hold", "confirmed"])
def test_whoever_places_holds_the_artists_lock_until_the_end(shop: Shop, owner_engine: Engine, status: str) -> None:
    def held(n: int) -> Any:
        with owner_engine.connect() as connection:
            return connection.scalar(HELD, {"key": claim_key(shop.artists[n])})

    with shop.world.acting("sara"):
        artist, project = shop.artist(0), shop.project(0)
        assert (held(0), held(1)) == (0, 0)
        booking = Booking.place(shop.world.sara, artist, project, days(0), status)
        assert (held(0), held(1)) == (1, 0)
        booking.assign(shop.world.sara, shop.artist(1))
        assert (held(0), held(1)) == (1, 1)
        db.session.rollback()
        assert (held(0), held(1)) == (0, 0)
