"""One change of many artists: what it comes to for each, then all of it in one transaction."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha256
from typing import Any
from uuid import UUID

from flask_babel import gettext as _
from sqlalchemy import select

from studio.activity.mixins import change_all
from studio.activity.recorder import Actor
from studio.artists.models import Artist
from studio.extensions import db
from studio.lib.forms.fields import ListField
from studio.lib.text.names import name_key

MOST = 5000  # artists at once
ARCHIVE, RESTORE = "archive", "restore"


@dataclass(frozen=True)
class Edit:
    """What is to become of artists. What is None or empty leaves what is there."""

    values: Mapping[str, str] = field(default_factory=dict)  # department, zone, employment
    add_skills: tuple[str, ...] = ()
    levels: Mapping[str, int] = field(default_factory=dict)  # of some of the skills to add
    remove_skills: tuple[str, ...] = ()
    add_tags: tuple[str, ...] = ()
    remove_tags: tuple[str, ...] = ()
    life: str = ""  # ARCHIVE or RESTORE

    def columns(self, artist: Artist) -> dict[str, Any]:
        """The columns of an artist that it changes, with their new values."""
        new: dict[str, Any] = dict(self.values)
        if self.add_skills or self.remove_skills:
            new["skills"] = changed_words(artist.skills, self.add_skills, self.remove_skills)
            new["skill_levels"] = self.changed_levels(artist.skill_levels, new["skills"])
        if self.add_tags or self.remove_tags:
            new["tags"] = changed_words(artist.tags, self.add_tags, self.remove_tags)
        return {name: value for name, value in new.items() if getattr(artist, name) != value}

    def changed_levels(self, levels: Mapping[str, int], skills: Iterable[str]) -> dict[str, int]:
        given = {skill.casefold(): level for skill, level in self.levels.items()}
        after = {skill: given.get(skill.casefold(), levels.get(skill)) for skill in skills}
        return {skill: level for skill, level in after.items() if level is not None}

    def changes_life_of(self, artist: Artist) -> bool:
        return self.life == (RESTORE if artist.archived else ARCHIVE)


def changed_words(words: Sequence[str], add: Iterable[str], remove: Iterable[str]) -> list[str]:
    """The words with some more and some less, whatever their case; those that stay keep their place and spelling."""
    gone = {word.casefold() for word in remove}
    kept = [word for word in words if word.casefold() not in gone]
    there = {word.casefold() for word in kept}
    return [*kept, *(word for word in add if word.casefold() not in there)]


@dataclass(frozen=True)
class Change:
    """What one artist will be: `columns` of theirs, and whether they leave the lists, or come back to them."""

    artist: Artist
    columns: Mapping[str, Any]
    life: str = ""

    def told(self) -> list[Any]:
        return [
            str(self.artist.id),
            sorted((name, getattr(self.artist, name), new) for name, new in self.columns.items()),
        ]


@dataclass(frozen=True)
class Plan:
    """What an edit comes to: who changes, who is so already, and who cannot be changed, with why."""

    changes: Sequence[Change] = ()
    same: int = 0
    refused: Sequence[tuple[Artist, str]] = ()

    @property
    def fingerprint(self) -> str:
        """Another one when anything of it is another."""
        told = [[*change.told(), change.life] for change in self.changes]
        return sha256(json.dumps(sorted(told)).encode()).hexdigest()[:32]

    def carry_out(self, by: Actor | None, now: datetime) -> None:
        """Raises IntegrityError (uq_artists_name) when the name of one who comes back was taken just now."""
        change_all("artist.edited", by, [(one.artist, one.columns) for one in self.changes if one.columns])
        archived = [(one.artist, {"archived_at": now}) for one in self.changes if one.life == ARCHIVE]
        restored = [(one.artist, {"archived_at": None}) for one in self.changes if one.life == RESTORE]
        change_all("artist.archived", by, archived)
        change_all("artist.restored", by, restored)


def plan_of(edit: Edit, artists: Sequence[Artist]) -> Plan:
    changes, refused, same = [], [], 0
    names = TakenNames.of(artists) if edit.life == RESTORE else TakenNames()
    for artist in artists:
        change = Change(artist, edit.columns(artist), edit.life if edit.changes_life_of(artist) else "")
        if reason := refusal(change, names):
            refused.append((artist, reason))
        elif change.columns or change.life:
            changes.append(change)
        else:
            same += 1
    return Plan(changes, same, refused)


def refusal(change: Change, names: TakenNames) -> str:
    """Why an artist cannot become this; "" when they can."""
    if any(len(change.columns.get(name, ())) > ListField.MOST for name in ("skills", "tags")):
        return _("More than %(most)d skills or tags.", most=ListField.MOST)
    if change.life == RESTORE and not names.take(change.artist.name):
        return _("Another artist is called %(name)s now. Rename one of them first.", name=change.artist.name)
    return ""


class TakenNames:
    """The names of active artists; those who come back take theirs one by one."""

    def __init__(self, keys: Iterable[str] = ()):
        self.keys = set(keys)

    @classmethod
    def of(cls, artists: Iterable[Artist]) -> TakenNames:
        keys = {artist.name_key for artist in artists if artist.archived}
        active = select(Artist.name_key).where(Artist.archived_at.is_(None), Artist.name_key.in_(keys))
        return cls(db.session.scalars(active) if keys else ())

    def take(self, name: str) -> bool:
        key = name_key(name)
        free = key not in self.keys
        self.keys.add(key)
        return free


def chosen(ids: Collection[UUID], to_change: bool = False) -> list[Artist]:
    """The artists of these ids, by name; with `to_change`, nobody else changes them until the transaction ends."""
    mine = select(Artist).where(Artist.id.in_(ids)).order_by(Artist.id).execution_options(populate_existing=True)
    found = db.session.scalars(mine.with_for_update(key_share=True) if to_change else mine)
    return sorted(found, key=lambda artist: (artist.name.casefold(), artist.id))
