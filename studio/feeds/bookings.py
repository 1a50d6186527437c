"""Which bookings a feed has, asked anew each time for what its member may see then."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from flask_babel import gettext as _
from werkzeug.datastructures import MultiDict

from studio.accounts.identity import Member
from studio.artists.models import Artist
from studio.bookings.models import CANCELLED
from studio.extensions import db
from studio.feeds.models import MINE, PROJECT, OpenedFeed
from studio.lib import formats
from studio.lib.current import current
from studio.lib.spans import Span
from studio.lib.sql import read
from studio.projects.models import Project
from studio.saved_views.models import SavedView
from studio.schedule.filters import Matches
from studio.schedule.free_artists import not_free, reach
from studio.schedule.query import ScheduleQuery
from studio.schedule.rows import BookingRow, Rows, load

LOOKED_BACK, LOOKED_AHEAD = timedelta(days=60), timedelta(days=731)
OF_A_VIEW = timedelta(days=366)  # ahead: a view may be of everybody
KEPT = timedelta(days=30)  # how long what is cancelled says so, for calendars that missed it
MOST = 1000  # bookings of a feed
SEES = ("schedule.read", "artists.read", "projects.read")
BOOKINGS = """
SELECT b.id, b.version, b.status, b.title, b.location, b.starts_at, b.ends_at, b.answer, a.name AS artist, a.zone,
       p.name AS project, coalesce((
           SELECT e.at FROM events e WHERE e.tenant_id = %(tenant)s AND e.subject_id = b.id ORDER BY e.seq DESC LIMIT 1
       ), b.placed_at) AS changed_at
FROM bookings b
JOIN artists a ON a.tenant_id = b.tenant_id AND a.id = b.artist_id
JOIN projects p ON p.tenant_id = b.tenant_id AND p.id = b.project_id
WHERE b.tenant_id = %(tenant)s AND b.ends_at > %(from)s AND b.starts_at < %(to)s
  AND (b.status <> 'cancelled' OR b.cancelled_at > %(kept)s) AND (b.expires_at IS NULL OR b.expires_at > %(now)s)
"""
WHICH = {
    "artists": "AND b.artist_id = ANY(%(ids)s)", "project": "AND b.project_id = ANY(%(ids)s)",
    "bookings": "AND b.id = ANY(%(ids)s::uuid[])",
}  # fmt: skip
ORDER = "ORDER BY b.starts_at, b.id LIMIT %(most)s"


class FeedContent(NamedTuple):
    """What a calendar is called, and what is in it; `names_artists` where they are several people's bookings."""

    name: str
    bookings: Sequence[Any]  # rows of BOOKINGS
    names_artists: bool


def content_of(feed: OpenedFeed, now: datetime) -> FeedContent | None:
    """None when its member may not see that any more, or it is gone."""
    if not all(map(feed.member.can, SEES)):
        return None
    if feed.kind == MINE:
        return own_bookings(feed.member, now)
    if not feed.member.can("feeds.studio"):
        return None
    return of_project(feed, now) if feed.kind == PROJECT else of_view(feed, now)


def own_bookings(member: Member, now: datetime) -> FeedContent | None:
    artists = Artist.of_member(member.id)
    if not artists:
        return None
    rows = bookings("artists", [artist.id for artist in artists], now)
    return FeedContent(_("My bookings"), rows, len(artists) > 1)


def of_project(feed: OpenedFeed, now: datetime) -> FeedContent | None:
    project = db.session.get(Project, (current.tenant.id, feed.project_id))
    return FeedContent(project.name, bookings("project", [project.id], now), True) if project else None


def of_view(feed: OpenedFeed, now: datetime) -> FeedContent | None:
    """What its filters leave; the days it opens on say nothing here."""
    view = SavedView.found(str(feed.view_id), feed.member)
    if view is None:
        return None
    query = ScheduleQuery.of(MultiDict(view.params), feed.member.zone, now, formats.week())
    free = reach(*query.free) if query.free else None
    rows = load(Span(now - LOOKED_BACK, now + OF_A_VIEW), now, cancelled=True, chosen=query.project, free=free)
    ids = [row.id for row in matching(query, rows)]
    return FeedContent(view.name, bookings("bookings", ids, now), True)


def matching(query: ScheduleQuery, rows: Rows) -> Iterator[BookingRow]:
    """The bookings the filters leave; what is cancelled need not have the status that was asked for."""
    away = not_free(rows.artists.values(), *query.free).keys() if query.free else frozenset()
    living, ended = (Matches(each, rows.projects, away) for each in (query, replace(query, status=())))
    of_artist: dict[str, list[BookingRow]] = defaultdict(list)
    for booking in rows.bookings:
        of_artist[booking.artist_id].append(booking)
    for artist in rows.artists.values():
        booked = of_artist[artist.id]
        yield from living.of(artist, [row for row in booked if row.status != CANCELLED]) or ()
        yield from ended.of(artist, [row for row in booked if row.status == CANCELLED]) or ()


def bookings(which: str, ids: Iterable[Any], now: datetime) -> list[Any]:
    asked = {
        "ids": list(ids), "from": now - LOOKED_BACK, "to": now + LOOKED_AHEAD, "kept": now - KEPT, "now": now,
        "most": MOST,
    }  # fmt: skip
    return read(f"{BOOKINGS} {WHICH[which]} {ORDER}", asked)
