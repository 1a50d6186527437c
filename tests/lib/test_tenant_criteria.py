"""Statements of the ORM say themselves whose rows they are about: also where no policy would hide the others'."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from flask import Flask
from sqlalchemy import create_engine, exists, func, select, update
from sqlalchemy.orm import Session, aliased

from studio.accounts.models import Membership, User
from studio.artists.models import Artist
from studio.dev.servers import services as embedded
from studio.lib.current import current
from studio.lib.db import ACROSS
from tests.support.cast import World


@pytest.fixture
def above(app: Flask, services: embedded.Services) -> Iterator[Session]:
    """A superuser's session: the policies do not hold for it."""
    engine = create_engine(services.superuser_url.replace("postgresql:", "postgresql+psycopg:"))
    with Session(engine) as session:
        yield session
    engine.dispose()


@pytest.fixture
def both(world: World, other: World) -> tuple[World, World]:
    for studio in (world, other):
        studio.artist("Ana Duarte")
    return world, other


def test_without_policies_too_only_the_acting_studios_rows_are_found(above: Session, both: tuple[World, World]) -> None:
    named = aliased(Artist)
    statements = (
        select(Artist.tenant_id),
        select(named.tenant_id).where(named.name.startswith("Ana")),
        select(Membership.tenant_id).join(User),
        select(select(Artist.tenant_id).subquery()),
        select(func.count()).select_from(User).where(exists().where(Membership.user_id == User.id)),
    )
    for studio, people in zip(both, (5, 1), strict=True):
        with current.acting(studio.tenant):
            *tenants, members = [above.scalars(statement).all() for statement in statements]
            assert {found for each in tenants for found in each} == {studio.tenant.id}
            assert members == [people]
            assert len(above.scalars(select(Artist.tenant_id), execution_options=ACROSS).all()) == 2


def test_a_row_is_not_got_by_its_key_and_not_updated_from_another_studio(
    above: Session, both: tuple[World, World]
) -> None:
    world, other = both
    with current.acting(world.tenant):
        assert above.get(Membership, (other.tenant.id, other.oscar.id)) is None
        changed = above.execute(update(Artist).where(Artist.name == "Ana Duarte").values(city="Hull"))
        assert changed.rowcount == 1  # type: ignore[attr-defined]


def test_outside_any_studio_a_statement_is_as_it_was_written(above: Session, both: tuple[World, World]) -> None:
    assert len(above.scalars(select(Artist.tenant_id)).all()) == 2
