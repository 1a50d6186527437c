"""Sites, as browsers name them in the Origin header: scheme, host and port, nothing else."""

from __future__ import annotations

import re
from typing import Any

from flask_babel import gettext as _
from wtforms.validators import ValidationError

from studio.lib.forms.fields import NotesField

HOST = r"(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)*[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?"
SITE = re.compile(rf"(https?)://({HOST})(?::([1-9][0-9]{{0,4}}))?/?")
LOCAL = ("localhost", "127.0.0.1")
USUAL = {"https": "443", "http": "80"}
LONGEST, MOST = 255, 20


class NoOrigin(ValueError):
    """Not a site; or one that anybody on the way could speak for."""


def origin(typed: str) -> str:
    """The site as its browser will say it: "HTTPS://Plan.Example:443/" is "https://plan.example". Raises NoOrigin."""
    found = SITE.fullmatch(typed.strip().lower())
    if found is None or len(typed) > LONGEST:
        raise NoOrigin
    scheme, host, port = found.groups()
    if scheme == "http" and host not in LOCAL:
        raise NoOrigin
    return f"{scheme}://{host}" + (f":{port}" if port and port != USUAL[scheme] else "")


class OriginsField(NotesField):
    """Sites, one a line; `data` is a list."""

    def __init__(self, label: Any = None, **options: Any):
        super().__init__(label, 6000, **options)

    def _value(self) -> str:
        return "\n".join(self.data or ()) if not self.raw_data else str(self.raw_data[0])

    def process_formdata(self, values: list[Any]) -> None:
        super().process_formdata(values or ["\n".join(self.data or ())])
        self.data = [line for line in str(self.data).split() if line]

    def pre_validate(self, form: Any) -> None:
        sites: dict[str, None] = {}
        for line in self.data:
            try:
                sites[origin(line)] = None
            except NoOrigin:
                message = _("%(line)s is not a site. Write https:// and its name, without a path.", line=line[:80])
                raise ValidationError(message) from None
        if len(sites) > MOST:
            raise ValidationError(_("At most %(most)d sites.", most=MOST))
        self.data = list(sites)
