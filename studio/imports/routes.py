"""Imports in the browser: upload, watch the preview, run, fetch what was refused."""

from __future__ import annotations

from datetime import timedelta
from functools import partial
from io import TextIOWrapper
from tempfile import TemporaryFile
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from flask import Blueprint, Response, flash, request, send_file, url_for
from flask_babel import gettext as _
from redis import RedisError
from werkzeug.wrappers import Response as WerkzeugResponse

from studio.accounts.authorization import allow
from studio.extensions import db
from studio.imports import jobs, refused_csv
from studio.imports.forms import ReadingForm, UploadForm
from studio.imports.kinds import KINDS
from studio.imports.models import BOOKINGS, Import, ImportRefusal
from studio.lib import formats
from studio.lib.clock import now
from studio.lib.current import current
from studio.lib.jobs import redis
from studio.lib.web import fragment, get_or_404, is_htmx, see_other
from studio.schedule.zooms import WEEK, fitting

SHOWN = 50  # refused rows on the page; all of them are in the CSV

pages = Blueprint("imports", __name__)


@pages.get("/imports")
@allow("imports.write")
def index() -> Response:
    return fragment("imports/index.html", imports=Import.recent(), now=now())


@pages.get("/imports/new")
@allow("imports.write")
def new() -> Response:
    return form_page(UploadForm(data={"kind": request.args.get("kind")}))


@pages.post("/imports")
@allow("imports.write")
def create() -> WerkzeugResponse:
    form = UploadForm()
    if not form.validate():
        return form_page(form, 422)
    if not queue_reachable():
        form.form_errors.append(_("The queue for background work cannot be reached. Nothing was kept; try again soon."))
        return form_page(form, 503)
    upload = Import.upload(current.member, form.filename, form.content, form.chosen, form.kind_of_file)
    jobs.start(upload)
    return see_other(url_for("imports.show", id=upload.id))


@pages.get("/imports/<uuid:id>")
@allow("imports.write")
def show(id: UUID) -> Response:
    """The page; for htmx its live part, which asks for itself again while work goes on."""
    upload = get_or_404(Import, id)
    refused = db.session.execute(ImportRefusal.of(upload).limit(SHOWN)).all()
    template = "imports/_import.html" if is_htmx() else "imports/show.html"
    form = ReadingForm(data=upload.reading)
    return fragment(template, upload=upload, refused=refused, now=now(), form=form, booked=where_booked)


def where_booked(upload: Import) -> dict[str, str]:
    """What to ask the schedule for to see what an import placed: from its first day, as near as all of it fits."""
    span = upload.booked() if upload.accepted and upload.kind == BOOKINGS else None
    if span is None:
        return {}
    zone = ZoneInfo(current.member.zone)
    first, last = span.start.astimezone(zone).date(), (span.end - timedelta.resolution).astimezone(zone).date()
    return {"date": first.isoformat(), "zoom": fitting(WEEK, first, last, formats.week())}


@pages.post("/imports/<uuid:id>/confirmation")
@allow("imports.write")
def confirm(id: UUID) -> WerkzeugResponse:
    return begin(id, jobs.confirm)


@pages.post("/imports/<uuid:id>/preview")
@allow("imports.write")
def preview(id: UUID) -> WerkzeugResponse:
    form = ReadingForm()
    return begin(id, partial(jobs.preview, reading=form.chosen if form.validate() else None))


@pages.get("/imports/<uuid:id>/refusals.csv")
@allow("imports.write")
def refused(id: UUID) -> Response:
    upload = get_or_404(Import, id)
    binary = TemporaryFile()  # noqa: SIM115 (the response closes it)
    file = TextIOWrapper(binary, "utf-8-sig", newline="")
    write = refused_csv.writer(file, upload.header)
    for some in db.session.execute(ImportRefusal.of(upload), execution_options={"yield_per": 1000}).partitions():
        write(some)
    file.detach().seek(0)
    return send_file(binary, "text/csv", as_attachment=True, download_name=f"refused {upload.filename}")


def begin(id: UUID, work: Any) -> WerkzeugResponse:
    """Queue work on an import, once: the row is locked, so the second of two clicks finds it begun."""
    get_or_404(Import, id)
    if not queue_reachable():
        flash(_("The queue for background work cannot be reached. Nothing was begun; try again soon."), "danger")
    else:
        upload = db.session.get_one(Import, (current.tenant.id, id), with_for_update=True, populate_existing=True)
        work(upload)
    return see_other(url_for("imports.show", id=id))


def queue_reachable() -> bool:
    try:
        return bool(redis().ping())
    except RedisError:
        return False


def form_page(form: UploadForm, status: int = 200) -> Response:
    kind = form.kind_of_file
    return fragment("imports/new.html", status, form=form, kind=kind, columns=KINDS[kind].columns())
