"""Who may make whom what: never above one's own role, and never without an owner."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from uuid import UUID

import pytest
from flask import Flask
from flask.testing import FlaskClient

from studio.accounts.models import AboveYou, LastOwner, Membership, utcnow
from studio.extensions import db
from tests.support.cast import World
from tests.support.pages import is_in

Signed = Callable[[str], FlaskClient]


def role_of(world: World, name: str) -> str | None:
    with world.acting():
        membership = Membership.of_user(getattr(world, name).user_id)
        return membership.role if membership and not membership.removed_at else None


def give(client: FlaskClient, world: World, name: str, role: str) -> int:
    return client.post(f"/harbour/members/{getattr(world, name).id}/role", data={"role": role}).status_code


def remove(client: FlaskClient, world: World, name: str) -> int:
    return client.post(f"/harbour/members/{getattr(world, name).id}/removal").status_code


def test_the_page_lists_everybody_and_is_for_owners_and_admins(world: World, as_: Signed) -> None:
    page = as_("adam").get("/harbour/members")
    assert all(name in page.text for name in ("Mia", "Adam", "Sara", "Ana", "Vera"))
    assert [as_(name).get("/harbour/members").status_code for name in ("sara", "ana", "vera")] == [403] * 3


def test_an_owner_makes_a_viewer_a_scheduler_who_may_at_once(world: World, as_: Signed) -> None:
    assert give(as_("mia"), world, "vera", "scheduler") == 303
    assert role_of(world, "vera") == "scheduler"


@pytest.mark.parametrize(("whom", "role"), [("vera", "owner"), ("adam", "owner"), ("mia", "viewer"), ("mia", "owner")])
def test_an_admin_neither_makes_nor_unmakes_an_owner(world: World, as_: Signed, whom: str, role: str) -> None:
    before = role_of(world, whom)
    assert give(as_("adam"), world, whom, role) == 403
    assert role_of(world, whom) == before
    assert remove(as_("adam"), world, "mia") == 403


def test_an_admin_is_not_even_offered_the_role_of_owner(world: World, as_: Signed) -> None:
    assert 'value="owner"' not in as_("adam").get("/harbour/members").text
    assert 'value="owner"' in as_("mia").get("/harbour/members").text


def test_a_role_nobody_knows_is_refused(world: World, as_: Signed) -> None:
    assert give(as_("mia"), world, "vera", "emperor") == 422


def test_a_role_is_answered_by_its_line_or_by_the_page_at_that_line(world: World, as_: Signed) -> None:
    mia, address = as_("mia"), f"/harbour/members/{world.vera.id}/role"
    line = f"membership-{world.vera.id}"
    answer = mia.post(address, data={"role": "scheduler"}, headers={"HX-Request": "true"})
    assert answer.status_code == 200 and answer.text.lstrip().startswith(f'<tr id="{line}"')
    assert "Vera is now: Scheduler." in answer.headers["HX-Trigger"]
    assert mia.post(address, data={"role": "viewer"}).location == f"/harbour/members#{line}"


@pytest.mark.parametrize("headers", [{}, {"HX-Request": "true"}])
def test_why_a_role_is_not_given_is_said_at_its_list(world: World, as_: Signed, headers: dict[str, str]) -> None:
    mia = as_("mia")
    for whom, role, status, words in (
        (world.mia, "admin", 409, "keeps at least one owner"),
        (world.vera, "emperor", 422, "Choose one of the roles."),
    ):
        answer = mia.post(f"/harbour/members/{whom.id}/role", data={"role": role}, headers=headers)
        assert answer.status_code == status and words in answer.text
        assert f'aria-describedby="error-membership-{whom.id}"' in answer.text


def test_the_last_owner_can_be_neither_demoted_nor_removed(world: World, as_: Signed) -> None:
    mia = as_("mia")
    assert give(mia, world, "mia", "admin") == 409
    assert remove(mia, world, "mia") == 409
    assert "keeps at least one owner" in mia.post(f"/harbour/members/{world.mia.id}/removal").text
    assert role_of(world, "mia") == "owner"
    assert give(mia, world, "mia", "owner") == 303


def test_with_another_owner_one_may_step_down(world: World, as_: Signed) -> None:
    give(as_("mia"), world, "sara", "owner")
    assert give(as_("mia"), world, "mia", "viewer") == 303
    assert (role_of(world, "mia"), role_of(world, "sara")) == ("viewer", "owner")


def test_a_removed_member_is_out_at_once_and_keeps_their_account(world: World, as_: Signed) -> None:
    sara = as_("sara")
    assert is_in(sara)
    assert remove(as_("mia"), world, "sara") == 303
    assert sara.get("/harbour/profile").status_code == 404
    assert sara.get("/harbour/artists").status_code == 404
    assert sara.get("/tenants").status_code == 200
    assert "Sara" not in as_("mia").get("/harbour/members").text


def test_a_member_removed_already_is_not_removed_again(world: World, as_: Signed) -> None:
    remove(as_("mia"), world, "sara")
    assert remove(as_("mia"), world, "sara") == 403


def test_one_may_leave(world: World, as_: Signed) -> None:
    adam = as_("adam")
    answer = adam.post(f"/harbour/members/{world.adam.id}/removal")
    assert answer.location == "/tenants"
    assert not is_in(adam)


def test_another_studios_members_do_not_exist(world: World, other: World, as_: Signed) -> None:
    for path in ("role", "removal"):
        answer = as_("mia").post(f"/harbour/members/{other.oscar.id}/{path}", data={"role": "viewer"})
        assert answer.status_code == 404


@pytest.fixture
def two_owners(world: World) -> Iterator[tuple[UUID, UUID]]:
    second = world.join("Olga", "owner")
    yield world.mia.id, second.id


@pytest.mark.parametrize("how", ["each demotes the other", "each steps down", "each removes the other"])
@pytest.mark.parametrize("again", range(5))
def test_two_owners_at_once_never_leave_a_studio_without_one(
    app: Flask, world: World, two_owners: tuple[UUID, UUID], how: str, again: int
) -> None:
    mia, olga = world.mia, world.olga
    start = Barrier(2)

    def attempt(by, id: UUID) -> str:  # type: ignore[no-untyped-def]
        with app.app_context(), world.acting():
            membership = db.session.get_one(Membership, (world.tenant.id, id))
            start.wait()
            try:
                if "removes" in how:
                    membership.remove(by, utcnow())
                else:
                    membership.give_role(by, "viewer", utcnow())
                db.session.commit()
                return "done"
            except (LastOwner, AboveYou) as refusal:
                db.session.rollback()
                return type(refusal).__name__

    targets = (mia.id, olga.id) if "steps" in how else (olga.id, mia.id)
    with ThreadPoolExecutor(2) as pool:
        answers = sorted(pool.map(attempt, (mia, olga), targets))
    assert answers == ["LastOwner", "done"]
    assert [role_of(world, "mia"), role_of(world, "olga")].count("owner") == 1
