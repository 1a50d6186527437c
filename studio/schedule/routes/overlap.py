"""GET /schedule/overlap: the working hours of the artists the calendar shows, or of those chosen, on one day."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from flask import render_template, request, url_for
from flask_babel import get_locale

from studio.accounts.authorization import allow
from studio.lib import clock, formats
from studio.lib.current import current
from studio.schedule.overlap.strip import Strip
from studio.schedule.page import SchedulePage
from studio.schedule.query import ARTISTS, ScheduleQuery
from studio.schedule.routes.blueprint import pages
from studio.schedule.routes.schedule import addresses
from studio.schedule.rows import ArtistRow
from studio.schedule.zooms import DAY

MOST_ARTISTS = 40  # on one page
ONE = timedelta(1)


@pages.get("/schedule/overlap")
@allow("schedule.read")
def overlap() -> Any:
    """With the filters of the calendar; `artist`, any number of times, chooses among them."""
    now, member, args = clock.now(), current.member, request.args.copy()
    args.setlist("zoom", [DAY])
    args.setlist("view", [ARTISTS])
    query = ScheduleQuery.of(args, member.zone, now, formats.week())
    page = SchedulePage(query, now, member, addresses(), str(get_locale()))
    offered = [page.rows.artists[row.id] for row in page.schedule.rows if row.id in page.rows.artists]
    wanted = {*args.getlist("artist")} & {artist.id for artist in offered}
    shown = [artist for artist in offered if not wanted or artist.id in wanted]
    return render_template(
        "schedule/overlap/show.html", query=query, page=page, offered=offered, wanted=wanted,
        strip=Strip(query.chosen, query.zone, shown[:MOST_ARTISTS]), more=max(len(shown) - MOST_ARTISTS, 0),
        days=[(query.chosen - ONE, address(query, shown, wanted, query.chosen - ONE)),
              (query.chosen + ONE, address(query, shown, wanted, query.chosen + ONE))],
    )  # fmt: skip


def address(query: ScheduleQuery, shown: list[ArtistRow], wanted: set[str], day: Any) -> str:
    """The same artists on another day."""
    chosen = tuple(artist.id for artist in shown) if wanted else ()
    return query.url(url_for(".overlap"), date=day, zoom="", artist=chosen)
