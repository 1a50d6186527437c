"""What the caller may do next with a booking: each action with its method and address, or why it is refused."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import Any, NamedTuple

import orjson
from flask_babel import get_locale
from flask_babel import gettext as _

from studio.api.blueprint import ROOT
from studio.bookings.models import CANCELLED, CONFIRMED, HOLD, PENCIL
from studio.lib.current import current
from studio.lib.sql import read

STEPS = {"hold": HOLD, "pencil": PENCIL, "confirm": CONFIRMED}
OWN_ARTISTS = "SELECT id::text FROM artists WHERE tenant_id = %(tenant)s AND member_id = %(member)s ORDER BY id"
ID = "00000000-0000-0000-0000-000000000000"


class Asker(NamedTuple):
    """What tells one member's actions from another's."""

    writes: bool
    answers: bool  # whoever's booking it is
    artists: tuple[str, ...]  # those they sign in as, and answer for
    locale: str

    @classmethod
    def acting(cls) -> Asker:
        member = current.member
        writes, answers, artists = member.can("bookings.write"), member.can("answers.write"), ()
        if answers and not writes:
            artists = tuple(row.id for row in read(OWN_ARTISTS, {"member": member.id}))
        return cls(writes, answers and writes, artists, str(get_locale()))

    def may_answer(self, artist_id: Any) -> bool:
        """As bookings.detail.may_answer has it."""
        return self.answers or str(artist_id) in self.artists


def actions_of() -> Callable[[Any, str, Any], orjson.Fragment]:
    """`(id, status, artist_id)` to the actions as JSON, for the acting member: written once per status, not once per
    booking."""
    asker = Asker.acting()

    def actions(id: Any, status: str, artist_id: Any) -> orjson.Fragment:
        text = template(status, asker.writes, asker.may_answer(artist_id), asker.locale)
        return orjson.Fragment(text.replace(ID, str(id)))

    return actions


@lru_cache(maxsize=200)
def template(status: str, writes: bool, answers: bool, locale: str) -> str:
    here = f"{ROOT}/bookings/{ID}"
    told = [action("update", "PATCH", here, why_not(status, writes))]
    for name, step in STEPS.items():
        told.append(action(name, "POST", f"{here}/{name}", why_not(status, writes, step)))
    told.append(action("cancel", "POST", f"{here}/cancel", why_not(status, writes)))
    if answers:
        told += [action(name, "POST", f"{here}/{name}", why_no_answer(status)) for name in ("accept", "decline")]
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


def why_no_answer(status: str) -> str:
    if status == CANCELLED:
        return _("This booking is cancelled.")
    return _("A hold is not answered.") if status == HOLD else ""
