"""The audit log: who came in or tried to, who changed what others may, from where; for owners and admins alone."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import Engine, text

from studio import periodic
from studio.accounts.invitations import Invitation
from studio.accounts.models import Membership, Tenant, User
from studio.accounts.passwords import reset_token
from studio.accounts.routes.audit import SENTENCES, TOPICS
from studio.activity import audit
from studio.activity.audit import AuditEvent
from studio.extensions import db
from tests.conftest import browser
from tests.support.api_clients import api_client, client_with, login, service_token
from tests.support.cast import PASSWORD, World, days
from tests.support.pages import text_of

Signed = Callable[[str], FlaskClient]
FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"
NEW = "tide tables for poets"
AUDIT = "/api/v1/audit"


def kept(world: World) -> list[AuditEvent]:
    """A studio's events, the oldest first."""
    with world.acting():
        return list(audit.listed((), 1).rows)[::-1]


def kinds(world: World) -> list[str]:
    return [event.kind for event in kept(world)]


def outside(app: Flask) -> FlaskClient:
    client = browser(app, None)
    client.environ_base |= {"REMOTE_ADDR": "203.0.113.9", "HTTP_USER_AGENT": FIREFOX}
    return client


def sign_in(client: FlaskClient, password: str = PASSWORD, email: str = "mia@studio.test") -> int:
    return client.post("/sign-in", data={"email": email, "password": password}).status_code


def join(world: World, other: World) -> None:
    """Mia belongs to Other Pictures too."""
    with other.acting():
        db.session.add(Membership(user_id=world.mia.user_id, role="viewer"))
        db.session.commit()


def test_signing_in_and_out_is_kept_with_who_and_from_where(app: Flask, world: World) -> None:
    mia = outside(app)
    assert sign_in(mia) == 303
    with mia.session_transaction() as session:
        session["csrf_token"] = "raw"
    assert mia.post("/harbour/sign-out").status_code == 303
    came, left = kept(world)
    assert (came.kind, left.kind) == ("session.opened", "session.closed")
    assert (came.actor_id, came.actor_name) == (world.mia.id, "Mia")
    assert (came.address, came.agent) == ("203.0.113.9", FIREFOX)
    assert datetime.now(UTC) - came.at < timedelta(minutes=1)
    assert len(came.request_id) >= 8


def test_a_wrong_password_is_kept_as_nobodys_in_every_studio_of_the_account(
    app: Flask, world: World, other: World
) -> None:
    join(world, other)
    assert sign_in(outside(app), "guess") == 422
    for studio in (world, other):
        (event,) = kept(studio)
        assert (event.kind, event.actor_id, event.subject_name) == ("session.refused", None, "Mia")
        assert event.address == "203.0.113.9"
    assert "guess" not in str(vars(event))


def test_a_program_that_guesses_is_kept_too(app: Flask, world: World) -> None:
    wrong = {"email": "mia@studio.test", "password": "guess"}
    assert app.test_client(use_cookies=False).post("/api/v1/auth/login", json=wrong).status_code == 401
    assert kinds(world) == ["session.refused"]


def test_of_a_guess_at_an_unknown_address_only_when_and_from_where_is_kept(
    app: Flask, world: World, owner_engine: Engine
) -> None:
    """It costs a row as at a known address, and what was typed there may be a password."""
    assert sign_in(outside(app), "guess", "hunter2@studio.test") == 422
    assert kinds(world) == []
    with owner_engine.connect() as owner:
        (row,) = owner.execute(text("SELECT * FROM failed_sign_ins")).mappings()
    assert row["address"] == "203.0.113.9"
    assert "hunter2" not in str(row)


def test_passwords_that_are_changed_reset_and_guessed_are_kept(app: Flask, world: World, as_: Signed) -> None:
    mia = as_("mia")
    assert mia.post("/harbour/password", data={"current": "guess", "password": NEW}).status_code == 422
    assert mia.post("/harbour/password", data={"current": PASSWORD, "password": "short"}).status_code == 422
    assert mia.post("/harbour/password", data={"current": PASSWORD, "password": NEW}).status_code == 303
    assert outside(app).post("/password/forgotten", data={"email": "mia@studio.test"}).status_code == 200
    user = User.with_email("mia@studio.test")
    assert user
    link = f"/password/resets/{reset_token(user)}"
    db.session.rollback()
    assert outside(app).post(link, data={"password": "rain on tin roofs"}).status_code == 303
    assert kinds(world) == [
        "password.refused", "password.changed", "password.link_sent", "password.reset", "session.opened",
    ]  # fmt: skip


