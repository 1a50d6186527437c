"""What was mailed, as its reader has it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from email import message_from_bytes, policy
from email.message import EmailMessage


@dataclass(frozen=True)
class Mail:
    to: str
    subject: str
    text: str
    html: str

    @property
    def link(self) -> str:
        """The path of the one address in it."""
        found = re.search(r"http://127\.0\.0\.1:8000(/\S+)", self.text)
        assert found, self.text
        return found[1]


def opened(raw: bytes) -> Mail:
    message = message_from_bytes(raw, _class=EmailMessage, policy=policy.default)
    text, html = message.get_body(("plain",)), message.get_body(("html",))
    assert text and html
    return Mail(str(message["To"]), str(message["Subject"]), text.get_content(), html.get_content())
