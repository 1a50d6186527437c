"""The frames pages are sent: HTML they can swap as it is."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from jinja2 import Environment

from studio.activity.message import EventMessage
from studio.live.transport.frames import text_frame

COLLECTIONS = {"booking": "bookings", "artist": "artists", "project": "projects", "time_block": "time_blocks"}
MOST = 200  # subjects named one by one; of more, only which kinds


class News(NamedTuple):
    """`#news` anew: up to which event the page is told, what changed, and which view the parts are rendered for."""

    seq: int
    behind: bool = False
    changed: str = ""
    by: str = ""
    view: str = ""


def frame(templates: Environment, news: News | None, parts: Mapping[str, str], swap: str = "outerMorph") -> bytes:
    """`parts` are elements' new HTML by their ids."""
    html = templates.get_template("live/_frame.html").render(news=news, parts=parts, swap=swap)
    return text_frame(html)


def changed(events: Iterable[EventMessage]) -> str:
    """`booking:ID artist:ID project:ID bookings`: what the events touched."""
    subjects = dict.fromkeys(pair for event in events for pair in event.touched() if pair[0] in COLLECTIONS)
    if len(subjects) > MOST:
        return " ".join((*(f"{kind}:*" for kind in COLLECTIONS), *COLLECTIONS.values()))
    kinds = dict.fromkeys(event.subject for event in events if not event.refusal)
    return " ".join((*(f"{kind}:{id}" for kind, id in subjects), *(COLLECTIONS[k] for k in kinds if k in COLLECTIONS)))


def actors(events: Iterable[EventMessage]) -> str:
    return ", ".join(dict.fromkeys(event.actor for event in events))
