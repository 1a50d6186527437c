"""The controls around the calendar: what is asked, as links to what else could be asked.

A value, so that what is rendered of it can be kept: of the bookings it knows only which projects have most of them.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import NamedTuple

from flask_babel import gettext as _

from studio.bookings.labels import Labels
from studio.bookings.models import CANCELLED, CONFIRMED, HOLD, PENCIL
from studio.bookings.rows import ProjectRow
from studio.bookings.window import LIST, Asked
from studio.lib.spans import monday_of

WEEK = timedelta(days=7)


class Addresses(NamedTuple):
    """Where the page and its links lead; those ending in a slash wait for an id."""

    page: str
    bookings: str
    artists: str
    booking_form: str | None  # none for members who may not book


class Choice(NamedTuple):
    """A filter with its options, (value, words), the first for none."""

    name: str
    label: str
    chosen: str
    options: list[tuple[str, str]]


class Controls(NamedTuple):
    asked: Asked
    addresses: Addresses
    locale: str
    projects: tuple[ProjectRow, ...]  # those with a chip
    every_project: tuple[tuple[str, str], ...]  # (id, name), by name
    departments: tuple[str, ...]
    zones: tuple[str, ...]  # whose clock the page can show

    @property
    def as_list(self) -> bool:
        return self.asked.view == LIST

    def url(self, **changes: object) -> str:
        """This page, with changes."""
        return self.asked.url(self.addresses.page, **changes)

    @property
    def cleared(self) -> str:
        return self.url(department="", project="", status="", q="")

    @property
    def week_before(self) -> date:
        return monday_of(self.asked.chosen) - WEEK

    @property
    def week_after(self) -> date:
        return monday_of(self.asked.chosen) + WEEK

    @property
    def labels(self) -> Labels:
        return Labels(self.locale, self.asked.zone)

    @property
    def choices(self) -> list[Choice]:
        asked, words = self.asked, self.labels.statuses
        kept = (HOLD, PENCIL, CONFIRMED, *((CANCELLED,) if self.as_list else ()))
        return [
            Choice("department", _("Department"), asked.department,
                   [("", _("All departments")), *((name, name) for name in self.departments)]),
            Choice("project", _("Project"), asked.project,
                   [("", _("All projects")), *self.every_project]),
            Choice("status", _("Status"), asked.status, [("", _("Any status")), *((s, words[s]) for s in kept)]),
        ]  # fmt: skip