def test_a_wrong_password_given_while_signing_up_is_kept(app: Flask, world: World) -> None:
    form = {"studio": "Side Project", "name": "Mia", "email": "mia@studio.test", "password": NEW}
    assert "Check your mail" in outside(app).post("/sign-up", data=form).text
    assert kinds(world) == ["session.refused"]


def test_a_wrong_password_at_an_invitation_is_kept(app: Flask, world: World, other: World) -> None:
    with world.acting():
        _, token = Invitation.send(world.adam, "oscar@studio.test", "viewer", datetime.now(UTC))
        db.session.commit()
    assert outside(app).post(f"/harbour/invitations/{token}", data={"password": "guess"}).status_code == 422
    assert kinds(other) == ["session.refused"]


def test_members_their_roles_and_invitations_are_kept(app: Flask, world: World, as_: Signed) -> None:
    mia = as_("mia")
    mia.post("/harbour/invitations", data={"email": "nils@studio.test", "role": "viewer"})
    with world.acting():
        invitation = Invitation.pending(datetime.now(UTC))[0].id
    mia.post(f"/harbour/invitations/{invitation}/mails")
    mia.post(f"/harbour/invitations/{invitation}/withdrawal")
    mia.post(f"/harbour/members/{world.vera.id}/role", data={"role": "scheduler"})
    mia.post(f"/harbour/members/{world.vera.id}/removal")
    *_, changed, removed = events = kept(world)
    assert [event.kind for event in events] == [
        "member.invited", "member.invited_again", "member.uninvited", "member.role_changed", "member.removed",
    ]  # fmt: skip
    assert (changed.actor_name, changed.subject_name, changed.details) == (
        "Mia",
        "Vera",
        {"role": ["viewer", "scheduler"]},
    )
    assert (removed.subject_id, removed.details) == (world.vera.id, {"role": "scheduler"})


def test_what_is_refused_is_not_said_to_have_happened(world: World, as_: Signed) -> None:
    assert as_("adam").post(f"/harbour/members/{world.mia.id}/removal").status_code == 403
    assert as_("mia").post(f"/harbour/members/{world.mia.id}/role", data={"role": "viewer"}).status_code == 409
    assert kinds(world) == []


def test_somebody_who_joins_is_kept(app: Flask, world: World) -> None:
    with world.acting("mia"):
        _, token = Invitation.send(world.mia, "nils@studio.test", "scheduler", datetime.now(UTC))
        db.session.commit()
    done = outside(app).post(f"/harbour/invitations/{token}", data={"name": "Nils", "password": NEW})
    assert done.status_code == 303
    assert kinds(world) == ["member.invited", "member.joined", "session.opened"]
    assert kept(world)[1].actor_name == "Nils"


def test_tokens_and_logins_of_programs_are_kept_without_their_secrets(app: Flask, world: World, as_: Signed) -> None:
    mia = as_("mia")
    form = {"name": "Calendar sync", "scopes": ["schedule.read"], "life": "90"}
    page = mia.post("/harbour/tokens", data=form)
    assert page.status_code == 201
    mia.post("/harbour/settings/tokens", data={**form, "name": "Nightly", "role": "viewer"})
    tokens = [event for event in kept(world) if event.kind == "token.made"]
    for event, path in zip(tokens, ("/harbour/tokens", "/harbour/settings/tokens"), strict=True):
        mia.post(f"{path}/{event.subject_id}/revocation")
    program = client_with(app, login(world, "sara")["access_token"])
    assert program.post("/api/v1/auth/logout").status_code == 204
    assert kinds(world) == ["token.made", "token.made", "token.revoked", "token.revoked", "login.opened", "login.ended"]
    assert (tokens[0].subject_name, tokens[0].details["scopes"]) == ("Calendar sync", ["schedule.read"])
    assert "studio_" not in str([event.details for event in kept(world)])


def test_a_refresh_token_that_comes_twice_is_kept(app: Flask, world: World) -> None:
    token = login(world, "sara")["refresh_token"]
    program = app.test_client(use_cookies=False)
    assert program.post("/api/v1/auth/refresh", json={"refresh_token": token}).status_code == 200
    assert program.post("/api/v1/auth/refresh", json={"refresh_token": token}).status_code == 401
    assert kinds(world) == ["login.opened", "login.reused", "login.ended"]


