"""What a browser remembers of how pages are to look; for everybody, signed in or not."""

from __future__ import annotations

from werkzeug.wrappers import Response as Answer

from studio.accounts.authorization import public
from studio.accounts.routes.blueprint import pages
from studio.lib.http.preferences import SIDEBAR, THEME, remember
from studio.lib.web import url_in


@pages.post("/theme")
@public
def theme() -> Answer:
    return remember(THEME, url_in(None, "accounts.home"))


@pages.post("/sidebar")
@public
def sidebar() -> Answer:
    return remember(SIDEBAR, url_in(None, "accounts.home"))
