"""An event as the relay tells it to others: plain values that travel as JSON."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class EventMessage:
    """Ids and instants are text. `id` is the event's own: whoever hears it twice knows."""

    tenant_id: str
    id: str
    seq: int
    kind: str
    subject_id: str
    at: str
    actor: str
    request_id: str
    changes: dict[str, list[Any]]
    state: dict[str, Any]

    @property
    def subject(self) -> str:
        """`booking` of `booking.placed`."""
        return self.kind.partition(".")[0]

    @property
    def refusal(self) -> bool:
        """A booking that was refused: nothing changed, and no booking is its subject."""
        return self.kind == "booking.conflict"

    def values(self, field: str) -> set[Any]:
        """What a field of the subject is, and was before."""
        return {value for value in (self.state.get(field), *self.changes.get(field, ())) if value is not None}

    def touched(self) -> Iterator[tuple[str, str]]:
        """(`artist`, id) of everything the event is about: its subject, and what that points to or pointed to."""
        if self.refusal:
            return
        yield self.subject, self.subject_id
        for field in self.state:
            if field.endswith("_id"):
                yield from ((field.removesuffix("_id"), str(value)) for value in self.values(field))

    def to_json(self) -> bytes:
        return json.dumps(asdict(self), separators=(",", ":")).encode()

    @classmethod
    def from_json(cls, text: bytes | str) -> EventMessage:
        return cls(**json.loads(text))


def touched(events: Iterable[EventMessage], subject: str) -> set[str]:
    """The ids of all subjects of one kind, `artist` or another, that the events are about."""
    return {id for event in events for kind, id in event.touched() if kind == subject}
