"""However many book at once, no artist is booked twice: proven with real transactions on real connections."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import timedelta
from itertools import count
from threading import Barrier
from types import SimpleNamespace
from typing import Any
from uuid import UUID

import pytest
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from psycopg.errors import DeadlockDetected
from sqlalchemy import Engine, create_engine, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm.exc import StaleDataError

from studio.artists.models import Artist
from studio.bookings import locking, replay
from studio.bookings.errors import BookingConflict, BookingRefused
from studio.bookings.models import Booking
from studio.config import load
from studio.extensions import db
from studio.lib.spans import Span
from studio.projects.models import Project
from tests.support.cast import MONDAY, World, days

CLIENTS = 8
SHOPS = count()


class NotPlacedYet(BookingRefused):
    """Somebody wants to change a booking that its placer has not committed yet."""


@dataclass
class Shop:
    """A studio with a few artists and projects, and threads that book there, each with its own connection."""

    app: Flask
    world: World
    artists: list[UUID]
    projects: list[UUID]
    placed: list[UUID] = field(default_factory=list)

    def artist(self, n: int) -> Artist:
        return db.session.get_one(Artist, (self.world.tenant.id, self.artists[n % len(self.artists)]))

    def project(self, n: int) -> Project:
        return db.session.get_one(Project, (self.world.tenant.id, self.projects[n % len(self.projects)]))

    def booking(self, id: UUID) -> Booking:
        found = db.session.get(Booking, (self.world.tenant.id, id))
        if found is None:
            raise NotPlacedYet("Its transaction has not committed, or never will.")
        return found

    def act(self, verb: Callable[[], Any]) -> Any:
        """`verb` in a transaction of its own, committed; what refused it, rolled back."""
        with self.app.app_context(), self.world.acting("sara"):
            try:
                result = verb()
                db.session.commit()
                return result
            except (BookingRefused, StaleDataError) as refusal:
                db.session.rollback()
                return refusal
            finally:
                db.session.remove()

    def at_once(self, verbs: list[Callable[[], Any]]) -> list[Any]:
        start = Barrier(len(verbs))

        def run(verb: Callable[[], Any]) -> Any:
            start.wait()
            return self.act(verb)

        with ThreadPoolExecutor(len(verbs)) as pool:
            return list(pool.map(run, verbs))


@pytest.fixture
def shop(app: Flask, world: World) -> Shop:
    return open_shop(app, world, "")


def open_shop(app: Flask, world: World, suffix: str) -> Shop:
    artists = [world.artist(f"{name}{suffix}").id for name in ("Ana Duarte", "Kofi", "Mirela")]
    return Shop(app, world, artists, [world.project(f"{name}{suffix}").id for name in ("Film", "Spot")])


@pytest.fixture(scope="session")
def raw(environment: dict[str, str]) -> Iterator[Engine]:
    """The rows as they lie on the disk, of all tenants: the backup role reads past the policies."""
    backup = {**environment, "APP_DATABASE_URL": environment["BACKUP_DATABASE_URL"]}
    engine = create_engine(load(backup).app_database_url)
    yield engine
    engine.dispose()


BLOCKING_ROWS = text(
    "SELECT tenant_id, artist_id, starts_at, ends_at, id FROM bookings "
    "WHERE status IN ('pencil', 'confirmed') AND artist_id = ANY(:artists) ORDER BY tenant_id, artist_id, starts_at"
)


def overlaps(raw: Engine, shop: Shop) -> list[str]:
    """An independent sweep: every booking that blocks an artist who is already blocked."""
    with raw.connect() as connection:
        return list(sweep(connection.execute(BLOCKING_ROWS, {"artists": shop.artists}).all()))


def sweep(rows: Iterable[Any]) -> Iterator[str]:
    """Rows come by artist and start; one that starts before an earlier one has ended shares time with it."""
    latest: dict[tuple[UUID, UUID], Any] = {}
    for row in rows:
        before = latest.get((row.tenant_id, row.artist_id))
        if before and row.starts_at < before.ends_at:
            yield f"{before.id} and {row.id}"
        if before is None or row.ends_at > before.ends_at:
            latest[row.tenant_id, row.artist_id] = row


def test_the_sweep_finds_overlaps_and_lets_touching_ends_be() -> None:
    def row(id: int, start: int, end: int, artist: int = 1) -> SimpleNamespace:
        return SimpleNamespace(tenant_id=1, artist_id=artist, starts_at=start, ends_at=end, id=id)

    assert list(sweep([row(1, 0, 2), row(2, 2, 4), row(3, 4, 5), row(4, 0, 9, artist=2)])) == []
    assert list(sweep([row(1, 0, 9), row(2, 2, 3), row(3, 5, 6)])) == ["1 and 2", "1 and 3"]


@pytest.fixture
def deadlocks(monkeypatch: pytest.MonkeyPatch) -> list[DBAPIError]:
    """Those the database had to end: each costs it a second, though the second try hides it."""
    seen, retry = list[DBAPIError](), locking.run_or_refuse

    def watched(attempt: Callable[[], None]) -> None:
        try:
            attempt()
        except DBAPIError as error:
            if isinstance(error.orig, DeadlockDetected):
                seen.append(error)
            raise

    monkeypatch.setattr(locking, "run_or_refuse", lambda attempt: retry(lambda: watched(attempt)))
    return seen


def test_of_eight_who_want_one_slot_one_gets_it(shop: Shop, raw: Engine, deadlocks: list[DBAPIError]) -> None:
    for day in range(25):

        def place(day: int = day) -> Booking:
            return Booking.place(shop.world.sara, shop.artist(0), shop.project(0), days(day), "confirmed")

        outcome = Counter(type(result) for result in shop.at_once([place] * CLIENTS))
        assert outcome == {Booking: 1, BookingConflict: CLIENTS - 1}
    assert overlaps(raw, shop) == []
    assert deadlocks == []


def test_a_hold_never_waits_and_never_loses(shop: Shop) -> None:
    def hold() -> Booking:
        return Booking.place(shop.world.sara, shop.artist(0), shop.project(0), days(0), "hold")

    assert Counter(type(result) for result in shop.at_once([hold] * CLIENTS)) == {Booking: CLIENTS}


def test_of_eight_holds_one_can_be_confirmed(shop: Shop, raw: Engine) -> None:
    with shop.world.acting():
        ids = [shop.world.booking(shop.artist(0), shop.project(0), days(0), "hold").id for _ in range(CLIENTS)]

    def confirm(id: UUID) -> Callable[[], None]:
        return lambda: shop.booking(id).confirm(shop.world.sara)

    outcome = Counter(type(result) for result in shop.at_once([confirm(id) for id in ids]))
    assert outcome == {type(None): 1, BookingConflict: CLIENTS - 1}
    assert overlaps(raw, shop) == []


def test_two_who_swap_artists_do_not_wait_for_each_other(shop: Shop, raw: Engine, deadlocks: list[DBAPIError]) -> None:
    """Each takes both artists' locks, in the same order: so they cannot deadlock."""
    with shop.world.acting():
        ids = [shop.world.booking(shop.artist(n), shop.project(0), days(0)).id for n in (0, 1)]

    def assign(id: UUID, n: int) -> Callable[[], None]:
        return lambda: shop.booking(id).assign(shop.world.sara, shop.artist(n))

    for _ in range(10):
        outcome = Counter(type(r) for r in shop.at_once([assign(ids[0], 1), assign(ids[1], 0)] * 4))
        assert outcome == {BookingConflict: 8}
    assert deadlocks == []
    assert overlaps(raw, shop) == []


