"""Taking a change of many artists back: a change the other way round, of those whom nobody changed since."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from flask_babel import gettext as _
from sqlalchemy import select

from studio.activity.history import HistoryLine
from studio.activity.mixins import change_all
from studio.activity.models import Event
from studio.activity.recorder import Actor
from studio.artists.bulk.edits import MOST, TakenNames, chosen
from studio.artists.history import PRIVATE_LABELS, in_words
from studio.artists.models import Artist
from studio.extensions import db
from studio.lib.text.parsing import parse_instant

COLUMNS = ("department", "zone", "employment", "skills", "skill_levels", "tags", "archived_at")
LATEST = timedelta(hours=1)  # after its beginning a change is surely done


def request_id(edit_id: UUID) -> str:
    """What ties the events of a change to it."""
    return f"artist-edit-{edit_id.hex}"


@dataclass
class Done:
    """What a change made of one artist: the values before it, and the version after it."""

    version: int = 0
    before: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Kept:
    """An artist who stays as they are: why, and what happened to them since, if that is why."""

    artist: Artist
    reason: str
    since: Sequence[HistoryLine] = ()


@dataclass(frozen=True)
class Reversal:
    restored: int
    kept: Sequence[Kept]


def done_by(edit_id: UUID) -> dict[UUID, Done]:
    """By artist, what the change of this id did; nothing for an id that no change has."""
    begun = begun_at(edit_id)
    if begun is None:
        return {}
    columns = Event.subject_id, Event.version, Event.changes
    mine = (
        Event.at >= begun,
        Event.at < begun + LATEST,
        Event.request_id == request_id(edit_id),
        Event.kind.like("artist.%"),
    )
    found: dict[UUID, Done] = {}
    for id, version, changes in db.session.execute(select(*columns).where(*mine).order_by(Event.seq).limit(2 * MOST)):
        done = found.setdefault(id, Done())
        done.version = version
        for name, (before, _after) in changes.items():
            done.before.setdefault(name, before)
    return found


def begun_at(edit_id: UUID) -> datetime | None:
    """A uuid7 begins with its time."""
    milliseconds = edit_id.int >> 80
    return datetime.fromtimestamp(milliseconds / 1000, UTC) if edit_id.version == 7 and milliseconds < 1 << 42 else None


def reverse(done: dict[UUID, Done], by: Actor | None) -> Reversal:
    """Raises IntegrityError (uq_artists_name) when the name of one who comes back was taken just now."""
    artists = chosen(done, to_change=True)
    changed = [artist for artist in artists if artist.version != done[artist.id].version]
    kept = [Kept(artist, _("Changed since."), since) for artist, since in changes_since(changed, done)]
    names = TakenNames.of(artists)
    wanted = []
    for artist in artists:
        if artist in changed:
            continue
        values = {name: as_column(name, value) for name, value in done[artist.id].before.items() if name in COLUMNS}
        if comes_back(artist, values) and not names.take(artist.name):
            kept.append(Kept(artist, _("Another artist is called %(name)s now.", name=artist.name)))
        else:
            wanted.append((artist, values))
    put_back(wanted, by)
    return Reversal(len(wanted), kept)


def put_back(wanted: Sequence[tuple[Artist, dict[str, Any]]], by: Actor | None) -> None:
    facts = [(artist, {k: v for k, v in values.items() if k != "archived_at"}) for artist, values in wanted]
    life = [(artist, {"archived_at": values["archived_at"]}) for artist, values in wanted if "archived_at" in values]
    change_all("artist.edited", by, [(artist, values) for artist, values in facts if values])
    change_all("artist.restored", by, [(artist, values) for artist, values in life if values["archived_at"] is None])
    change_all("artist.archived", by, [(artist, values) for artist, values in life if values["archived_at"]])


def comes_back(artist: Artist, values: dict[str, Any]) -> bool:
    return artist.archived and "archived_at" in values and values["archived_at"] is None


def as_column(name: str, value: Any) -> Any:
    return parse_instant(value) if name == "archived_at" and value else value


def changes_since(artists: Collection[Artist], done: dict[UUID, Done]) -> Iterable[tuple[Artist, list[HistoryLine]]]:
    """What others did to artists after the change; one statement."""
    events: dict[UUID, list[Event]] = {artist.id: [] for artist in artists}
    mine = select(Event).where(Event.subject_id.in_(events)).order_by(Event.seq)
    for event in db.session.scalars(mine) if events else ():
        if event.version > done[event.subject_id].version:
            events[event.subject_id].append(event)
    return [(artist, in_words(events[artist.id], True, PRIVATE_LABELS)) for artist in artists]
