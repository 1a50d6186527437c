"""The columns of a file of artists, as an export writes them and an import finds them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Protocol

from studio.artists.privacy import PRIVATE
from studio.lib.text.csv_cells import plain

MONEY = ("rate", "currency")
FACTS = (
    "name", "pronouns", "role", "other_roles", "employment", "department", "city", "zone", "holiday_region", "email",
    "phone", "skills", "tags", "links",
)  # fmt: skip
COLUMNS = (*FACTS, *MONEY, *PRIVATE)
ALSO = {"hourly_rate": "rate", "time_zone": "zone", "timezone": "zone", "public_holidays": "holiday_region"}
CUSTOM = "custom_"  # before the key of a custom field
NO_HOLIDAYS, AS_THE_STUDIO = "none", "studio"  # instead of a region


class Field(Protocol):
    """A custom field, or a row of one."""

    @property
    def key(self) -> str: ...
    @property
    def name(self) -> str: ...


def headings(fields: Iterable[Field]) -> dict[str, str]:
    """What stands above the values of custom fields, by their keys: the name, where no other column has it."""
    taken, found = {*COLUMNS, *ALSO}, {}
    for field in fields:
        name = plain(field.name)
        found[field.key] = f"{CUSTOM}{field.key}" if name in taken else field.name
        taken.add(name)
    return found


def known_columns(fields: Iterable[Field]) -> dict[str, str]:
    """Every way to write the name of a column, in plain letters, and the column it means."""
    known = {**{name: name for name in COLUMNS}, **ALSO}
    fields = list(fields)
    for names in (
        {plain(field.name): field.key for field in reversed(fields)},
        {plain(field.key): field.key for field in fields},
        {plain(f"{CUSTOM}{field.key}"): field.key for field in fields},
    ):
        for name, key in names.items():
            known.setdefault(name, f"{CUSTOM}{key}")
    return known
