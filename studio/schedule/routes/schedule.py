"""GET /schedule: the calendar as a grid, as a list, and as an agenda for the phone."""

from __future__ import annotations

from typing import Any
from zoneinfo import ZoneInfo

from flask import Response, make_response, render_template, request, url_for
from flask_babel import get_locale

from studio.accounts.authorization import allow
from studio.lib import clock, formats
from studio.lib.clock import ZONES
from studio.lib.current import current
from studio.lib.http.etags import marked, unchanged, validator
from studio.lib.text.parsing import parse_number
from studio.lib.text.search import fold
from studio.lib.web import fragment, going_to, is_htmx, see_other
from studio.saved_views.models import SCHEDULE, SavedView
from studio.schedule.axis import Axis
from studio.schedule.first_steps import FirstSteps
from studio.schedule.page import SchedulePage
from studio.schedule.query import ScheduleQuery
from studio.schedule.routes.blueprint import pages
from studio.schedule.toolbar import Addresses

MOST_ZONES = 50
FIRST_ROW = "X-First-Row"
MOST_ROWS = 100  # at once


@pages.get("/schedule", endpoint="show")
@allow("schedule.read")
def show_schedule() -> Any:
    now, member = clock.now(), current.member
    query = ScheduleQuery.of(request.args, member.zone, now, formats.week())
    if "free_shown" in request.args and not is_htmx():
        return see_other(query.url(url_for("schedule.show")))  # a plain form came: the address says what it shows
    saved, first = saved_name(query), first_row()
    steps = None if is_htmx() else FirstSteps.of(current.tenant, member, now)
    mark = validator(current.tenant, member, query.today, Axis(query).now(now), saved, first, steps)
    page = SchedulePage(query, now, member, addresses(), str(get_locale()), saved, first, packed=not is_htmx())
    return unchanged(mark) or marked(render(page, steps), mark)


def saved_name(query: ScheduleQuery) -> str:
    """What the view is called that the address was made from, if it is there and the member may see it."""
    found = SavedView.found(query.saved, current.member, SCHEDULE) if query.saved else None
    return found.name if found else ""


def first_row() -> int:
    """The row a page looks at; a browser without scripts says so in the address."""
    text = request.headers.get(FIRST_ROW) or request.args.get("row", "")
    return parse_number(text, digits=6) or 0


@pages.get("/schedule/rows")
@allow("schedule.read")
def rows() -> Response:
    """Some rows of the grid, for a page that has them without their bars; those it does not show are left out."""
    now, ids = clock.now(), request.args.get("ids", "").split(",")[:MOST_ROWS]
    query = ScheduleQuery.of(request.args, current.member.zone, now, formats.week())
    page = SchedulePage(query, now, current.member, addresses(), str(get_locale()))
    page.rows = page.rows.of_projects(set(ids)) if page.by_project else page.rows.of_artists(set(ids))
    return fragment("schedule/rows.html", rows=[row for row in page.schedule.rows if row.id in ids])


def addresses() -> Addresses:
    """Built once a page: hundreds of bookings are on it, and url_for is not free."""
    root = request.script_root
    form = url_for("bookings.new") if current.member.can("bookings.write") else None
    return Addresses(url_for("schedule.show"), f"{root}/bookings/", f"{root}/artists/", f"{root}/projects/", form)


def render(page: SchedulePage, steps: FirstSteps | None) -> Response:
    """The whole page, or the parts htmx swaps; then the address is put right, without what is usual."""
    template = "schedule/part.html" if is_htmx() else "schedule/show.html"
    response = make_response(render_template(template, page=page, steps=steps))
    if is_htmx():
        response.headers.update(going_to(page.url()))
    return response


@pages.get("/schedule/zones")
@allow("schedule.read")
def zones() -> Response:
    """Options for whose clock the page shows, with the time it is there."""
    words, now = fold(request.args.get("q", "")).replace(" ", "_"), clock.now()
    found = [zone for zone in ZONES if words in fold(zone)][:MOST_ZONES]
    times = [(zone, now.astimezone(ZoneInfo(zone))) for zone in found]
    return fragment("schedule/_zones.html", zones=times)
