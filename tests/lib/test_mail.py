"""Mail: written whole, sent after the commit, by SMTP or into the folder; no header is ever split."""

from __future__ import annotations

import smtplib
import socketserver
import threading
import traceback
from collections.abc import Iterator
from dataclasses import replace
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from unittest.mock import MagicMock

import pytest
from flask import Flask
from redis import Redis

from studio.config import BadSetting, Settings, load
from studio.extensions import db
from studio.lib import mail
from studio.lib.jobs import MAIL, queue


class Sink(socketserver.StreamRequestHandler):
    """As much of an SMTP server as it takes to be told one mail."""

    def handle(self) -> None:
        said: list[bytes] = self.server.said  # type: ignore[attr-defined]
        self.wfile.write(b"220 sink\r\n")
        while line := self.rfile.readline():
            said.append(line)
            if line.upper().startswith(b"DATA"):
                self.wfile.write(b"354 go on\r\n")
                while (line := self.rfile.readline()) != b".\r\n":
                    said.append(line)
            self.wfile.write(b"221 bye\r\n" if line.upper().startswith(b"QUIT") else b"250 fine\r\n")


@pytest.fixture
def sink() -> Iterator[socketserver.TCPServer]:
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Sink) as server:
        server.said = []  # type: ignore[attr-defined]
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield server
        server.shutdown()


@pytest.fixture
def folder(app: Flask, tmp_path: Path, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setitem(app.config, "SETTINGS", replace(settings, var=tmp_path))
    return tmp_path / "mail"


def only(folder: Path) -> EmailMessage:
    (file,) = folder.glob("*.eml")
    return message_from_bytes(file.read_bytes(), _class=EmailMessage, policy=policy.default)


def send(app: Flask, to: str = "mia@studio.test", subject: str = "A new password", name: str = "Mia") -> None:
    with app.test_request_context():
        mail.send(to, subject, "reset", name=name, reset_at="http://localhost/x")


def test_nothing_is_queued_before_the_commit_and_nothing_after_a_rollback(app: Flask, folder: Path) -> None:
    send(app)
    assert len(queue(MAIL)) == 0
    db.session.rollback()
    db.session.commit()
    assert len(queue(MAIL)) == 0
    send(app)
    db.session.commit()
    assert len(queue(MAIL)) == 1
    assert not folder.exists()


def test_without_redis_the_mail_is_sent_at_once(app: Flask, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(app.extensions, "redis", Redis(port=1))
    send(app)
    db.session.commit()
    message = only(folder)
    assert message["To"] == "mia@studio.test"


def test_without_redis_and_mail_server_the_change_still_stands(
    app: Flask, folder: Path, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(app.config, "SETTINGS", replace(settings, mail_url="smtp://127.0.0.1:1"))
    monkeypatch.setitem(app.extensions, "redis", Redis(port=1))
    send(app)
    db.session.commit()


def test_a_kept_mail_has_both_forms_and_is_for_its_owners_eyes(app: Flask, folder: Path) -> None:
    mail.deliver("mia@studio.test", "Grüße, Mia", "plain ✓", "<p>rich ✓</p>")
    message = only(folder)
    assert message["Subject"] == "Grüße, Mia"
    assert message["From"] == "Studio <studio@localhost>"
    assert message["Auto-Submitted"] == "auto-generated"
    plain, rich = message.get_body(("plain",)), message.get_body(("html",))
    assert plain and plain.get_content().strip() == "plain ✓"
    assert rich and "rich ✓" in rich.get_content()
    (file,) = folder.glob("*.eml")
    assert file.stat().st_mode & 0o077 == 0


def test_a_mail_goes_by_smtp(
    app: Flask, sink: socketserver.TCPServer, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    url = f"smtp://127.0.0.1:{sink.server_address[1]}"
    monkeypatch.setitem(app.config, "SETTINGS", replace(settings, mail_url=url))
    mail.deliver("mia@studio.test", "Hello", "plain", "<p>rich</p>")
    said = b"".join(sink.said)  # type: ignore[attr-defined]
    assert b"rcpt TO:<mia@studio.test>" in said
    assert b"Subject: Hello" in said


def test_what_a_mail_server_refuses_is_told_without_the_recipient(monkeypatch: pytest.MonkeyPatch) -> None:
    """What a job raises is written into the worker's log."""
    said = mail.compose("studio@localhost", "mia@studio.test", "Hello", "plain", "<p>rich</p>")
    refusals = [
        smtplib.SMTPRecipientsRefused({"mia@studio.test": (550, b"no mia@studio.test here")}),
        smtplib.SMTPDataError(554, b"mia@studio.test does not want this"),
    ]
    server = MagicMock(**{"send_message.side_effect": refusals})
    server.__enter__.return_value = server
    monkeypatch.setattr(smtplib, "SMTP", lambda *given, **more: server)
    for code in ("550", "554"):
        with pytest.raises(mail.NotTaken, match=code) as refused:
            mail.by_smtp("smtp://mail", said)
        assert "mia@" not in "".join(traceback.format_exception(refused.value))


def test_a_password_is_never_sent_in_the_clear(
    app: Flask, sink: socketserver.TCPServer, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    url = f"smtp://mailer:secret@127.0.0.1:{sink.server_address[1]}"
    monkeypatch.setitem(app.config, "SETTINGS", replace(settings, mail_url=url))
    with pytest.raises(Exception, match="STARTTLS"):
        mail.deliver("mia@studio.test", "Hello", "plain", "<p>rich</p>")
    assert b"AUTH" not in b"".join(sink.said)  # type: ignore[attr-defined]


def test_a_subject_stays_one_line_whatever_a_studio_is_called(app: Flask, folder: Path) -> None:
    send(app, subject="Hi\r\nBcc: all@studio.test")
    db.session.commit()
    mail.deliver(*queue(MAIL).jobs[0].args[4:])
    message = only(folder)
    assert message["Bcc"] is None
    assert message["Subject"] == "Hi Bcc: all@studio.test"


@pytest.mark.parametrize(
    "to", ["", "mia", "mia@studio.test\nBcc: x@y.test", "a@b.test, c@d.test", "Mia <mia@studio.test>", "ü@studio.test"]
)
def test_only_one_plain_address_is_an_address(app: Flask, to: str) -> None:
    with pytest.raises(mail.BadAddress):
        send(app, to)
    db.session.rollback()


def test_a_name_is_text_in_a_mail_not_markup(app: Flask, folder: Path) -> None:
    send(app, name="<b>Mia</b>")
    db.session.commit()
    mail.deliver(*queue(MAIL).jobs[0].args[4:])
    message = only(folder)
    rich = message.get_body(("html",))
    assert rich and "&lt;b&gt;Mia" in rich.get_content()


def test_in_production_mailed_links_need_an_address_of_their_own(environment: dict[str, str]) -> None:
    mailing = {**environment, "STUDIO_ENV": "production", "MAIL_URL": "smtp://mail"}
    with pytest.raises(BadSetting, match="PUBLIC_URL"):
        load(mailing)
    assert load({**mailing, "PUBLIC_URL": "https://studio.test"}).public_url == "https://studio.test"
