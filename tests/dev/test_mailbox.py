"""The development mailbox: what was mailed can be read, and nothing else."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from flask import Flask
from flask.testing import FlaskClient

from studio.config import Settings
from studio.lib.web import link
from tests.support.cast import World
from tests.support.mails import Mail


def test_a_mail_is_listed_and_its_link_can_be_followed(
    world: World, client: FlaskClient, mails: Callable[[], list[Mail]]
) -> None:
    assert "No mail yet" in client.get("/dev/mail").text
    client.post("/password/forgotten", data={"email": "mia@studio.test"})
    (mail,) = mails()
    listed = client.get("/dev/mail").text
    assert "A new password for Studio" in listed
    shown = client.get("/dev/mail/" + listed.split('href="/dev/mail/')[1].split('"')[0])
    assert "to mia@studio.test" in shown.text
    assert f'<a href="http://localhost{mail.link}"' in shown.text


@pytest.mark.parametrize("name", ["nothing", "..%2F..%2Fsetup", "%2Fetc%2Fpasswd"])
def test_only_mails_can_be_read(app: Flask, client: FlaskClient, name: str) -> None:
    assert client.get(f"/dev/mail/{name}").status_code == 404


def test_a_members_mailbox_has_their_frame(world: World, as_: Callable[[str], FlaskClient]) -> None:
    assert "Switch studio" in as_("mia").get("/harbour/dev/mail").text


def test_a_mailed_link_does_not_trust_the_host_header(
    app: Flask, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    with app.test_request_context(base_url="http://evil.test"):
        assert link("/x") == "http://evil.test/x"  # in development, where there is no PUBLIC_URL
        monkeypatch.setitem(app.config, "SETTINGS", replace(settings, public_url="https://studio.example/"))
        assert link("/x") == "https://studio.example/x"
