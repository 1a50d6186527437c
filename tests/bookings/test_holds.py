"""Ranks of holds: derived from who was placed first, so they are right after every change."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import text, update

from studio.bookings import holds
from studio.bookings.holds import HoldRow
from studio.bookings.models import Booking
from studio.extensions import db
from tests.support.cast import World, days

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
NAIVE = text("""
    SELECT h.id, 1 + count(o.id) FROM bookings h
    LEFT JOIN bookings o ON o.artist_id = h.artist_id AND o.id <> h.id AND o.status = 'hold'
         AND (o.expires_at IS NULL OR o.expires_at > :now)
         AND tstzrange(o.starts_at, o.ends_at) && tstzrange(h.starts_at, h.ends_at)
         AND (o.placed_at, o.id) < (h.placed_at, h.id)
    WHERE h.status = 'hold' AND (h.expires_at IS NULL OR h.expires_at > :now) GROUP BY h.id
""")
rows = st.builds(
    lambda id, artist, start, length, placed: HoldRow(
        id, UUID(int=artist), UUID(int=1), NOW + timedelta(hours=start), NOW + timedelta(hours=start + length),
        NOW + timedelta(minutes=placed),
    ),
    st.uuids(), st.integers(1, 3), st.integers(0, 40), st.integers(1, 20), st.integers(0, 5),
)  # fmt: skip


@given(st.lists(rows, max_size=40, unique_by=lambda row: row.id))
def test_a_rank_is_one_more_than_the_earlier_holds_it_overlaps(line: list[HoldRow]) -> None:
    found = {row.id: row for row in line}
    naive = {
        row.id: 1
        + sum(
            other.artist_id == row.artist_id
            and (other.placed_at, other.id) < (row.placed_at, row.id)
            and other.starts_at < row.ends_at
            and row.starts_at < other.ends_at
            for other in line
        )
        for row in line
    }
    assert holds.ranks(line) == naive
    for id, ahead in holds.before(line).items():
        assert len(ahead) == naive[id] - 1 and all(holds.queued(row) < holds.queued(found[id]) for row in ahead)


Place = Callable[..., Booking]


@pytest.fixture
def hold(world: World) -> Place:
    """`hold(ana, 0, 2)`: a hold on Monday and Tuesday."""
    titles = world.project("Titles")
    return lambda artist, first, count=1: world.booking(artist, titles, days(first, count), "hold")


def change(world: World, booking: Booking, verb: str, *args: Any) -> None:
    with world.acting():
        getattr(db.session.get_one(Booking, (world.tenant.id, booking.id)), verb)(None, *args)
        db.session.commit()


def ranks_now(world: World) -> dict[UUID, int]:
    with world.acting():
        db.session.expire_all()
        return holds.ranks(holds.active(days(0).start, days(30).end, datetime.now(UTC)))


def test_ranks_by_query_equal_ranks_by_the_database(world: World, hold: Place) -> None:
    ana, kofi = world.artist("Ana"), world.artist("Kofi")
    for n in range(30):
        booking = hold(kofi if n % 3 == 2 else ana, (n * 5) % 11, 1 + n % 4)
        if n % 7 == 6:
            change(world, booking, "release", "Not needed")
    with world.acting():
        now = datetime.now(UTC)
        naive = {row[0]: row[1] for row in db.session.execute(NAIVE, {"now": now})}
        window = holds.ranks(holds.active(days(3).start, days(5).end, now))
        assert len(naive) > 20
        shown = db.session.scalars(
            db.select(Booking.id).where(
                Booking.status == "hold", Booking.starts_at < days(5).end, Booking.ends_at > days(3).start
            )
        )
        for id in shown:  # exact for all that is shown, though some of those ahead lie outside the window
            assert window[id] == naive[id] == holds.rank_of(db.session.get_one(Booking, (world.tenant.id, id)), now)


def test_a_release_promotes_everyone_behind(world: World, hold: Place) -> None:
    ana = world.artist("Ana")
    first, second, third = (hold(ana, 0, 2) for _ in range(3))
    assert ranks_now(world) == {first.id: 1, second.id: 2, third.id: 3}
    change(world, first, "release", "Not needed")
    assert ranks_now(world) == {second.id: 1, third.id: 2}


def test_confirming_promotes_and_unconfirming_restores(world: World, hold: Place) -> None:
    ana = world.artist("Ana")
    first, second = hold(ana, 0), hold(ana, 0)
    for verb, expected in (("confirm", {second.id: 1}), ("step_back", {second.id: 1})):
        change(world, first, verb)
        assert ranks_now(world) == expected
    change(world, first, "step_back")
    assert ranks_now(world) == {first.id: 1, second.id: 2}


def test_an_expired_hold_counts_no_more(world: World, hold: Place) -> None:
    ana = world.artist("Ana")
    first, second = hold(ana, 0), hold(ana, 0)
    with world.acting():
        db.session.execute(update(Booking).where(Booking.id == first.id).values(expires_at=datetime.now(UTC)))
        db.session.commit()
    assert ranks_now(world) == {second.id: 1}
    with world.acting():
        row = db.session.get(Booking, (world.tenant.id, second.id))
        assert row and holds.ahead_of(row, datetime.now(UTC)) == []


def test_touching_holds_and_other_artists_do_not_count(world: World, hold: Place) -> None:
    ana, kofi = world.artist("Ana"), world.artist("Kofi")
    ids = [hold(artist, day).id for artist, day in ((ana, 0), (ana, 1), (kofi, 0))]
    assert ranks_now(world) == dict.fromkeys(ids, 1)
