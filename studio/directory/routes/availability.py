"""When an artist works, over HTTP: their page of it, their patterns and their own time."""

from __future__ import annotations

from collections.abc import Callable, Collection
from datetime import date, datetime, timedelta
from functools import partial
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from flask import Blueprint, abort, flash, render_template, request, url_for
from flask_babel import gettext as _
from uuid_utils.compat import uuid7

from studio.accounts.authorization import allow
from studio.artists.models import Artist
from studio.availability import history, own_time
from studio.availability.allowances import Allowance, Leave, leave_of
from studio.availability.forms import PATTERN_REFUSALS, PatternForm, TimeBlockForm
from studio.availability.models import EffectivePattern, TimeBlock, TooManyBlocks
from studio.availability.own_time import approval_kinds
from studio.availability.queries import working_time_of
from studio.availability.requests import APPROVED, REQUESTED, needs_approval
from studio.availability.words import KIND_NAMES
from studio.directory import displaced, subscribed_calendars, time_blocks, time_off, working_weeks
from studio.directory.availability_year import NAMES, days_of_month, month_of, year_of
from studio.directory.free_days import free_days
from studio.directory.routes.records import locked
from studio.lib import clock, formats
from studio.lib.current import current
from studio.lib.forms.saving import save_or_errors
from studio.lib.holidays import region_name
from studio.lib.text.parsing import parse_date, parse_id, parse_number
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
    month = month_asked()
    year = month.year if month else parse_number(request.args.get("year"), digits=4) or today.year
    year = year if year in YEARS else today.year
    first, last = (month, month_ends(month)) if month else (date(year, 1, 1), date(year, 12, 31))
    reasons = history.may_see_reasons(current.member, artist)
    saved = saved_block(artist, reasons)
    over = displaced.by_block(time_blocks.block_of(saved), artist, now) if saved else []
    leave = leave_of([artist])[artist.id] if reasons else None
    kinds, requests = approval_kinds(), leave.requests if leave else ()
    may_change = partial(own_time.may_change, current.member, asked=kinds, today=today)
    on_days = time_blocks.on_calendar(artist, first, last, reasons, may_change)
    return render_template(
        "directory/availability/show.html", artist=artist, today=today, names=NAMES,
        weeks=working_weeks.of_artist(artist, today), blocks=time_blocks.listed(artist, today, reasons),
        calendars=subscribed_calendars.listed(artist, now, reasons),
        saved=saved and time_blocks.in_words(saved, reasons), displaced=over, leave=leave_shown(leave, now),
        may_change=may_change,
        asks=bool(kinds), kinds=KIND_NAMES,
        holidays=[(n, worker.holidays.of_year(n)) for n in (today.year, today.year + 1)],
        region=region_name(worker.holidays.region, str(formats.here())),
        year=None if month else year_of(worker, year, requests), month=month and month_of(worker, month, requests),
        on_days=on_days, moving=time_blocks.moving(on_days), locale=formats.locale(),
        asked=free_days(request.args, artist, now),
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


def leave_shown(leave: Leave | None, now: datetime) -> list[Allowance]:
    """What there is of this leave year; of the next one, too, once something of that is taken."""
    if leave is None:
        return []
    this = leave.today(now)
    later = [each for each in leave.of_year(this.next) if each.used or each.requested]
    return [*time_off.counted(leave.of_year(this)), *later]


def month_asked() -> date | None:
    """The first day of `?month=2026-11`; None of anything else."""
    day = parse_date(f"{request.args.get('month', '')}-01")
    return day.replace(day=1) if day and day.year in YEARS else None


def month_ends(first: date) -> date:
    return days_of_month(first.year, first.month)[-1]


def today_of(artist: Artist) -> date:
    return clock.now().astimezone(ZoneInfo(artist.zone)).date()


def saved_block(artist: Artist, reasons: bool) -> TimeBlock | None:
    """The one that was just saved, and that the page tells of."""
    asked = parse_id(request.args.get("block"))
    found = next((block for block in TimeBlock.of_artist(artist) if block.id == asked), None) if asked else None
    return found if found and (reasons or found.status == APPROVED) else None


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
    page = partial(pattern_page, form, artist, row)
    return revised(form, row, lambda: revise_pattern(form, row), page) or back_to(artist)


@pages.post(f"{PATTERN}/removal")
@allow("artists.write")
def remove_pattern(id: UUID, row_id: UUID) -> Any:
    artist, row = of_artist(EffectivePattern, id, row_id, lock=True)
    row.remove(current.member, clock.now())
    flash(_("The pattern is removed; the one before holds again."), "ok")
    return see_other(url_for(".show", id=id))


@pages.get(f"{BLOCKS}/new")
@allow("artists.read")
def new_block(id: UUID) -> Any:
    artist = writer_of(id)
    return block_page(blank_block(artist), artist)


def blank_block(artist: Artist) -> TimeBlockForm:
    """Of the days that the address names, or of today."""
    first = parse_date(request.args.get("starts_on", "")) or today_of(artist)
    return TimeBlockForm.blank(first, max(parse_date(request.args.get("ends_on", "")) or first, first))


@pages.post(BLOCKS)
@allow("artists.read")
def add_block(id: UUID) -> Any:
    artist = writer_of(id)
    form = blank_block(artist)
    columns = form.columns(artist.zone)
    if not columns:
        return block_page(form, artist, status=422)
    try:
        return back_to(artist, own_time.add(current.member, artist, approval_kinds(), clock.now(), columns))
    except TooManyBlocks as refusal:
        form.form_errors.append(str(refusal))
        return block_page(form, artist, status=422)


@pages.get(f"{BLOCKS}/check")
@allow("artists.read")
def check_block(id: UUID) -> Any:
    """What the form comes to as far as it is filled in."""
    artist, row = asked_about(id)
    return fragment("directory/availability/_check.html", **check_of(request.args, artist, row))


@pages.post(f"{BLOCKS}/check")
@allow("artists.read")
def check_block_plainly(id: UUID) -> Any:
    """The same for a browser without scripts: the form again, as it was typed, with what it comes to."""
    artist, row = asked_about(id)
    return block_page(TimeBlockForm.of(row) if row else blank_block(artist), artist, row)


def asked_about(id: UUID) -> tuple[Artist, TimeBlock | None]:
    row_id = parse_id(request.args.get("block"))
    return changeable(id, row_id) if row_id else (writer_of(id), None)


def check_of(typed: Any, artist: Artist, row: TimeBlock | None) -> dict[str, Any]:
    """Days taken and left, and the bookings it would fall on; nothing of a form that makes no block yet."""
    found = typed_block(typed, artist, row)
    if found is None:
        return {"checked": False, "displaced": [], "sums": "", "asks": False}
    block, leave = time_blocks.block_of(found), leave_of([artist])[artist.id].besides(found.id)
    asks = not current.member.can("artists.write") and needs_approval(found.kind, approval_kinds())
    sums = time_off.cost_in_words(time_off.sums(leave, block))
    over = displaced.by_block(block, artist, clock.now())
    return {"checked": True, "displaced": over, "sums": sums, "asks": asks}


def typed_block(typed: Any, artist: Artist, row: TimeBlock | None) -> TimeBlock | None:
    """What was typed as a block that is not kept; before anything was typed, the block as it stands."""
    if "starts_on" not in typed:
        return row
    rule = row.rule if row else ""
    columns = TimeBlockForm.typed(typed, rule).columns(zone_of(artist, row), rule)
    return TimeBlock(id=row.id if row else uuid7(), **columns) if columns else None


@pages.get(f"{BLOCK}/edit")
@allow("artists.read")
def edit_block(id: UUID, row_id: UUID) -> Any:
    artist, row = changeable(id, row_id)
    return block_page(TimeBlockForm.of(row), artist, row)


@pages.post(BLOCK)
@allow("artists.read")
def change_block(id: UUID, row_id: UUID) -> Any:
    artist, row = changeable(id, row_id, lock=True)
    form = TimeBlockForm.of(row)

    def edit() -> bool:
        columns = form.columns(zone_of(artist, row), row.rule)
        if columns:
            own_time.change(current.member, row, approval_kinds(), clock.now(), columns)
        return bool(columns)

    return revised(form, row, edit, partial(block_page, form, artist, row)) or back_to(artist, row)


@pages.post(f"{BLOCK}/removal")
@allow("artists.read")
def remove_block(id: UUID, row_id: UUID) -> Any:
    _artist, row = changeable(id, row_id, lock=True)
    counted = row.status == APPROVED
    own_time.remove(current.member, row, clock.now())
    flash(_("It is removed; they work then as their week says.") if counted else _("It is withdrawn."), "ok")
    return see_other(url_for(".show", id=id))


def of_artist(model: Any, artist_id: UUID, id: UUID, lock: bool = False) -> tuple[Artist, Any]:
    """The artist, and their pattern or block; 404 for what is somebody else's, or removed."""
    artist = get_or_404(Artist, artist_id)
    row = locked(model, id) if lock else get_or_404(model, id)
    if row.artist_id != artist_id or row.removed_at:
        abort(404)
    return artist, row


def writer_of(id: UUID) -> Artist:
    """The artist whose time off whoever acts may write; 403 for others than schedulers and themselves."""
    artist = get_or_404(Artist, id)
    if not own_time.may_write(current.member, artist):
        abort(403)
    return artist


def changeable(id: UUID, row_id: UUID, lock: bool = False) -> tuple[Artist, TimeBlock]:
    """A block that whoever acts may change. 403, 404."""
    artist = writer_of(id)
    row = of_artist(TimeBlock, id, row_id, lock)[1]
    if not own_time.may_change(current.member, row, approval_kinds(), today_of(artist)):
        abort(403)
    return artist, row


def zone_of(artist: Artist, row: TimeBlock | None) -> str:
    """Whose clock its hours are by: the one they were given by, or the artist's."""
    return row.zone if row and row.starts_at else artist.zone


def saved_pattern(form: PatternForm, save: Any) -> Any:
    pattern = form.pattern()
    return pattern and save_or_errors(form, PATTERN_REFUSALS, lambda: save(pattern))


def revise_pattern(form: PatternForm, row: EffectivePattern) -> Any:
    return saved_pattern(form, lambda pattern: row.revise(current.member, form.effective_from.data, pattern))


def revised(form: Any, row: EffectivePattern | TimeBlock, save: Callable[[], Any], page: Callable[..., Any]) -> Any:
    """The form again, with what others did meanwhile or with its errors; None when it is saved."""
    if form.version.data != row.version:
        return page(409, stale(form, row))
    return None if save() else page(422)


def stale(form: Any, row: EffectivePattern | TimeBlock) -> Any:
    """What others did since the form was made; saving it again replaces that."""
    since = history.since(row, form.version.data)
    form.version.data = row.version
    form.version.raw_data = None
    return since


def back_to(artist: Artist, block: TimeBlock | None = None) -> Any:
    asked = block is not None and block.status == REQUESTED
    flash(_("Asked for: a scheduler answers it.") if asked else _("Saved."), "ok")
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
        stale=since is not None, since=since, sends=not current.member.can("artists.write") and bool(approval_kinds()),
        **check_of(request.form, artist, row),
    )  # fmt: skip
