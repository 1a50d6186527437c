"""The frames pages are sent: HTML they can swap as it is."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from markupsafe import escape

from studio.activity.message import EventMessage

COLLECTIONS = {"booking": "bookings", "artist": "artists", "project": "projects"}
MOST = 200  # subjects named one by one; of more, only which kinds


def news(seq: int, *, behind: bool = False, changed: str = "", by: str = "", view: str = "") -> str:
    """`#news` anew: up to which event the page is told, what changed, and which view the parts are painted for."""
    attributes = f' data-seq="{seq}"{" data-behind" if behind else ""}'
    attributes += f' data-changed="{escape(changed)}" data-by="{escape(by)}"' if changed else ""
    attributes += f' data-for="{escape(view)}"' if view else ""
    return f'<hx-partial hx-target="#news" hx-swap="outerHTML"><div id="news" hidden{attributes}></div></hx-partial>'


def changed(events: Iterable[EventMessage]) -> str:
    """`booking:ID artist:ID project:ID bookings`: what the events touched."""
    subjects = dict.fromkeys(pair for event in events for pair in event.touched() if pair[0] in COLLECTIONS)
    if len(subjects) > MOST:
        return " ".join((*(f"{kind}:*" for kind in COLLECTIONS), *COLLECTIONS.values()))
    kinds = dict.fromkeys(event.subject for event in events if not event.refusal)
    return " ".join((*(f"{kind}:{id}" for kind, id in subjects), *(COLLECTIONS[k] for k in kinds if k in COLLECTIONS)))


def actors(events: Iterable[EventMessage]) -> str:
    return ", ".join(dict.fromkeys(event.actor for event in events))


def partial(target: str, html: str, swap: str = "outerMorph") -> str:
    return f'<hx-partial hx-target="#{target}" hx-swap="{swap}">{html}</hx-partial>'


def partials(parts: Mapping[str, str]) -> str:
    return "".join(partial(target, html) for target, html in parts.items())
