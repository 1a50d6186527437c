"""The development mailbox: for this machine only, and of the mails only those that are one's business."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from flask import Flask
from flask.testing import FlaskClient

from studio.config import Settings, load
from studio.lib.web import link
from tests.conftest import browser
from tests.support.cast import World
from tests.support.mails import Mail

Mails = Callable[[], list[Mail]]
Signed = Callable[[str], FlaskClient]


def invite(client: FlaskClient, email: str, role: str = "viewer", studio: str = "harbour") -> None:
    assert client.post(f"/{studio}/invitations", data={"email": email, "role": role}).status_code == 303


def shown(client: FlaskClient, listed: str) -> str:
    return client.get("/dev/mail/" + listed.split('href="/dev/mail/')[1].split('"')[0]).text


def test_whoever_asked_for_a_password_reads_its_mail_and_follows_the_link(
    world: World, client: FlaskClient, mails: Mails
) -> None:
    assert "No mail yet" in client.get("/dev/mail").text
    client.post("/password/forgotten", data={"email": "mia@studio.test"})
    (mail,) = mails()
    page = client.get("/dev/mail")
    assert page.headers["Cache-Control"] == "no-store"
    assert "A new password for Studio" in page.text
    mail_page = shown(client, page.text)
    assert "to mia@studio.test" in mail_page
    assert f'<a href="http://127.0.0.1:8000{mail.link}"' in mail_page


def test_nobody_else_sees_it(
    app: Flask, world: World, other: World, client: FlaskClient, as_: Signed, mails: Mails
) -> None:
    client.post("/password/forgotten", data={"email": "mia@studio.test"})
    mails()
    name = client.get("/dev/mail").text.split('href="/dev/mail/')[1].split('"')[0]
    oscar = browser(app, other.tokens["oscar"])
    for who, prefix in (
        (browser(app, None), ""),
        (as_("vera"), "/harbour"),
        (as_("adam"), "/harbour"),
        (oscar, "/other"),
    ):
        assert "No mail yet" in who.get(f"{prefix}/dev/mail").text
        assert who.get(f"{prefix}/dev/mail/{name}").status_code == 404
    assert "A new password" in as_("mia").get("/harbour/dev/mail").text


def test_a_members_mailbox_has_what_they_sent_and_an_owners_has_all_of_the_studios(
    app: Flask, world: World, other: World, as_: Signed, mails: Mails
) -> None:
    invite(as_("mia"), "boss@studio.test", "owner")
    invite(as_("adam"), "nils@studio.test")
    invite(browser(app, other.tokens["oscar"]), "rival@studio.test", studio="other")
    mails()
    everyone = {"boss@", "nils@", "rival@"}
    seen = {
        name: {email for email in everyone if email in as_(name).get("/harbour/dev/mail").text}
        for name in ("mia", "adam", "vera")
    }
    assert seen == {"mia": {"boss@", "nils@"}, "adam": {"nils@"}, "vera": set()}


def test_ones_own_mail_of_another_studio_is_in_that_studios_mailbox(
    app: Flask, world: World, other: World, as_: Signed, mails: Mails
) -> None:
    invite(browser(app, other.tokens["oscar"]), "mia@studio.test", studio="other")
    mails()
    assert "No mail yet" in as_("mia").get("/harbour/dev/mail").text
    assert "invites you" in as_("mia").get("/dev/mail").text


@pytest.mark.parametrize(
    "environ, headers",
    [
        ({"REMOTE_ADDR": "192.0.2.7"}, {}),
        ({"REMOTE_ADDR": "::ffff:192.0.2.7"}, {}),
        ({"REMOTE_ADDR": "192.0.2.7"}, {"X-Forwarded-For": "127.0.0.1"}),
        ({}, {"X-Forwarded-For": "127.0.0.1"}),
        ({}, {"Forwarded": "for=127.0.0.1"}),
        ({}, {"Host": "rebound.example"}),
        ({}, {"Host": "localhost.example:8000"}),
    ],
)
def test_it_is_there_for_this_machine_only(
    app: Flask, client: FlaskClient, environ: dict[str, str], headers: dict[str, str]
) -> None:
    for path in ("/dev/mail", "/dev/mail/anything"):
        assert client.get(path, headers=headers, environ_overrides=environ).status_code == 404


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1:8000", "[::1]:8000"])
def test_this_machine_has_several_names(app: Flask, client: FlaskClient, host: str) -> None:
    assert client.get("/dev/mail", headers={"Host": host}).status_code == 200


@pytest.mark.parametrize("name", ["nothing", "..%2F..%2Fsetup", "%2Fetc%2Fpasswd"])
def test_only_mails_can_be_read(app: Flask, client: FlaskClient, name: str) -> None:
    assert client.get(f"/dev/mail/{name}").status_code == 404


def test_a_members_mailbox_has_their_frame(world: World, as_: Signed) -> None:
    assert "Switch studio" in as_("mia").get("/harbour/dev/mail").text


def test_a_mailed_link_never_takes_the_host_header(
    app: Flask, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    with app.test_request_context(base_url="http://evil.test"):
        assert link("/x") == "http://127.0.0.1:8000/x"  # in development, where there is no PUBLIC_URL
        monkeypatch.setitem(app.config, "SETTINGS", replace(settings, public_url="https://studio.example/"))
        assert link("/x") == "https://studio.example/x"


def test_a_reset_that_is_asked_for_under_another_host_links_here(
    world: World, client: FlaskClient, mails: Mails
) -> None:
    with client.session_transaction(base_url="http://evil.test") as session:
        session["csrf_token"] = "raw"
    client.post("/password/forgotten", data={"email": "mia@studio.test"}, base_url="http://evil.test")
    (mail,) = mails()
    assert "evil.test" not in mail.text + mail.html
    assert "http://127.0.0.1:8000/password/resets/" in mail.text


@pytest.mark.parametrize(
    "host, port, start",
    [
        ("", "", "http://127.0.0.1:8000"),
        ("0.0.0.0", "9000", "http://127.0.0.1:9000"),
        ("studio.lan", "80", "http://studio.lan:80"),
        ("::1", "8000", "http://[::1]:8000"),
    ],
)
def test_without_a_public_address_links_lead_to_where_studio_listens(
    environment: dict[str, str], host: str, port: str, start: str
) -> None:
    assert load({**environment, "STUDIO_HOST": host, "PORT": port}).links_start_with == start
