"""Requests for time off and the bookings it displaces, over HTTP: the list, the answers, cover."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from flask import Blueprint, abort, flash, request, url_for
from flask_babel import gettext as _
from sqlalchemy import select

from studio.accounts.authorization import allow
from studio.artists.models import Artist
from studio.availability.allowances import leave_of
from studio.availability.forms import AnswerForm
from studio.availability.lost_hours import away
from studio.availability.models import TimeBlock
from studio.availability.queries import working_time_of
from studio.availability.requests import STATUS_NAMES, AlreadyAnswered
from studio.availability.words import days_in_words
from studio.bookings.drafts import Draft
from studio.bookings.substitutes import substitutes
from studio.directory import artists, displaced, time_blocks, time_off
from studio.directory.routes.availability import BLOCK, of_artist
from studio.extensions import db
from studio.lib import clock
from studio.lib.current import current
from studio.lib.text.parsing import parse_id
from studio.lib.web import fragment, get_or_404, see_other

pages = Blueprint("time_off", __name__)


@pages.get("/time-off")
@allow("artists.read")
def index() -> Any:
    """For schedulers; an artist is led to their own page, anybody else to the artists."""
    if not current.member.can("artists.write"):
        own = db.session.scalar(select(Artist.id).where(Artist.member_id == current.member.id))
        return see_other(url_for("availability.show", id=own) if own else url_for("artists.index"))
    now, department = clock.now(), request.args.get("department", "").replace("\0", "")  # no text of PostgreSQL has one
    over = displaced.of_studio(now, department)
    return fragment(
        "directory/time_off/index.html", requests=time_off.requests(now, department), department=department,
        departments=artists.departments(artists.listed()), displaced=over[: displaced.MOST], total=len(over),
        approved=approved_just_now(now), cost=time_off.cost_in_words,
    )  # fmt: skip


def approved_just_now(now: Any) -> Any:
    """The block that was just approved, with the bookings it falls on."""
    id = parse_id(request.args.get("block"))
    row = db.session.get(TimeBlock, (current.tenant.id, id)) if id else None
    if row is None or row.removed_at:
        return None
    artist = get_or_404(Artist, row.artist_id)
    over = displaced.by_block(time_blocks.block_of(row), artist, now)
    return {"artist": artist, "saved": time_blocks.in_words(row, True), "displaced": over}


@pages.get("/time-off/waiting")
@allow("artists.write")
def waiting() -> Any:
    """How many requests wait for an answer: a part of the navigation."""
    return fragment("directory/time_off/_waiting.html", count=time_off.waiting())


@pages.get(f"{BLOCK}/answer")
@allow("artists.write")
def answer(id: UUID, row_id: UUID) -> Any:
    artist, row = of_artist(TimeBlock, id, row_id)
    return answer_page(AnswerForm(formdata=None, version=row.version), artist, row)


def answer_page(form: AnswerForm, artist: Artist, row: TimeBlock, status: int = 200, problem: str = "") -> Any:
    asked = time_off.one(row, artist, leave_of([artist])[artist.id], clock.now())
    return fragment(
        "directory/time_off/answer.html", status, form=form, artist=artist, asked=asked, problem=problem,
        cost=time_off.cost_in_words(asked.sums),
    )  # fmt: skip


@pages.post(f"{BLOCK}/approval")
@allow("artists.write")
def approve(id: UUID, row_id: UUID) -> Any:
    return decide(id, row_id, AnswerForm.validate, TimeBlock.approve)


@pages.post(f"{BLOCK}/refusal")
@allow("artists.write")
def decline(id: UUID, row_id: UUID) -> Any:
    return decide(id, row_id, AnswerForm.validate_decline, TimeBlock.decline)


def decide(id: UUID, row_id: UUID, valid: Callable[[AnswerForm], bool], verb: Callable[..., None]) -> Any:
    """The answer, unless somebody answered before, or the artist asks for something else by now: 409."""
    artist, row = of_artist(TimeBlock, id, row_id, lock=True)
    form, seen = AnswerForm(), row.version
    if not valid(form):
        return answer_page(form, artist, row, 422)
    try:
        if form.version.data not in (None, seen) and row.status == time_off.REQUESTED:
            return stale_answer(
                form, artist, row, _("It changed while you were looking. This is what is asked for now.")
            )
        verb(row, current.member, clock.now(), form.reason.data or "")
    except AlreadyAnswered as answered:
        status = str(STATUS_NAMES[answered.status]).lower()
        return stale_answer(form, artist, row, _("Somebody was faster: it is %(status)s.", status=status))
    what = time_blocks.in_words(row, True)
    flash(f"{STATUS_NAMES[row.status]}: {artist.name}, {what.kind}, {what.when}.", "ok")
    return see_other(url_for(".index", block=row.id if verb is TimeBlock.approve else None))


def stale_answer(form: AnswerForm, artist: Artist, row: TimeBlock, problem: str) -> Any:
    form.version.data, form.version.raw_data = row.version, None
    return answer_page(form, artist, row, 409, problem)


@pages.get("/time-off/bookings/<uuid:id>/cover")
@allow("bookings.write")
def cover(id: UUID) -> Any:
    """Who else could do a booking whose artist is away; each is given it by the verb that gives any booking."""
    was = Draft.of(id) or abort(404)
    worker = was.existing.working_time(working_time_of(was.artist))
    lost = away(worker, was.span, was.details["counts"])
    return fragment(
        "directory/time_off/cover.html", was=was, days=days_in_words(lost), hours=sum(lost.values()),
        substitutes=[] if was.existing.cancelled else substitutes(was),
    )  # fmt: skip