def test_settings_are_kept_with_what_they_were(world: World, as_: Signed) -> None:
    form = {"name": "Harbour", "zone": "Europe/London", "currency": "GBP", "locale": "en_GB", "hold_days": "14"}
    assert as_("mia").post("/harbour/settings", data=form).status_code == 303
    assert as_("mia").post("/harbour/settings", data=form).status_code == 303  # nothing new
    (event,) = kept(world)
    assert (event.kind, event.details) == (
        "studio.changed",
        {"name": ["Harbour Post", "Harbour"], "hold_days": [10, 14]},
    )


def test_keys_of_webhooks_are_kept_without_their_secrets(app: Flask, world: World) -> None:
    adam = api_client(app, world, "adam")
    made = adam.post("/api/v1/webhooks", json={"url": "https://example.com/h", "events": ["booking:created"]}).json
    assert adam.post(f"/api/v1/webhooks/{made['id']}/rotate").status_code == 200
    assert adam.patch(f"/api/v1/webhooks/{made['id']}", json={"active": False}).status_code == 200
    assert adam.delete(f"/api/v1/webhooks/{made['id']}").status_code == 204
    assert kinds(world)[1:] == ["webhook.added", "webhook.rotated", "webhook.paused", "webhook.removed"]
    assert "whsec_" not in str([event.details for event in kept(world)])


def test_a_service_stands_there_by_its_name(app: Flask, world: World) -> None:
    service = client_with(app, service_token(world, "mia", "admin"))
    assert service.patch(f"/api/v1/members/{world.vera.id}", json={"role": "artist"}).status_code == 200
    assert kept(world)[-1].actor_name == "Nightly sync"


def events(world: World) -> int:
    with world.acting():
        return Tenant.events_counted(world.tenant.id)


def test_it_wakes_nobody_and_is_told_to_nobody(app: Flask, world: World, as_: Signed) -> None:
    """No number in the log, so no page reads itself again, no webhook is due, and no list has another ETag."""
    sara = api_client(app, world, "sara")
    before = events(world)
    etag = sara.get("/api/v1/bookings").headers["ETag"]
    assert sign_in(outside(app), "guess") == 422
    assert sign_in(outside(app)) == 303
    as_("mia").post(f"/harbour/members/{world.vera.id}/role", data={"role": "scheduler"})
    assert events(world) == before
    assert sara.get("/api/v1/bookings", headers={"If-None-Match": etag}).status_code == 304
    assert sara.get("/api/v1/events").json["data"] == []
    assert "203.0.113.9" not in sara.get("/api/v1/events").text


def test_the_page_tells_it_in_sentences(app: Flask, world: World, as_: Signed) -> None:
    sign_in(outside(app), "guess")
    as_("mia").post(f"/harbour/members/{world.vera.id}/role", data={"role": "scheduler"})
    page = text_of(as_("adam").get("/harbour/settings/audit").text)
    assert "A wrong password was given for Mia" in page
    assert "203.0.113.9" in page
    assert "Firefox on Linux" in page
    assert "Mia gave Vera another role" in page
    assert "Role: Viewer → Scheduler" in page
    assert page.index("another role") < page.index("A wrong password")  # the newest first


def test_every_kind_has_its_sentence_and_its_topic(app: Flask) -> None:
    topics = {subject for _, subjects in TOPICS.values() for subject in subjects}
    assert {kind.split(".")[0] for kind in SENTENCES} == topics


def test_it_is_filtered_by_topic(app: Flask, world: World, as_: Signed) -> None:
    sign_in(outside(app), "guess")
    as_("mia").post(f"/harbour/members/{world.vera.id}/role", data={"role": "scheduler"})
    shown = {topic: as_("mia").get(f"/harbour/settings/audit?topic={topic}").text for topic in ("members", "programs")}
    assert "another role" in shown["members"]
    assert "wrong password" not in shown["members"]
    assert "Nothing here yet" in shown["programs"]
    assert "another role" in as_("mia").get("/harbour/settings/audit?topic=nonsense").text


