"""What tests ask of a page."""

from __future__ import annotations

import re

from flask.testing import FlaskClient


def text_of(page: str) -> str:
    """A page without what differs from one request to the next."""
    return re.sub(r'(csrf[^>]*?(?:value|content)=")[^"]*', r"\1", page)


def is_in(client: FlaskClient, path: str = "/harbour/profile") -> bool:
    return client.get(path).status_code == 200
