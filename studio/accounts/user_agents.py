"""A browser in words, from its User-Agent: enough to recognise one's own."""

from __future__ import annotations

BROWSERS = (
    ("Edg", "Edge"), ("OPR", "Opera"), ("SamsungBrowser", "Samsung Internet"), ("FxiOS", "Firefox"),
    ("Firefox", "Firefox"), ("CriOS", "Chrome"), ("Chrome", "Chrome"), ("Safari", "Safari"), ("curl", "curl"),
)  # fmt: skip
SYSTEMS = (
    ("iPhone", "iPhone"), ("iPad", "iPad"), ("Android", "Android"), ("Windows", "Windows"), ("CrOS", "ChromeOS"),
    ("Mac OS X", "Mac"), ("Linux", "Linux"),
)  # fmt: skip


def names(agent: str) -> tuple[str | None, str | None]:
    """The browser and the system it runs on, None for what is not recognised."""
    return _first(BROWSERS, agent), _first(SYSTEMS, agent)


def _first(table: tuple[tuple[str, str], ...], agent: str) -> str | None:
    return next((name for mark, name in table if mark in agent), None)
