"""Invitations: mailed, good once for a week, only for whom they are meant."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import update

from studio.accounts.invitations import Invitation
from studio.accounts.models import Membership, User, utcnow
from studio.activity.models import Event
from studio.artists.models import Artist
from studio.extensions import db
from tests.conftest import browser
from tests.support.cast import PASSWORD, World
from tests.support.mails import Mail
from tests.support.pages import is_in

Mails = Callable[[], list[Mail]]
Signed = Callable[[str], FlaskClient]
NEW = {"name": "Nils", "password": "rain on tin roofs"}


@pytest.fixture
def invited(world: World, as_: Signed, mails: Mails) -> str:
    """The path of the link mailed to a new scheduler."""
    return invite(as_("mia"), mails)


def invite(by: FlaskClient, mails: Mails, email: str = "nils@studio.test", role: str = "scheduler") -> str:
    answer = by.post("/harbour/invitations", data={"email": email, "role": role})
    assert answer.status_code == 303
    mail = mails()[-1]
    assert mail.to == email
    return mail.link


def role_of(world: World, email: str) -> str | None:
    with world.acting():
        user = User.with_email(email)
        membership = user and Membership.of_user(user.id)
        return membership.role if membership and not membership.removed_at else None


def only(world: World) -> Invitation:
    (found,) = Invitation.pending(utcnow())
    return found


def test_the_mail_says_who_invites_where_and_as_what(world: World, as_: Signed, mails: Mails) -> None:
    invite(as_("mia"), mails)
    (mail,) = mails()
    assert mail.subject == "Mia invites you to Harbour Post"
    assert "Your role: Scheduler" in mail.text
    assert mail.link in mail.html


def test_somebody_new_joins_with_a_name_and_a_password(world: World, invited: str, client: FlaskClient) -> None:
    assert "nils@studio.test" in client.get(invited).text
    answer = client.post(invited, data=NEW)
    assert answer.status_code == 303
    assert answer.location == "/harbour/"
    assert is_in(client)
    assert role_of(world, "nils@studio.test") == "scheduler"


def test_it_works_once(app: Flask, world: World, invited: str, client: FlaskClient) -> None:
    client.post(invited, data=NEW)
    late = browser(app, None)
    page = late.get(invited)
    assert page.status_code == 410
    assert "accepted already" in page.text
    assert late.post(invited, data={**NEW, "name": "Mallory"}).status_code == 410


def test_a_bad_password_keeps_what_was_typed_and_the_invitation(
    world: World, invited: str, client: FlaskClient
) -> None:
    page = client.post(invited, data={**NEW, "password": "short"})
    assert page.status_code == 422
    assert 'value="Nils"' in page.text
    assert client.post(invited, data=NEW).status_code == 303


def test_somebody_known_proves_it_with_their_password(
    world: World, other: World, as_: Signed, mails: Mails, client: FlaskClient
) -> None:
    link = invite(as_("mia"), mails, "oscar@studio.test")
    assert 'name="name"' not in client.get(link).text
    assert client.post(link, data={"password": "a guess at it"}).status_code == 422
    assert role_of(world, "oscar@studio.test") is None
    assert client.post(link, data={"password": PASSWORD}).status_code == 303
    assert is_in(client)
    assert is_in(client, "/other/profile")
    assert role_of(world, "oscar@studio.test") == "scheduler"


def test_whoever_is_signed_in_as_invited_joins_with_one_click(
    app: Flask, world: World, other: World, as_: Signed, mails: Mails
) -> None:
    link = invite(as_("mia"), mails, "OSCAR@studio.test")
    oscar = browser(app, other.tokens["oscar"])
    assert 'type="password"' not in oscar.get(link).text
    assert oscar.post(link).status_code == 303
    assert is_in(oscar)


def test_somebody_else_signed_in_cannot_take_it(app: Flask, world: World, other: World, invited: str) -> None:
    oscar = browser(app, other.tokens["oscar"])
    assert "You are signed in as oscar@studio.test" in oscar.get(invited).text
    oscar.post(invited, data=NEW)
    assert role_of(world, "oscar@studio.test") is None
    assert User.with_email("nils@studio.test") is None
    assert oscar.post("/harbour/sign-out", data={"next": invited}).location == invited


def test_a_withdrawn_invitation_is_closed(world: World, as_: Signed, invited: str, client: FlaskClient) -> None:
    mia = as_("mia")
    with world.acting():
        id = only(world).id
    assert mia.post(f"/harbour/invitations/{id}/withdrawal").status_code == 303
    page = client.get(invited)
    assert page.status_code == 410
    assert "withdrawn" in page.text
    assert "nils@studio.test" not in mia.get("/harbour/members").text.split('id="invite"')[0].split("</nav>")[-1]


def test_after_a_week_it_is_closed(world: World, invited: str, client: FlaskClient) -> None:
    with world.acting():
        db.session.execute(update(Invitation).values(expires_at=utcnow() - timedelta(seconds=1)))
        db.session.commit()
    page = client.get(invited)
    assert page.status_code == 410
    assert "good for a week" in page.text


def test_sending_it_again_replaces_the_link(
    world: World, as_: Signed, mails: Mails, invited: str, client: FlaskClient
) -> None:
    with world.acting():
        id = only(world).id
    as_("mia").post(f"/harbour/invitations/{id}/mails")
    newer = mails()[-1].link
    assert newer != invited
    assert client.get(invited).status_code == 410
    assert client.get(newer).status_code == 200


def test_a_made_up_link_and_another_studios_link_are_closed(
    world: World, other: World, invited: str, client: FlaskClient
) -> None:
    assert client.get("/harbour/invitations/made-up").status_code == 410
    assert client.get(invited.replace("harbour", "other")).status_code == 410
    assert client.get(invited.replace("/harbour", "")).status_code == 410


@pytest.mark.parametrize(
    ("email", "role", "words"),
    [
        ("sara@studio.test", "viewer", "a member already"),
        ("nils@studio.test", "viewer", "invited already"),
        ("not an address", "viewer", "not an email address"),
        ("new@studio.test", "emperor", "Choose one of the list"),
    ],
)
def test_an_invitation_that_cannot_be_is_refused_at_its_field(
    world: World, as_: Signed, invited: str, email: str, role: str, words: str
) -> None:
    page = as_("mia").post("/harbour/invitations", data={"email": email, "role": role})
    assert page.status_code == 422
    assert words in page.text
    assert f'value="{email}"' in page.text


def test_an_admin_invites_no_owner(world: World, as_: Signed, mails: Mails) -> None:
    page = as_("adam").post("/harbour/invitations", data={"email": "boss@studio.test", "role": "owner"})
    assert page.status_code == 422
    assert mails() == []


def test_an_admin_touches_no_owners_invitation(world: World, as_: Signed, mails: Mails, client: FlaskClient) -> None:
    link = invite(as_("mia"), mails, "boss@studio.test", "owner")
    with world.acting():
        id = only(world).id
    assert as_("adam").post(f"/harbour/invitations/{id}/withdrawal").status_code == 403
    assert as_("adam").post(f"/harbour/invitations/{id}/mails").status_code == 403
    assert client.get(link).status_code == 200


def test_a_closed_invitation_is_neither_sent_nor_withdrawn_again(
    world: World, as_: Signed, mails: Mails, invited: str
) -> None:
    mia = as_("mia")
    with world.acting():
        id = only(world).id
    mia.post(f"/harbour/invitations/{id}/withdrawal")
    for path in ("withdrawal", "mails"):
        answer = mia.post(f"/harbour/invitations/{id}/{path}", follow_redirects=True)
        assert "ran out meanwhile" in answer.text
    assert len(mails()) == 1


def test_somebody_removed_can_be_invited_back_with_another_role(world: World, as_: Signed, mails: Mails) -> None:
    as_("mia").post(f"/harbour/members/{world.vera.id}/removal")
    link = invite(as_("mia"), mails, "vera@studio.test", "scheduler")
    vera = as_("vera")
    assert vera.post(link).status_code == 303
    assert is_in(vera)
    assert role_of(world, "vera@studio.test") == "scheduler"


def test_who_joined_meanwhile_keeps_their_role(world: World, as_: Signed, mails: Mails, app: Flask) -> None:
    """Two invitations cannot be open at once, but a membership may come back in between."""
    as_("mia").post(f"/harbour/members/{world.vera.id}/removal")
    link = invite(as_("mia"), mails, "vera@studio.test", "admin")
    with world.acting():
        db.session.execute(update(Membership).where(Membership.id == world.vera.id).values(removed_at=None))
        db.session.commit()
    assert as_("vera").post(link).status_code == 303
    assert role_of(world, "vera@studio.test") == "viewer"


def test_an_artist_who_joins_is_tied_to_the_artist_with_their_address(
    app: Flask, world: World, as_: Signed, mails: Mails
) -> None:
    kofi = world.artist("Kofi", email="Kofi@studio.test")
    twins = [world.artist(f"Twin {n}", email="twin@studio.test") for n in (1, 2)]
    for email in ("kofi@studio.test", "twin@studio.test"):
        link = invite(as_("mia"), mails, email, "artist")
        answer = browser(app, None).post(link, data={"name": "Kofi Mensah", "password": "rain on tin roofs"})
        assert answer.status_code == 303
    with world.acting():
        user = User.with_email("kofi@studio.test")
        membership = user and Membership.of_user(user.id)
        assert membership and db.session.get_one(Artist, (world.tenant.id, kofi.id)).member_id == membership.id
        assert [event.kind for event in Event.history(kofi.id)][-1] == "artist.edited"
        assert not any(db.session.get_one(Artist, (world.tenant.id, twin.id)).member_id for twin in twins)
