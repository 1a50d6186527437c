"""What happened to an artist, in words."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from decimal import Decimal
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext

from studio.activity.history import HistoryLine, lines_of
from studio.activity.models import Event
from studio.artists.models import FREELANCE, PLACEHOLDER, STAFF, Artist
from studio.lib.formats import money
from studio.lib.forms.fields import HUE_NAMES
from studio.lib.money import Money

SENTENCES = {
    "artist.added": lazy_gettext("%(who)s added this artist"),
    "artist.edited": lazy_gettext("%(who)s changed this artist"),
    "artist.archived": lazy_gettext("%(who)s archived this artist"),
    "artist.restored": lazy_gettext("%(who)s restored this artist"),
}
EMPLOYMENT_NAMES = {
    STAFF: lazy_gettext("Staff"), FREELANCE: lazy_gettext("Freelance"), PLACEHOLDER: lazy_gettext("Placeholder"),
}  # fmt: skip
LABELS = {
    "name": lazy_gettext("Name"),
    "pronouns": lazy_gettext("Pronouns"),
    "role": lazy_gettext("Role"),
    "other_roles": lazy_gettext("Other roles"),
    "department": lazy_gettext("Department"),
    "employment": lazy_gettext("Employment"),
    "city": lazy_gettext("City"),
    "email": lazy_gettext("Email"),
    "phone": lazy_gettext("Phone"),
    "links": lazy_gettext("Links"),
    "photo": lazy_gettext("Photo"),
    "skills": lazy_gettext("Skills"),
    "skill_levels": lazy_gettext("Levels"),
    "tags": lazy_gettext("Tags"),
    "zone": lazy_gettext("Time zone"),
    "holiday_region": lazy_gettext("Public holidays"),
    "hue": lazy_gettext("Colour"),
    "member_id": lazy_gettext("Sign-in"),
    "custom": lazy_gettext("Custom fields"),
}
PRIVATE_LABELS = {"notes": lazy_gettext("Notes"), "emergency_contact": lazy_gettext("Emergency contact")}
MONEY_LABELS = {"hourly_rate": lazy_gettext("Hourly rate"), "currency": lazy_gettext("Currency")}


def history(artist: Artist, with_money: bool, private: Collection[str] = ()) -> list[HistoryLine]:
    """`private` names the private fields whose changes the reader may see."""
    return in_words(Event.history(artist.id), with_money, private)


def since(artist: Artist, version: int | None, with_money: bool) -> list[HistoryLine]:
    """What others did after `version`, for somebody who edits the artist."""
    return in_words([e for e in Event.history(artist.id) if e.version > (version or 0)], with_money, PRIVATE_LABELS)


def in_words(events: list[Event], with_money: bool, private: Collection[str]) -> list[HistoryLine]:
    labels = {**LABELS, **{name: PRIVATE_LABELS[name] for name in private}, **(MONEY_LABELS if with_money else {})}
    return lines_of(events, SENTENCES, labels, show)


def show(field: str, value: Any, state: Mapping[str, Any]) -> str:
    if value is None or value in ("", [], {}):
        return _("nothing")
    if field == "hourly_rate":
        return money(Money(Decimal(value), state["currency"]))
    if field == "hue":
        return str(HUE_NAMES[value])
    if field == "photo":
        return _("a photo")
    if field == "employment":
        return str(EMPLOYMENT_NAMES[value])
    if isinstance(value, dict):
        return ", ".join(f"{name.replace('_', ' ')}: {each}" for name, each in sorted(value.items()))
    if field == "member_id":
        return _("linked to a member")
    return ", ".join(value) if isinstance(value, list) else str(value)
