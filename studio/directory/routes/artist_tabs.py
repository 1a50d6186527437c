"""The pages of an artist beside schedule and availability: their projects, statistics and history."""

from __future__ import annotations

from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from flask import Blueprint, abort, render_template, request, url_for

from studio.accounts.authorization import allow
from studio.activity.history import HistoryLine
from studio.artists import history as artist_history
from studio.artists.models import Artist
from studio.artists.privacy import private_fields
from studio.artists.rates import may_see_rate
from studio.availability import history as working_history
from studio.directory import artist_projects
from studio.directory.forms import PeriodForm
from studio.directory.statistics import medians, queries
from studio.directory.statistics.access import may_see_statistics
from studio.directory.statistics.charts import Charts
from studio.directory.statistics.periods import Period, choices
from studio.lib import clock, formats
from studio.lib.current import current
from studio.lib.pagination import page_of
from studio.lib.text.parsing import parse_number
from studio.lib.web import fragment, get_or_404

pages = Blueprint("artist_tabs", __name__)
PAGE = "directory/artists/statistics.html"
LINES = 50  # of history, on a page


@pages.get("/artists/<uuid:id>/projects")
@allow("projects.read")
def projects(id: UUID) -> Any:
    artist = get_or_404(Artist, id)
    sees_rate = may_see_rate(current.member, artist.member_id)
    page = artist_projects.listed(artist, parse_number(request.args.get("page")), sees_rate)
    return render_template(
        "directory/artists/projects.html",
        artist=artist,
        page=page,
        sees_rate=sees_rate,
        page_url=address("projects", id),
    )


@pages.get("/artists/<uuid:id>/statistics")
@allow("artists.read")
def statistics(id: UUID) -> Any:
    artist = get_or_404(Artist, id)
    if not may_see_statistics(current.member, artist):
        abort(403)
    now, week = clock.now(), formats.week()
    offered = choices(now.astimezone(ZoneInfo(artist.zone)).date(), week)
    asked = bool({"from", "to"} & set(request.args))
    form = PeriodForm(request.args if asked else None, data=offered[0][1]._asdict())
    if asked and not form.validate():
        return fragment(PAGE, 422, artist=artist, form=form, choices=offered, period=None, shown=None)
    period = Period(form.first.data, form.last.data)
    found = queries.of_artist(artist, period, week, now)
    shown = Charts.of(found, medians.of_studio(period, week))
    return render_template(PAGE, artist=artist, form=form, choices=offered, period=period, shown=shown)


@pages.get("/artists/<uuid:id>/history")
@allow("artists.read")
def history(id: UUID) -> Any:
    artist = get_or_404(Artist, id)
    page = page_of(history_of(artist), parse_number(request.args.get("page")), LINES)
    return render_template(
        "directory/artists/history.html", artist=artist, page=page, icons=working_history.ICONS,
        page_url=address("history", id),
    )  # fmt: skip


def history_of(artist: Artist) -> list[HistoryLine]:
    """Of the artist and of when they work, newest first."""
    reasons = working_history.may_see_reasons(current.member, artist)
    private = private_fields(current.member, artist.member_id)
    of_artist = artist_history.history(artist, current.member.can("money.read"), private)
    lines = [*of_artist, *working_history.history(artist, reasons)]
    return sorted(lines, key=lambda line: line.at, reverse=True)


def address(view: str, id: UUID) -> Any:
    """The address of a page of one of these, by its number."""
    return lambda number: url_for(f".{view}", id=id, page=number if number > 1 else None)
