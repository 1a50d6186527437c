"""Mail: written from templates in the request, sent by a job after the commit."""

from __future__ import annotations

import logging
import smtplib
import ssl
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, make_msgid, parseaddr
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from email_validator import EmailNotValidError, validate_email
from flask import current_app, render_template
from uuid_utils.compat import uuid7

from studio.lib import clock
from studio.lib.current import current
from studio.lib.jobs import MAIL, enqueue

TIMEOUT = 10  # seconds a mail server may take to answer
logger = logging.getLogger("studio.mail")


class BadAddress(ValueError):
    """This is no email address mail can be sent to."""


class NotTaken(smtplib.SMTPException):
    """A mail server refused. Its own words name the recipient: they belong into no log."""


def address(text: str) -> str:
    """A well-formed address, its domain in lower case. Raises BadAddress. Never asks the network."""
    try:
        # `.test` is a good address here: the demo lives there, and no mail ever leaves for it.
        return validate_email(text, check_deliverability=False, allow_smtputf8=False, test_environment=True).normalized
    except EmailNotValidError as error:
        raise BadAddress(str(error)) from None


def send(to: str, subject: str, template: str, **values: Any) -> str:
    """Send `mail/<template>.txt` and `.html` to one address, once the open transaction commits; returns its id.

    Raises BadAddress. Without Redis it is sent at once; a mail server that fails is tried three times.
    """
    one_line = " ".join(subject.split())
    text = render_template(f"mail/{template}.txt", subject=one_line, **values)
    html = render_template(f"mail/{template}.html", subject=one_line, **values)
    id = uuid7().hex
    enqueue(deliver, address(to), one_line, text, html, id, on=MAIL, timeout=60, keep=0, urgent=True)
    return id


def deliver(to: str, subject: str, text: str, html: str, id: str = "") -> None:
    """The job: by SMTP when MAIL_URL says where, else into the mail folder. Raises OSError, SMTPException."""
    settings = current_app.config["SETTINGS"]
    message = compose(settings.mail_from, to, subject, text, html)
    if settings.mail_url:
        by_smtp(settings.mail_url, message)
    else:
        into_folder(settings.var / "mail", message, id or uuid7().hex)


def compose(sender: str, to: str, subject: str, text: str, html: str) -> EmailMessage:
    """Raises ValueError when a header would hold a line break."""
    name, mailbox = parseaddr(sender)
    message = EmailMessage(policy=SMTP)
    message["From"] = Address(name, addr_spec=mailbox)
    message["To"] = Address(addr_spec=to)
    message["Subject"] = subject
    message["Date"] = format_datetime(clock.now())
    message["Message-ID"] = make_msgid(domain=mailbox.partition("@")[2] or "localhost")
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(text)
    message.add_alternative(html, subtype="html")
    return message


def by_smtp(url: str, message: EmailMessage) -> None:
    """`smtp://` uses STARTTLS where offered, and insists on it before a password; `smtps://` is TLS throughout."""
    where = urlsplit(url)
    host, secure = where.hostname or "localhost", ssl.create_default_context()
    if where.scheme == "smtps":
        server: smtplib.SMTP = smtplib.SMTP_SSL(host, where.port or 465, timeout=TIMEOUT, context=secure)
    else:
        server = smtplib.SMTP(host, where.port or 25, timeout=TIMEOUT)
    with server:
        server.ehlo()
        if where.scheme != "smtps" and (where.username or server.has_extn("starttls")):
            server.starttls(context=secure)
        if where.username:
            server.login(unquote(where.username), unquote(where.password or ""))
        try:
            server.send_message(message)
        except smtplib.SMTPRecipientsRefused as refused:
            codes = ", ".join(str(code) for code, _text in refused.recipients.values())
            raise NotTaken(f"the mail server refused the recipient: {codes}") from None
        except smtplib.SMTPResponseException as refused:
            raise NotTaken(f"the mail server refused the mail: {refused.smtp_code}") from None


def into_folder(folder: Path, message: EmailMessage, id: str) -> None:
    """One `.eml` a mail, readable by its owner only: it may hold a link that opens an account. Whose it is stands in
    its head, for the development mailbox."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    message["X-Studio-Mail"] = id
    message["X-Studio-Tenant"] = str(current.tenant.id) if current.has_tenant else ""
    message["X-Studio-Sender"] = str(current.member.id) if current.member else ""
    file = folder / f"{clock.now():%Y%m%dT%H%M%S}-{id}.eml"
    part = file.with_suffix(".part")
    part.touch(mode=0o600)
    part.write_bytes(message.as_bytes())
    part.rename(file)
    logger.info("mail kept in %s", file)
