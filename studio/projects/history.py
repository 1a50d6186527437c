"""What happened to a project, in words."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext

from studio.activity.history import HistoryLine, lines_of
from studio.activity.models import Event
from studio.lib.formats import day, money
from studio.lib.forms.fields import HUE_NAMES
from studio.lib.money import Money
from studio.projects.models import Project

STATUS_NAMES = {
    "lead": lazy_gettext("Lead"),
    "active": lazy_gettext("Active"),
    "on_hold": lazy_gettext("On hold"),
    "completed": lazy_gettext("Completed"),
    "cancelled": lazy_gettext("Cancelled"),
}
SENTENCES = {
    "project.added": lazy_gettext("%(who)s added this project"),
    "project.edited": lazy_gettext("%(who)s changed this project"),
    "project.archived": lazy_gettext("%(who)s archived this project"),
    "project.restored": lazy_gettext("%(who)s restored this project"),
}
LABELS = {
    "name": lazy_gettext("Name"),
    "code": lazy_gettext("Code"),
    "client": lazy_gettext("Client"),
    "status": lazy_gettext("Status"),
    "hue": lazy_gettext("Colour"),
    "starts_on": lazy_gettext("Starts"),
    "ends_on": lazy_gettext("Ends"),
    "deadline": lazy_gettext("Deadline"),
    "notes": lazy_gettext("Notes"),
}
MONEY_LABELS = {"budget": lazy_gettext("Budget"), "currency": lazy_gettext("Currency")}


def history(project: Project, with_money: bool) -> list[HistoryLine]:
    return in_words(Event.history(project.id), with_money)


def since(project: Project, version: int | None, with_money: bool) -> list[HistoryLine]:
    """What others did after `version`."""
    return in_words([e for e in Event.history(project.id) if e.version > (version or 0)], with_money)


def in_words(events: list[Event], with_money: bool) -> list[HistoryLine]:
    return lines_of(events, SENTENCES, {**LABELS, **MONEY_LABELS} if with_money else LABELS, show)


def show(field: str, value: Any, state: Mapping[str, Any]) -> str:
    if value in (None, ""):
        return _("nothing")
    if field == "budget":
        return money(Money(Decimal(value), state["currency"]))
    if field in ("starts_on", "ends_on", "deadline"):
        return day(date.fromisoformat(value), "long")
    return str({"hue": HUE_NAMES, "status": STATUS_NAMES}.get(field, {}).get(value, value))
