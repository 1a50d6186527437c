"""What the caller may do next with a booking: each action with its method and address, or why it is refused."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import Any

import orjson
from flask_babel import get_locale
from flask_babel import gettext as _

from studio.api.blueprint import ROOT
from studio.bookings.models import CANCELLED, CONFIRMED, HOLD, PENCIL
from studio.lib.current import current

STEPS = {"hold": HOLD, "pencil": PENCIL, "confirm": CONFIRMED}
ID = "00000000-0000-0000-0000-000000000000"


def actions_of() -> Callable[[Any, str], orjson.Fragment]:
    """`(id, status)` to the actions as JSON, for the acting member: written once per status, not once per booking."""
    writes, locale = current.member.can("bookings.write"), str(get_locale())

    def actions(id: Any, status: str) -> orjson.Fragment:
        return orjson.Fragment(template(status, writes, locale).replace(ID, str(id)))

    return actions


@lru_cache(maxsize=100)
def template(status: str, writes: bool, locale: str) -> str:
    here = f"{ROOT}/bookings/{ID}"
    told = [action("update", "PATCH", here, why_not(status, writes))]
    for name, step in STEPS.items():
        told.append(action(name, "POST", f"{here}/{name}", why_not(status, writes, step)))
    told.append(action("cancel", "POST", f"{here}/cancel", why_not(status, writes)))
    return orjson.dumps(told).decode()


def action(name: str, method: str, href: str, why: str) -> dict[str, Any]:
    plain = {"name": name, "method": method, "href": href, "allowed": not why}
    return {**plain, "why": why} if why else plain


def why_not(status: str, writes: bool, step: str = "") -> str:
    if not writes:
        return _("Your role, or your token, does not allow this.")
    if status == CANCELLED:
        return _("This booking is cancelled.")
    return _("It is there already.") if status == step else ""
