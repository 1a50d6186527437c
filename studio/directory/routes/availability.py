"""When an artist works, over HTTP: their page of it, their patterns and their own time."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from flask import Blueprint, abort, flash, render_template, request, url_for
from flask_babel import gettext as _

from studio.accounts.authorization import allow
from studio.artists.models import Artist
from studio.availability import history
from studio.availability.forms import PATTERN_REFUSALS, PatternForm, TimeBlockForm
from studio.availability.models import EffectivePattern, TimeBlock
from studio.availability.queries import working_time_of
from studio.directory import subscribed_calendars, time_blocks, working_weeks
from studio.directory.availability_year import NAMES, year_of
from studio.directory.free_days import free_days
from studio.directory.routes.records import locked
from studio.lib import clock
from studio.lib.current import current
from studio.lib.formats import here
from studio.lib.forms.saving import save_or_errors
from studio.lib.holidays import region_name
from studio.lib.text.parsing import parse_id, parse_number
from studio.lib.web import fragment, get_or_404, see_other

pages = Blueprint("availability", __name__)
PATTERNS, BLOCKS = "/artists/<uuid:id>/patterns", "/artists/<uuid:id>/time-blocks"
PATTERN, BLOCK = f"{PATTERNS}/<uuid:row_id>", f"{BLOCKS}/<uuid:row_id>"
YEARS = range(1991, 2200)


@pages.get("/artists/<uuid:id>/availability")
@allow("artists.read")
def show(id: UUID) -> Any:
    artist, now = get_or_404(Artist, id), clock.now()
    today, worker = today_of(artist), working_time_of(artist)
    year = parse_number(request.args.get("year"), digits=4) or today.year
    reasons = history.may_see_reasons(current.member, artist)
    saved = saved_block(artist)
    displaced = time_blocks.displaced(saved, artist, now) if saved else []
    return render_template(
        "directory/availability/show.html", artist=artist, today=today, names=NAMES,
        weeks=working_weeks.of_artist(artist, today), blocks=time_blocks.listed(artist, today, reasons),
        calendars=subscribed_calendars.listed(artist, now, reasons),
        saved=saved and time_blocks.in_words(saved, reasons), displaced=displaced,
        holidays=[(n, worker.holidays.of_year(n)) for n in (today.year, today.year + 1)],
        region=region_name(worker.holidays.region, str(here())),
        year=year_of(worker, year if year in YEARS else today.year), asked=free_days(request.args, artist, now),
    )  # fmt: skip


@pages.get("/artists/<uuid:id>/availability/days", endpoint="free_days")
@allow("artists.read")
def answer_free_days(id: UUID) -> Any:
    """Whether they are free on chosen days, and why not; the page itself says the same."""
    artist = get_or_404(Artist, id)
    asked = free_days(request.args, artist, clock.now())
    return fragment(
        "directory/availability/_free_answer.html", 422 if asked.problem else 200, artist=artist, asked=asked
    )


def today_of(artist: Artist) -> date:
    return clock.now().astimezone(ZoneInfo(artist.zone)).date()


def saved_block(artist: Artist) -> TimeBlock | None:
    """The one that was just saved, and that the page tells of."""
    asked = parse_id(request.args.get("block"))
    return next((block for block in TimeBlock.of_artist(artist) if block.id == asked), None) if asked else None


@pages.get(f"{PATTERNS}/new")
@allow("artists.write")
def new_pattern(id: UUID) -> Any:
    artist = get_or_404(Artist, id)
    return pattern_page(next_pattern(artist), artist)


@pages.post(PATTERNS)
@allow("artists.write")
def add_pattern(id: UUID) -> Any:
    artist = get_or_404(Artist, id)
    form = next_pattern(artist)
    if not saved_pattern(form, lambda pattern: EffectivePattern.add(
        current.member, form.effective_from.data, pattern, artist
    )):  # fmt: skip
        return pattern_page(form, artist, status=422)
    return back_to(artist)


def next_pattern(artist: Artist) -> PatternForm:
    """From the next Monday on that has none of their own, as it goes then."""
    taken = {pattern.effective_from for pattern in EffectivePattern.of_artist(artist)}
    monday = monday_after(today_of(artist), taken)
    return PatternForm.from_day(monday, working_time_of(artist).pattern_on(monday))


def monday_after(day: date, taken: Collection[date] = ()) -> date:
    monday = day + timedelta(days=7 - day.weekday())
    while monday in taken:
        monday += timedelta(days=7)
    return monday


@pages.get(f"{PATTERN}/edit")
@allow("artists.write")
def edit_pattern(id: UUID, row_id: UUID) -> Any:
    artist, row = of_artist(EffectivePattern, id, row_id)
    return pattern_page(PatternForm.of(row), artist, row)


@pages.post(PATTERN)
@allow("artists.write")
def change_pattern(id: UUID, row_id: UUID) -> Any:
    artist, row = of_artist(EffectivePattern, id, row_id, lock=True)
    form = PatternForm.of(row)
    if form.version.data != row.version:
        return pattern_page(form, artist, row, 409, stale(form, row))
    if not saved_pattern(form, lambda pattern: row.revise(current.member, form.effective_from.data, pattern)):
        return pattern_page(form, artist, row, 422)
    return back_to(artist)


@pages.post(f"{PATTERN}/removal")
@allow("artists.write")
def remove_pattern(id: UUID, row_id: UUID) -> Any:
    artist, row = of_artist(EffectivePattern, id, row_id, lock=True)
    row.remove(current.member, clock.now())
    flash(_("The pattern is removed; the one before holds again."), "ok")
    return see_other(url_for(".show", id=id))


@pages.get(f"{BLOCKS}/new")
@allow("artists.write")
def new_block(id: UUID) -> Any:
    artist = get_or_404(Artist, id)
    return block_page(TimeBlockForm.blank(today_of(artist)), artist)


@pages.post(BLOCKS)
@allow("artists.write")
def add_block(id: UUID) -> Any:
    artist = get_or_404(Artist, id)
    form = TimeBlockForm.blank(today_of(artist))
    columns = form.columns(artist.zone)
    if not columns:
        return block_page(form, artist, status=422)
    return back_to(artist, TimeBlock.add(current.member, artist, **columns))


@pages.get(f"{BLOCK}/edit")
@allow("artists.write")
def edit_block(id: UUID, row_id: UUID) -> Any:
    artist, row = of_artist(TimeBlock, id, row_id)
    return block_page(TimeBlockForm.of(row), artist, row)


@pages.post(BLOCK)
@allow("artists.write")
def change_block(id: UUID, row_id: UUID) -> Any:
    artist, row = of_artist(TimeBlock, id, row_id, lock=True)
    form = TimeBlockForm.of(row)
    if form.version.data != row.version:
        return block_page(form, artist, row, 409, stale(form, row))
    columns = form.columns(zone_of(artist, row), row.rule)
    if not columns:
        return block_page(form, artist, row, 422)
    row.edit(current.member, **columns)
    return back_to(artist, row)


@pages.post(f"{BLOCK}/removal")
@allow("artists.write")
def remove_block(id: UUID, row_id: UUID) -> Any:
    _artist, row = of_artist(TimeBlock, id, row_id, lock=True)
    row.remove(current.member, clock.now())
    flash(_("It is removed; they work then as their week says."), "ok")
    return see_other(url_for(".show", id=id))


def of_artist(model: Any, artist_id: UUID, id: UUID, lock: bool = False) -> tuple[Artist, Any]:
    """The artist, and their pattern or block; 404 for what is somebody else's, or removed."""
    artist = get_or_404(Artist, artist_id)
    row = locked(model, id) if lock else get_or_404(model, id)
    if row.artist_id != artist_id or row.removed_at:
        abort(404)
    return artist, row


