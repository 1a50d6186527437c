"""A mailbox, and a Studio as it runs in production."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from email import message_from_bytes, policy
from email.message import EmailMessage

import pytest
from flask import Flask
from flask.testing import FlaskClient
from rq import SimpleWorker

from studio import create_app
from studio.config import Settings
from studio.lib.jobs import queue


@dataclass(frozen=True)
class Mail:
    to: str
    subject: str
    text: str
    html: str

    @property
    def link(self) -> str:
        """The path of the one address in it."""
        found = re.search(r"http://localhost(/\S+)", self.text)
        assert found, self.text
        return found[1]


@pytest.fixture
def mails(app: Flask, clean: None, settings: Settings) -> Callable[[], list[Mail]]:
    """Run the waiting jobs as a worker does, and read what was mailed, oldest first."""
    folder = settings.var / "mail"
    shutil.rmtree(folder, ignore_errors=True)

    def read() -> list[Mail]:
        jobs = queue()
        SimpleWorker([jobs], connection=jobs.connection).work(burst=True)
        return [opened(file.read_bytes()) for file in sorted(folder.glob("*.eml"))]

    return read


def opened(raw: bytes) -> Mail:
    message = message_from_bytes(raw, _class=EmailMessage, policy=policy.default)
    text, html = message.get_body(("plain",)), message.get_body(("html",))
    assert text and html
    return Mail(str(message["To"]), str(message["Subject"]), text.get_content(), html.get_content())


@pytest.fixture
def production(app: Flask, clean: None, settings: Settings) -> Iterator[Flask]:
    yield create_app(replace(settings, environment="production"))


def text_of(page: str) -> str:
    """A page without what differs from one request to the next."""
    return re.sub(r'(csrf[^>]*?(?:value|content)=")[^"]*', r"\1", page)


def is_in(client: FlaskClient, path: str = "/harbour/profile") -> bool:
    return client.get(path).status_code == 200