def test_it_is_read_a_page_at_a_time(world: World, as_: Signed) -> None:
    with world.acting("mia"):
        for n in range(audit.SIZE + 1):
            audit.note("member.invited", None, f"guest{n}@studio.test")
        db.session.commit()
    first, last = (as_("mia").get(f"/harbour/settings/audit?page={n}").text for n in (1, 99))
    assert first.count("<tr id=") == audit.SIZE
    assert "Page 1 of 2" in first
    assert last.count("<tr id=") == 1
    assert "guest0@" in last


@pytest.mark.parametrize("name", ["sara", "ana", "vera"])
def test_others_read_none_of_it(app: Flask, world: World, as_: Signed, name: str) -> None:
    assert as_(name).get("/harbour/settings/audit").status_code == 403
    assert api_client(app, world, name).get(AUDIT).status_code == 403
    assert "settings/audit" not in as_(name).get("/harbour/profile").text


def test_programs_read_it_with_its_scope_alone(app: Flask, world: World) -> None:
    sign_in(outside(app), "guess")
    wrong_scope = api_client(app, world, "mia", ["members.write", "schedule.read"])
    assert wrong_scope.get(AUDIT).status_code == 403
    mine = api_client(app, world, "mia", ["audit.read"])
    (event,) = mine.get(f"{AUDIT}?subject=session").json["data"]
    assert (event["kind"], event["actor"], event["subject"]) == ("session.refused", "", "Mia")
    assert event["address"] == "203.0.113.9"
    pages = mine.get(f"{AUDIT}?limit=1&sort=at").json
    following: Any = mine.get(pages["links"]["next"]).json
    assert pages["data"][0]["id"] != following["data"][0]["id"]
    tomorrow = (datetime.now(UTC) + timedelta(days=1)).isoformat().replace("+00:00", "Z")
    assert mine.get(f"{AUDIT}?since={tomorrow}").json["data"] == []
    assert mine.get(f"{AUDIT}?kind=member.removed").json["data"] == []


def test_another_studio_reads_none_of_it(app: Flask, world: World, other: World) -> None:
    sign_in(outside(app), "guess")
    oscar = browser(app, other.tokens["oscar"])
    assert "wrong password" not in oscar.get("/other/settings/audit").text
    assert oscar.get("/harbour/settings/audit").status_code == 404
    assert [row["kind"] for row in api_client(app, other, "oscar").get(AUDIT).json["data"]] == ["token.made"]


def test_nobody_rewrites_it(app: Flask, world: World) -> None:
    sign_in(outside(app), "guess")
    with world.acting("mia"):
        for statement in (
            "UPDATE audit_events SET address = ''",
            "DELETE FROM audit_events",
            "SELECT * FROM failed_sign_ins",
        ):
            with pytest.raises(Exception, match="permission denied"), db.session.begin_nested():
                db.session.execute(text(statement))


def test_the_app_writes_of_sessions_and_passwords_alone_into_other_studios(app: Flask, world: World) -> None:
    with pytest.raises(Exception, match="audit_user records"):
        audit.note_of_user("member.removed", User.with_email("mia@studio.test"))
    db.session.rollback()


def test_it_is_forgotten_after_a_year(app: Flask, world: World, owner_engine: Engine) -> None:
    with world.acting("mia"):
        for name in ("old", "new"):
            audit.note("member.invited", None, name)
        db.session.flush()
        event = db.session.query(AuditEvent).filter_by(subject_name="old").one()
        db.session.commit()
    sign_in(outside(app), "guess", "nobody@studio.test")
    with owner_engine.begin() as owner:
        owner.execute(text("SELECT set_config('app.tenant_id', :id, true)"), {"id": str(world.tenant.id)})
        owner.execute(text("UPDATE audit_events SET at = now() - interval '366 days' WHERE id = :id"), {"id": event.id})
        owner.execute(text("UPDATE failed_sign_ins SET at = now() - interval '91 days'"))
    db.session.remove()
    periodic.forget_audit()
    assert [event.subject_name for event in kept(world)] == ["new"]
    with owner_engine.connect() as owner:
        assert owner.scalar(text("SELECT count(*) FROM failed_sign_ins")) == 0


def test_the_log_of_bookings_replays_as_before(app: Flask, world: World, as_: Signed) -> None:
    world.booking(world.artist("Kofi"), world.project("Harbour S2"), days(0))
    as_("mia").post(f"/harbour/members/{world.vera.id}/role", data={"role": "scheduler"})
    db.session.remove()
    said = app.test_cli_runner().invoke(args=["replay", "--check", "--tenant", "harbour"])
    assert said.exit_code == 0, said.output