def zone_of(artist: Artist, row: TimeBlock | None) -> str:
    """Whose clock its hours are by: the one they were given by, or the artist's."""
    return row.zone if row and row.starts_at else artist.zone


def saved_pattern(form: PatternForm, save: Any) -> Any:
    pattern = form.pattern()
    return pattern and save_or_errors(form, PATTERN_REFUSALS, lambda: save(pattern))


def stale(form: Any, row: EffectivePattern | TimeBlock) -> Any:
    """What others did since the form was made; saving it again replaces that."""
    since = history.since(row, form.version.data)
    form.version.data = row.version
    form.version.raw_data = None
    return since


def back_to(artist: Artist, block: TimeBlock | None = None) -> Any:
    flash(_("Saved."), "ok")
    return see_other(url_for(".show", id=artist.id, block=block.id if block else None))


def pattern_page(
    form: PatternForm, artist: Artist, row: EffectivePattern | None = None, status: int = 200, since: Any = None
) -> Any:
    address = url_for(".change_pattern", id=artist.id, row_id=row.id) if row else url_for(".add_pattern", id=artist.id)
    return fragment(
        "directory/availability/pattern.html", status, form=form, row=row, artist=artist, action=address,
        leave=url_for(".show", id=artist.id), stale=since is not None, since=since,
    )  # fmt: skip


def block_page(
    form: TimeBlockForm, artist: Artist, row: TimeBlock | None = None, status: int = 200, since: Any = None
) -> Any:
    return fragment(
        "directory/availability/block.html", status, form=form, row=row, artist=artist, zone=zone_of(artist, row),
        stale=since is not None, since=since,
    )  # fmt: skip
