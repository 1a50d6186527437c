"""A subject's history in words: who did what, when, and what it was before."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from studio.activity.models import Event


@dataclass(frozen=True)
class Change:
    label: str
    before: str
    after: str


@dataclass(frozen=True)
class HistoryLine:
    """One event as it is told: a sentence with places for the %(who)s of its actor and for other `words`."""

    kind: str
    sentence: str
    words: Mapping[str, str]
    at: datetime
    note: str
    changes: tuple[Change, ...]

    @property
    def text(self) -> str:
        return self.sentence % self.words


def lines_of(
    events: Iterable[Event],
    sentences: Mapping[str, Any],
    labels: Mapping[str, Any],
    show: Callable[[str, Any, Mapping[str, Any]], str],
) -> list[HistoryLine]:
    """The events in words, newest first.

    `sentences` has a sentence with %(who)s per kind; `labels` names the fields whose changes may be told, and
    `show(field, value, state)` writes a value. An event that changed only fields without a label is left out.
    """
    lines = []
    for event in events:
        shown = [name for name in event.changes if name in labels]
        if event.changes and not shown and event.kind.endswith(".edited"):
            continue
        changes = (
            Change(str(labels[name]), *(show(name, value, event.state) for value in event.changes[name]))
            for name in shown
        )
        words = {"who": event.actor_name}
        lines.append(HistoryLine(event.kind, str(sentences[event.kind]), words, event.at, event.note, tuple(changes)))
    return lines[::-1]
