"""What happened to an artist, in words."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext

from studio.activity.history import HistoryLine, lines_of
from studio.activity.models import Event
from studio.artists.models import Artist
from studio.lib.formats import money
from studio.lib.forms.fields import HUE_NAMES
from studio.lib.money import Money

SENTENCES = {
    "artist.added": lazy_gettext("%(who)s added this artist"),
    "artist.edited": lazy_gettext("%(who)s changed this artist"),
    "artist.archived": lazy_gettext("%(who)s archived this artist"),
    "artist.restored": lazy_gettext("%(who)s restored this artist"),
}
LABELS = {
    "name": lazy_gettext("Name"),
    "role": lazy_gettext("Role"),
    "department": lazy_gettext("Department"),
    "city": lazy_gettext("City"),
    "email": lazy_gettext("Email"),
    "skills": lazy_gettext("Skills"),
    "tags": lazy_gettext("Tags"),
    "zone": lazy_gettext("Time zone"),
    "holiday_region": lazy_gettext("Public holidays"),
    "hue": lazy_gettext("Colour"),
    "member_id": lazy_gettext("Sign-in"),
}
MONEY_LABELS = {"hourly_rate": lazy_gettext("Hourly rate"), "currency": lazy_gettext("Currency")}


def history(artist: Artist, with_money: bool) -> list[HistoryLine]:
    return in_words(Event.history(artist.id), with_money)


def since(artist: Artist, version: int | None, with_money: bool) -> list[HistoryLine]:
    """What others did after `version`."""
    return in_words([e for e in Event.history(artist.id) if e.version > (version or 0)], with_money)


def in_words(events: list[Event], with_money: bool) -> list[HistoryLine]:
    return lines_of(events, SENTENCES, {**LABELS, **MONEY_LABELS} if with_money else LABELS, show)


def show(field: str, value: Any, state: Mapping[str, Any]) -> str:
    if value is None or value in ("", []):
        return _("nothing")
    if field == "hourly_rate":
        return money(Money(Decimal(value), state["currency"]))
    if field == "hue":
        return str(HUE_NAMES[value])
    if field == "member_id":
        return _("linked to a member")
    return ", ".join(value) if isinstance(value, list) else str(value)
