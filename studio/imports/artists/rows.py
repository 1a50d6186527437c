"""A record of a file made into what an artist is to be, or the reason why not."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from werkzeug.datastructures import MultiDict
from wtforms import Form

from studio.artists.file_columns import CUSTOM
from studio.artists.skills import SkillsField
from studio.imports.artists import cells as read
from studio.imports.csv_records import Record
from studio.imports.reading import Reading
from studio.imports.rows import Refused, Unfit, refuse_bytes
from studio.lib.forms.fields import EmailField, ListField, NameField, NotesField, TextField
from studio.lib.forms.links import LinksField
from studio.lib.text.csv_cells import as_it_was

READ = {
    "zone": read.zone_of, "employment": read.employment_of, "currency": read.currency_of,
    "holiday_region": read.region_of,
}  # fmt: skip


class FactsForm(Form):
    """What is the same text in a cell as in the artist's form, with the same limits."""

    name = NameField("", 120)
    pronouns = TextField("", 40)
    role = TextField("", 120)
    other_roles = ListField("")
    department = TextField("", 120)
    city = TextField("", 120)
    email = EmailField("")
    phone = TextField("", 60)
    emergency_contact = TextField("", 500)
    links = LinksField("")
    notes = NotesField("", 5000)
    skills = SkillsField("")
    tags = ListField("")


@dataclass(frozen=True)
class ArtistRow:
    """What the record that begins on `line` says of an artist. What its cells leave empty is not among `facts`."""

    line: int
    cells: list[str]
    facts: Mapping[str, Any] = field(default_factory=dict)  # by column of the artist
    levels: Mapping[str, int] = field(default_factory=dict)
    rate: Decimal | None = None
    custom: Mapping[str, Any] = field(default_factory=dict)

    @property
    def name(self) -> str:
        return str(self.facts.get("name", ""))

    @property
    def email(self) -> str:
        return str(self.facts.get("email", ""))


def read_row(
    record: Record, columns: Mapping[str, int], fields: Sequence[Any], reading: Reading
) -> ArtistRow | Refused:
    try:
        if record.problem:
            raise Unfit(record.problem)
        found = {name: as_it_was(record.cells[place]) for name, place in columns.items()}
        given = {name: cell for name, cell in found.items() if cell.strip()}
        for name, cell in given.items():
            refuse_bytes(name, cell)
        return fit(record, given, fields, reading)
    except Unfit as error:
        return Refused.of(record, str(error))


def fit(record: Record, given: Mapping[str, str], fields: Sequence[Any], reading: Reading) -> ArtistRow:
    form = texts(given)
    facts = {name: form[name].data for name in given if name in form and form[name].data}
    facts |= {name: told(name, reads, given[name]) for name, reads in READ.items() if name in given}
    rate = told("rate", lambda text: read.amount_of(text, reading.locale), given["rate"]) if "rate" in given else None
    custom = {}
    for each in fields:
        if cell := given.get(f"{CUSTOM}{each.key}"):
            custom[each.key] = told(each.name, lambda text, one=each: read.custom_of(one, text, reading), cell)
    return ArtistRow(record.line, record.cells, facts, form.skills.levels, rate, custom)


def texts(given: Mapping[str, str]) -> FactsForm:
    cells = dict(given)
    if "links" in cells:
        cells["links"] = "\n".join(cells["links"].split())
    for name in ("skills", "tags", "other_roles"):
        if ";" in cells.get(name, "") and "," not in cells[name]:
            cells[name] = cells[name].replace(";", ",")
    form = FactsForm(MultiDict(cells))
    if not form.validate():
        wrong = next(field for field in form if field.errors)
        raise Unfit(f"{wrong.name}: {wrong.errors[0]}")
    return form


def told(column: str, reads: Any, cell: str) -> Any:
    """What a cell says; a refusal names its column."""
    try:
        return reads(cell)
    except ValueError as wrong:
        raise Unfit(f"{column}: {wrong}") from None
