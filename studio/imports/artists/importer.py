"""Artists added or updated from a file, each row judged alone; in memory for a preview, with the same answer."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import islice
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from babel.numbers import get_currency_precision
from flask_babel import gettext as _
from sqlalchemy.exc import DataError, IntegrityError

from studio.accounts.identity import Member
from studio.artists.bulk.edits import chosen
from studio.artists.history import LABELS, MONEY_LABELS, PRIVATE_LABELS
from studio.artists.models import STAFF, Artist
from studio.artists.rates import rates_of
from studio.custom_fields.models import ARTIST, CustomField
from studio.custom_fields.values import merged
from studio.extensions import db
from studio.imports.artists.roster import COLUMNS, Entry, Roster
from studio.imports.artists.rows import ArtistRow, read_row
from studio.imports.batches import BATCH, Batch
from studio.imports.reader import CsvReader
from studio.imports.rows import Refused, Unfit
from studio.lib import clock
from studio.lib.current import current
from studio.lib.text.names import name_key

Row = ArtistRow | Refused
ALL_LABELS = {**LABELS, **PRIVATE_LABELS, **MONEY_LABELS}
ADDED, UNCHANGED = "added", "unchanged"


def save_rows(reader: CsvReader, by: Member, done: int = 0) -> Iterator[Batch]:
    """Save every row but the first `done`. The caller commits after each batch."""
    importer = Importer(reader, by)
    return (importer.save(rows) for rows in importer.slices(done))


def preview_rows(reader: CsvReader, by: Member) -> Iterator[Batch]:
    """What `save_rows` would come to. Nothing is written, and nothing locked."""
    importer = Importer(reader, by)
    return (importer.judge(rows) for rows in importer.slices())


class Importer:
    def __init__(self, reader: CsvReader, by: Member):
        self.reader, self.by, self.now = reader, by, clock.now()
        self.fields = CustomField.of(ARTIST)
        self.roster = Roster.read()

    def slices(self, done: int = 0) -> Iterator[list[Row]]:
        columns, reading = self.reader.header.columns, self.reader.reading
        rows = (read_row(record, columns, self.fields, reading) for record in self.reader.as_they_were())
        for row in islice(rows, done):  # what a worker before this one saved
            self.roster.mark(row.name if isinstance(row, ArtistRow) else "")
        while some := list(islice(rows, BATCH)):
            yield some

    def judge(self, rows: Sequence[Row]) -> Batch:
        self.read_rates(rows, self.ids(rows))
        return self.each(rows, {}, write=False)

    def save(self, rows: Sequence[Row]) -> Batch:
        """Those whom the rows mean are read again, and nobody else changes them until the batch is committed."""
        ids = self.ids(rows)
        artists = {artist.id: artist for artist in (chosen(ids, to_change=True) if ids else ())}
        for entry in [entry for entry in self.roster.by_name.values() if entry.id in artists]:
            artist = artists[entry.id]  # type: ignore[index]
            if artist.archived:
                self.roster.forget(entry)
            else:
                self.roster.become(entry, {name: getattr(artist, name) for name in COLUMNS})
        self.read_rates(rows, ids)
        return self.each(rows, artists, write=True)

    def ids(self, rows: Sequence[Row]) -> set[UUID]:
        return self.roster.ids([(row.name, row.email) for row in rows if isinstance(row, ArtistRow)])

    def read_rates(self, rows: Sequence[Row], ids: set[UUID]) -> None:
        """Of those to whom a row gives one; a statement for all of them."""
        if any(isinstance(row, ArtistRow) and (row.rate is not None or "currency" in row.facts) for row in rows):
            entries = {entry.id: entry for entry in self.roster.by_name.values() if entry.id in ids}
            found = rates_of(Priced(entry) for entry in entries.values())
            for id, entry in entries.items():
                entry.rates = found[str(id)]

    def each(self, rows: Sequence[Row], artists: dict[UUID, Artist], write: bool) -> Batch:
        batch = Batch(position=self.reader.position)
        for row in rows:
            if isinstance(row, Refused):
                batch.refused.append(row)
                continue
            try:
                self.take(row, artists, batch, write)
            except Unfit as reason:
                batch.refused.append(Refused.of(row, str(reason)))
            else:
                batch.accepted += 1
        return batch

    def take(self, row: ArtistRow, artists: dict[UUID, Artist], batch: Batch, write: bool) -> None:
        entry, how = self.roster.find(row.name, row.email)
        if entry is None:
            return self.add(row, artists, batch, write)
        after = self.after(row, entry)
        changed = {name: value for name, value in after.items() if entry.facts[name] != value}
        self.refuse_taken(after["name"], entry)
        if write and changed and entry.id:
            artist = artists.get(entry.id) or db.session.get_one(Artist, (current.tenant.id, entry.id))
            saved(lambda: artist.edit(self.by, **changed), "name" in changed)
        if changed:
            fields = ", ".join(dict.fromkeys(str(ALL_LABELS[name]) for name in changed))
            batch.updates.append({"name": entry.name, "how": how, "fields": fields})
        self.roster.become(entry, after)
        self.roster.mark(entry.name)
        batch.counts[f"by_{how}" if changed else UNCHANGED] += 1

    def add(self, row: ArtistRow, artists: dict[UUID, Artist], batch: Batch, write: bool) -> None:
        if not row.name:
            raise Unfit(_("No artist has this email, and a new one needs a name."))
        entry = Entry(None, new_facts(row.name))
        entry.facts = self.after(row, entry)
        if write:
            artist = saved(lambda: Artist.add(self.by, **entry.facts), True)
            entry.id = artist.id
            artists[artist.id] = artist
        self.roster.add(entry)
        self.roster.mark(entry.name)
        batch.artists.append(entry.name)
        batch.counts[ADDED] += 1

    def refuse_taken(self, name: str, entry: Entry) -> None:
        if self.roster.by_name.get(name_key(name), entry) is not entry:
            raise Unfit(_("Another artist has this name."))

    def after(self, row: ArtistRow, entry: Entry) -> dict[str, Any]:
        """What the artist will be."""
        before = entry.facts
        after = {**before, **row.facts}
        if name_key(after["name"]) == name_key(entry.name):
            after["name"] = entry.name  # a file in capitals renames nobody
        if after["email"].casefold() == entry.email:
            after["email"] = before["email"]
        if "skills" in row.facts:
            kept = {skill.casefold(): level for skill, level in before["skill_levels"].items()}
            levels = {skill: row.levels.get(skill, kept.get(skill.casefold())) for skill in after["skills"]}
            after["skill_levels"] = {skill: level for skill, level in levels.items() if level}
        after["custom"] = merged(before["custom"], row.custom, self.fields)
        return {**after, **self.money(row, entry)}

    def money(self, row: ArtistRow, entry: Entry) -> dict[str, Any]:
        """The rate and its currency. Where rates begin on days, only the one in force may stand in a file."""
        currency = row.facts.get("currency", entry.facts["currency"])
        if row.rate is None and "currency" not in row.facts:
            return {}
        if not self.by.can("money.read"):
            raise Unfit(_("You may not change rates."))
        places = min(2, get_currency_precision(currency))
        if row.rate is not None and row.rate != round(row.rate, places):
            raise Unfit("rate: " + _("%(currency)s has %(places)d decimals.", currency=currency, places=places))
        if entry.rates and entry.rates.dated:
            self.refuse_another_rate(row, entry)
            return {"currency": entry.facts["currency"]}
        return {"hourly_rate": entry.facts["hourly_rate"] if row.rate is None else row.rate, "currency": currency}

    def refuse_another_rate(self, row: ArtistRow, entry: Entry) -> None:
        today = self.now.astimezone(ZoneInfo(entry.facts["zone"])).date()
        rate = entry.rates.on(today) if entry.rates else None
        same_amount = row.rate is None or (rate is not None and rate.amount == row.rate)
        if not same_amount or (rate and row.facts.get("currency", rate.currency) != rate.currency):
            raise Unfit(_("Rates of this artist begin on days. Change them on the artist's page."))


class Priced:
    """The first rate of an artist, as `rates_of` asks for it."""

    def __init__(self, entry: Entry):
        self.id, self.hourly_rate, self.currency = entry.id, entry.facts["hourly_rate"], entry.facts["currency"]


def new_facts(name: str) -> dict[str, Any]:
    """What an artist has whom the file gives nothing but a name."""
    texts = dict.fromkeys(COLUMNS, "")
    lists: dict[str, list[str]] = {column: [] for column in ("other_roles", "skills", "tags", "links")}
    own = {"name": name, "employment": STAFF, "zone": current.tenant.zone, "currency": current.tenant.currency}
    return {**texts, **lists, "skill_levels": {}, "custom": {}, "hourly_rate": None, "holiday_region": None, **own}


def saved(change: Any, named: bool) -> Any:
    """What `change` gives. With `named`, somebody else may take the name just now: then only this row is refused."""
    try:
        if not named:
            return change()
        with db.session.begin_nested():
            return change()
    except IntegrityError as error:
        raise Unfit(_("Another artist has this name.")) from error
    except DataError as error:
        why = str(error.orig).partition("\n")[0]
        raise Unfit(_("The database does not take this row: %(why)s", why=why)) from error
