"""GET /schedule: the calendar as a grid, as a list, and as an agenda for the phone."""

from __future__ import annotations

from flask import Response, make_response, render_template, request, url_for
from flask_babel import get_locale

from studio.accounts.gate import allow
from studio.bookings.blueprint import pages
from studio.bookings.controls import Addresses
from studio.bookings.sheet import Sheet, now_line
from studio.bookings.window import Asked
from studio.lib import clock
from studio.lib.current import current
from studio.lib.etags import marked, unchanged, validator
from studio.lib.web import going_to, is_htmx


@pages.get("/schedule", endpoint="schedule")
@allow("schedule.read")
def show_schedule() -> Response:
    now, member = clock.now(), current.member
    asked = Asked.of(request.args, member.zone, now)
    mark = validator(current.tenant, member, asked.today, now_line(asked, now))
    return unchanged(mark) or marked(render(Sheet(asked, now, member, addresses(), str(get_locale()))), mark)


def addresses() -> Addresses:
    """Built once a page: hundreds of bookings are on it, and url_for is not free."""
    root = request.script_root
    form = url_for("bookings.new") if current.member.can("bookings.write") else None
    return Addresses(url_for("bookings.schedule"), f"{root}/bookings/", f"{root}/artists/", form)


def render(sheet: Sheet) -> Response:
    """The whole page, or the parts htmx swaps; then the address is put right, without what is usual."""
    template = "bookings/schedule/part.html" if is_htmx() else "bookings/schedule/show.html"
    response = make_response(render_template(template, page=sheet))
    if is_htmx():
        response.headers.update(going_to(sheet.url()))
    return response