def test_two_who_change_one_booking_do_not_overwrite_each_other(shop: Shop) -> None:
    with shop.world.acting():
        id = shop.world.booking(shop.artist(0), shop.project(0), days(0), "pencil").id
    read = Barrier(2)

    def move(day: int) -> Callable[[], None]:
        def verb() -> None:
            booking = shop.booking(id)
            read.wait()
            booking.move(shop.world.sara, days(day))

        return verb

    assert Counter(type(result) for result in shop.at_once([move(1), move(2)])) == {type(None): 1, StaleDataError: 1}


SLOTS = st.tuples(st.integers(0, 40), st.integers(1, 8))  # half-days from Monday
STATUSES = st.sampled_from(("hold", "pencil", "confirmed"))
SMALL = st.integers(0, 5)
STEPS = st.one_of(
    st.tuples(st.just("place"), SMALL, SLOTS, STATUSES),
    st.tuples(st.just("place"), SMALL, SLOTS, STATUSES),
    st.tuples(st.just("move"), SMALL, SLOTS),
    st.tuples(st.just("assign"), SMALL, SMALL),
    st.tuples(st.just("status"), SMALL, STATUSES),
    st.tuples(st.just("back"), SMALL),
    st.tuples(st.just("cancel"), SMALL),
)
PLANS = st.lists(st.lists(STEPS, min_size=4, max_size=14), min_size=4, max_size=4)


def half_days(slot: tuple[int, int]) -> Span:
    start = MONDAY + timedelta(hours=12 * slot[0])
    return Span(start, start + timedelta(hours=12 * slot[1]))


def perform(shop: Shop, step: tuple[Any, ...]) -> None:
    """One random verb; those that need a booking take one of the latest anybody placed."""
    verb, n, *details = step
    by = shop.world.sara
    if verb == "place":
        placed = Booking.place(by, shop.artist(n), shop.project(n), half_days(details[0]), details[1])
        shop.placed.append(placed.id)
        return
    if not shop.placed:
        return
    booking = shop.booking(shop.placed[-1 - n % len(shop.placed)])
    if verb == "move":
        booking.move(by, half_days(details[0]))
    elif verb == "assign":
        booking.assign(by, shop.artist(details[0]))
    elif verb == "status":
        booking.set_status(by, details[0])
    elif verb == "back":
        booking.step_back(by)
    else:
        booking.cancel(by, "The client moved.")


@settings(max_examples=settings.default.max_examples // 8, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(plans=PLANS)
def test_whatever_several_do_at_once_nobody_is_booked_twice(
    app: Flask, world: World, raw: Engine, plans: list[list[Any]]
) -> None:
    shop = open_shop(app, world, f" {next(SHOPS)}")
    start = Barrier(len(plans))

    def work(plan: list[Any]) -> list[str]:
        start.wait()
        return [type(shop.act(lambda step=step: perform(shop, step))).__name__ for step in plan]

    with ThreadPoolExecutor(len(plans)) as pool:
        outcomes = Counter(name for names in pool.map(work, plans) for name in names)
    assert set(outcomes) <= {"NoneType", "BookingConflict", "BookingClosed", "StaleDataError", "NotPlacedYet"}
    assert overlaps(raw, shop) == []
    with world.acting():
        assert replay.rebuild().differences == []
