"""GET /schedule: the calendar as a grid, as a list, and as an agenda for the phone."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from flask import Response, make_response, render_template, request, url_for
from flask_babel import get_locale

from studio.accounts.gate import allow
from studio.bookings.axis import Axis
from studio.bookings.blueprint import pages
from studio.bookings.controls import Addresses
from studio.bookings.sheet import Sheet
from studio.bookings.views import SavedView
from studio.bookings.window import Asked
from studio.lib import clock
from studio.lib.clock import ZONES
from studio.lib.current import current
from studio.lib.etags import marked, unchanged, validator
from studio.lib.search import fold
from studio.lib.web import fragment, going_to, is_htmx

MOST_ZONES = 50


@pages.get("/schedule", endpoint="schedule")
@allow("schedule.read")
def show_schedule() -> Response:
    now, member = clock.now(), current.member
    asked = Asked.of(request.args.to_dict(), member.zone, now)
    saved = saved_name(asked)
    mark = validator(current.tenant, member, asked.today, Axis(asked).now(now), saved)
    return unchanged(mark) or marked(render(Sheet(asked, now, member, addresses(), str(get_locale()), saved)), mark)


def saved_name(asked: Asked) -> str:
    """What the view is called that the address was made from, if it is there and the member may see it."""
    found = SavedView.found(asked.saved, current.member) if asked.saved else None
    return found.name if found else ""


def addresses() -> Addresses:
    """Built once a page: hundreds of bookings are on it, and url_for is not free."""
    root = request.script_root
    form = url_for("bookings.new") if current.member.can("bookings.write") else None
    return Addresses(url_for("bookings.schedule"), f"{root}/bookings/", f"{root}/artists/", f"{root}/projects/", form)


def render(sheet: Sheet) -> Response:
    """The whole page, or the parts htmx swaps; then the address is put right, without what is usual."""
    template = "bookings/schedule/part.html" if is_htmx() else "bookings/schedule/show.html"
    response = make_response(render_template(template, page=sheet))
    if is_htmx():
        response.headers.update(going_to(sheet.url()))
    return response


@pages.get("/schedule/zones")
@allow("schedule.read")
def zones() -> Response:
    """Options for whose clock the page shows, with the time it is there."""
    words, now = fold(request.args.get("q", "")).replace(" ", "_"), clock.now()
    found = [zone for zone in ZONES if words in fold(zone)][:MOST_ZONES]
    times = [(zone, now.astimezone(ZoneInfo(zone))) for zone in found]
    return fragment("bookings/schedule/_zones.html", zones=times)
