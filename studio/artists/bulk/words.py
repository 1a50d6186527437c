"""What a change of many artists does, in words: those to whom the same happens stand together."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from flask_babel import gettext as _

from studio.artists.bulk.edits import ARCHIVE, RESTORE, Change
from studio.artists.history import LABELS, show
from studio.artists.models import Artist

Words = tuple[str, ...]


def grouped(changes: Iterable[Change]) -> list[tuple[Words, list[Artist]]]:
    """(what happens, to whom), the many first."""
    groups: dict[Words, list[Artist]] = {}
    for change in changes:
        groups.setdefault(in_words(change), []).append(change.artist)
    return sorted(groups.items(), key=lambda group: -len(group[1]))


def in_words(change: Change) -> Words:
    artist, columns = change.artist, change.columns
    words = [
        _("%(what)s: %(before)s → %(after)s", what=LABELS[name], before=show(name, getattr(artist, name), {}),
          after=show(name, columns[name], {}))
        for name in ("department", "zone", "employment") if name in columns
    ]  # fmt: skip
    skills = columns.get("skills", artist.skills)
    words += difference(str(LABELS["skills"]), artist.skills, skills)
    words += levels(artist, skills, columns.get("skill_levels", artist.skill_levels))
    words += difference(str(LABELS["tags"]), artist.tags, columns.get("tags", artist.tags))
    life = {ARCHIVE: _("Archived"), RESTORE: _("Restored")}.get(change.life)
    return (*words, *([life] if life else []))


def difference(label: str, before: Sequence[str], after: Sequence[str]) -> list[str]:
    parts = [f"+ {word}" for word in after if word not in before] + [
        f"− {word}" for word in before if word not in after
    ]
    return [f"{label}: {', '.join(parts)}"] if parts else []


def levels(artist: Artist, skills: Iterable[str], after: Any) -> list[str]:
    """Of the skills that stay or come."""
    before = artist.skill_levels
    changed = [
        f"{skill} {before.get(skill, '–')} → {after[skill]}"
        for skill in skills
        if after.get(skill) != before.get(skill)
    ]
    return [f"{LABELS['skill_levels']}: {', '.join(changed)}"] if changed else []
