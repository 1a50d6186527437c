"""Reading the calendars whose turn it is: the job of a worker, one calendar each."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from flask import current_app

from studio.artists.models import Artist
from studio.availability.calendars.models import AFRESH, SubscribedCalendar
from studio.availability.calendars.sandbox import MOST_BYTES, read_calendar
from studio.extensions import db
from studio.lib import clock, jobs
from studio.lib.current import current
from studio.lib.encryption import Unreadable
from studio.lib.http.download import Download, download

AT_ONCE = 100  # of a studio, each time its calendars are looked at
TIMEOUT = 20  # seconds a server may take, all redirects together
JOB_SECONDS = 60
GONE, LOCKED, ANSWERED, SEALED = ("not_found", "refused", "answered", "sealed")
HEADERS = {"User-Agent": "Studio calendar reader", "Accept": "text/calendar, */*;q=0.5", "Accept-Encoding": "identity"}


@dataclass(frozen=True)
class Wanted:
    """What is to be known of a calendar while it is read, and nobody waits for its row."""

    url: str
    content: str
    headers: dict[str, str]
    zone: str
    titles: bool


def queue_due(now: datetime) -> None:
    """One job for each whose turn it is."""
    for id in SubscribedCalendar.claim_due(now, AT_ONCE):
        read_soon(id)


def read_soon(id: UUID) -> None:
    """After what waits for a worker longer: nobody looks at a page that waits for it."""
    jobs.enqueue(refresh, id, on=jobs.IMPORTS, timeout=JOB_SECONDS, keep=60)


def refresh(id: UUID) -> None:
    """The job: fetch it and read it, with no transaction open meanwhile; then keep what is known of it."""
    now = clock.now()
    try:
        wanted = wanted_of(id, now)
    except Unreadable:
        return failed(id, SEALED, now)
    db.session.rollback()
    if not wanted:
        return None
    got = fetched(wanted) if wanted.url else Download(200, body=wanted.content.encode())
    if got.unchanged:
        return unchanged(id, now)
    if problem := problem_of(got):
        return failed(id, problem, now)
    reading = read_calendar(got.body, wanted.zone, now, wanted.titles)
    if reading.problem:
        return failed(id, reading.problem, now)
    if calendar := SubscribedCalendar.locked(id):
        calendar.keep(reading, now, wanted.zone, got.etag[:500], got.modified[:100])
    return None


def wanted_of(id: UUID, now: datetime) -> Wanted | None:
    """None of one that is removed, or a file that was read. Raises Unreadable."""
    calendar = SubscribedCalendar.locked(id)
    if not calendar or not (calendar.address or calendar.upload):
        return None
    zone = db.session.get_one(Artist, (current.tenant.id, calendar.artist_id)).zone
    fresh = calendar.zone == zone and calendar.whole_at and now - calendar.whole_at < AFRESH
    known = {"If-None-Match": calendar.etag, "If-Modified-Since": calendar.modified} if fresh else {}
    headers = HEADERS | {name: value for name, value in known.items() if value}
    url, content = calendar.unsealed(calendar.address), calendar.unsealed(calendar.upload)
    return Wanted(url, content, headers, zone, calendar.titles)


def fetched(wanted: Wanted) -> Download:
    private = current_app.config["SETTINGS"].calendar_private
    return download(wanted.url, wanted.headers, TIMEOUT, MOST_BYTES, private)


def problem_of(got: Download) -> str:
    if got.error or got.status == 200:
        return got.error
    return GONE if got.status in (404, 410) else LOCKED if got.status in (401, 403) else ANSWERED


def unchanged(id: UUID, now: datetime) -> None:
    if calendar := SubscribedCalendar.locked(id):
        calendar.is_current(now)


def failed(id: UUID, problem: str, now: datetime) -> None:
    if calendar := SubscribedCalendar.locked(id):
        calendar.fail(problem, now)
