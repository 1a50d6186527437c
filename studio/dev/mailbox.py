"""The development mailbox: what would have been mailed, newest first. Registered in development only."""

from __future__ import annotations

from datetime import datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path

from flask import Blueprint, abort, current_app, render_template

from studio.accounts.authorization import public

pages = Blueprint("dev", __name__)
MOST = 100


@pages.get("/dev/mail")
@public
def mail() -> str:
    newest = sorted(folder().glob("*.eml"), reverse=True)[:MOST]
    return render_template("dev/mailbox/index.html", mails=[(file.stem, *head(read(file))) for file in newest])


@pages.get("/dev/mail/<name>")
@public
def mail_shown(name: str) -> str:
    file = next((found for found in folder().glob("*.eml") if found.stem == name), None) or abort(404)
    message = read(file)
    body = message.get_body(("plain",))
    subject, to, at = head(message)
    return render_template(
        "dev/mailbox/show.html", subject=subject, to=to, at=at, body=body.get_content() if body else ""
    )


def folder() -> Path:
    return current_app.config["SETTINGS"].var / "mail"


def read(file: Path) -> EmailMessage:
    return message_from_bytes(file.read_bytes(), _class=EmailMessage, policy=policy.default)


def head(message: EmailMessage) -> tuple[str, str, datetime]:
    return str(message["Subject"]), str(message["To"]), message["Date"].datetime
