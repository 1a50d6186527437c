"""Who may see an artist's statistics."""

from __future__ import annotations

from typing import Any

from flask import Flask

from studio.accounts.roles import ARTIST


def may_see_statistics(viewer: Any, artist: Any) -> bool:
    """Those who plan their time, and artists their own."""
    own = artist.member_id is not None and artist.member_id == viewer.id
    return bool(viewer.can("statistics.read") and (viewer.role != ARTIST or own))


def init_app(app: Flask) -> None:
    """The tabs of an artist's pages ask whether there is one for statistics."""
    app.add_template_global(may_see_statistics)
