"""GET /schedule/unavailable: why those who are not free on the days that are asked about are not."""

from __future__ import annotations

from typing import Any

from flask import request
from flask_babel import get_locale

from studio.accounts.authorization import allow
from studio.lib import clock, formats
from studio.lib.current import current
from studio.lib.web import fragment, is_htmx
from studio.schedule.page import SchedulePage
from studio.schedule.query import ScheduleQuery
from studio.schedule.routes.blueprint import pages
from studio.schedule.routes.schedule import addresses

MOST = 200  # artists listed


@pages.get("/schedule/unavailable")
@allow("schedule.read")
def unavailable() -> Any:
    now = clock.now()
    query = ScheduleQuery.of(request.args, current.member.zone, now, formats.week())
    page = SchedulePage(query, now, current.member, addresses(), str(get_locale()))
    found = page.not_free_here
    template = "schedule/unavailable/_dialog.html" if is_htmx() else "schedule/unavailable/show.html"
    return fragment(template, page=page, found=found[:MOST], more=max(len(found) - MOST, 0))
