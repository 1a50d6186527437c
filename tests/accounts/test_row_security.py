"""As the role of the app, in one studio or in none: whose accounts, sessions and studios it sees, and may change."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import delete, func, insert, select, text, update
from sqlalchemy.exc import ProgrammingError
from uuid_utils.compat import uuid7

from studio.accounts.identity import tenants_of
from studio.accounts.models import Membership, SignIn, Tenant, User
from studio.extensions import db
from studio.lib import clock
from studio.lib.current import current
from studio.lib.db import act_as
from tests.support.cast import World

Signed = Callable[[str], FlaskClient]
NAMES = {"Mia", "Adam", "Sara", "Ana", "Vera"}
DENIED = "row-level security policy"


def test_a_studio_shows_the_accounts_of_its_people_and_nobody_elses(world: World, other: World) -> None:
    with world.acting():
        assert set(db.session.scalars(select(User.name))) == NAMES
        assert set(db.session.scalars(select(Tenant.slug))) == {"harbour"}
        assert db.session.get(User, other.oscar.user_id) is None


def test_outside_any_studio_nobodys_account_session_or_studio_is_seen(world: World, other: World) -> None:
    for table in (User, SignIn, Tenant, Membership):
        assert db.session.scalar(select(func.count()).select_from(table)) == 0


def test_nobodys_password_but_ones_own_can_be_set(world: World, other: World) -> None:
    """Neither a stranger's, nor a colleague's; not even with the address of the row."""
    with world.acting():
        act_as(world.sara.user_id)
        for whose, changed in ((other.oscar, 0), (world.mia, 0), (world.sara, 1)):
            found = db.session.execute(update(User).where(User.id == whose.user_id).values(password_hash="x"))
            assert found.rowcount == changed  # type: ignore[attr-defined]
        everybody = db.session.execute(update(User).values(name="x"))
        assert everybody.rowcount == 1  # type: ignore[attr-defined]


def test_nobodys_sessions_but_ones_own_are_seen_ended_or_opened(world: World) -> None:
    with world.acting():
        act_as(world.sara.user_id)
        assert set(db.session.scalars(select(SignIn.user_id))) == {world.sara.user_id}
        ended = db.session.execute(update(SignIn).values(revoked_at=clock.now()))
        assert ended.rowcount == 1  # type: ignore[attr-defined]
        mia = db.session.get_one(User, world.mia.user_id)
        with pytest.raises(ProgrammingError, match=DENIED):
            mia.sign_in(clock.now(), "203.0.113.9", "somebody else")


def test_no_studio_but_the_acting_one_is_changed_or_opened(world: World, other: World) -> None:
    with world.acting():
        act_as(world.mia.user_id)
        renamed = db.session.execute(update(Tenant).values(name="x"))
        assert renamed.rowcount == 1  # type: ignore[attr-defined]
        with pytest.raises(ProgrammingError, match=DENIED):
            db.session.execute(insert(Tenant).values(id=uuid7(), slug="stolen", name="Stolen"))


def test_nobody_joins_as_somebody_else(world: World) -> None:
    act_as(world.mia.user_id)
    with pytest.raises(ProgrammingError, match=DENIED):
        db.session.execute(insert(User).values(id=uuid7(), email="x@studio.test", name="X", password_hash="x"))


def test_ones_studios_are_known_outside_any_and_inside_one_only_that_one(world: World, other: World) -> None:
    with other.acting():
        db.session.add(Membership(user_id=world.mia.user_id, role="viewer"))
        db.session.commit()
    with world.acting():
        act_as(world.mia.user_id)
        seen = select(Membership.tenant_id).where(Membership.user_id == world.mia.user_id)
        assert set(db.session.scalars(seen)) == {world.tenant.id}
        assert [tenant.slug for tenant in tenants_of(world.mia.user_id)] == ["harbour", "other"]
        assert set(db.session.scalars(seen)) == {world.tenant.id}, "afterwards the studio is the acting one again"
    world.account("mia")
    assert len(db.session.scalars(seen).all()) == 2


def test_what_signing_in_needs_is_found_by_its_key_alone(world: World, other: World) -> None:
    mia = User.with_email(" MIA@studio.test")
    assert mia and mia.id == world.mia.user_id
    assert User.with_email("%@studio.test") is None
    studio = Tenant.named("other")
    assert studio and studio.id == other.tenant.id


def test_an_account_deletes_nothing(world: World) -> None:
    act_as(world.mia.user_id)
    with pytest.raises(ProgrammingError, match="permission denied"):
        db.session.execute(delete(User).where(User.id == world.mia.user_id))


def test_a_page_tells_the_database_who_asks_and_the_next_request_is_nobodys(world: World, as_: Signed) -> None:
    before = session_of(world, "mia").last_seen_at
    act_on_session(world, "mia", last_seen_at=before - timedelta(hours=1))
    assert as_("mia").get("/harbour/sessions").text.count("This one") == 1
    assert session_of(world, "mia").last_seen_at > before - timedelta(minutes=1), "the request wrote that she was seen"
    as_("mia").get("/harbour/sessions")
    assert current.user_id is None
    db.session.rollback()
    assert db.session.scalar(text("SELECT current_setting('app.user_id', true)")) == ""


def session_of(world: World, name: str) -> SignIn:
    world.account(name)
    found = db.session.scalars(select(SignIn)).one()
    db.session.expunge_all()
    return found


def act_on_session(world: World, name: str, **values: object) -> None:
    world.account(name)
    db.session.execute(update(SignIn).values(**values))
    db.session.commit()
