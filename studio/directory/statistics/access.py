"""Who may see an artist's statistics."""

from __future__ import annotations

from typing import Any

from flask import Flask


def may_see_statistics(viewer: Any, artist: Any) -> bool:
    """Those who may see everybody's, and artists their own."""
    return bool(viewer.can("statistics.read") or (artist.member_id and artist.member_id == viewer.id))


def init_app(app: Flask) -> None:
    """The tabs of an artist's pages ask whether there is one for statistics."""
    app.add_template_global(may_see_statistics)
