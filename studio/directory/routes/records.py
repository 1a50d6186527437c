"""What the pages of artists and of projects do alike: list, type-ahead, saving, the archive."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial, update_wrapper
from types import ModuleType
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from flask import Blueprint, Response, flash, render_template, request, url_for
from flask_babel import gettext as _

from studio.accounts.authorization import allow
from studio.directory.forms import NameForm
from studio.extensions import db
from studio.lib import clock
from studio.lib.current import current
from studio.lib.forms.saving import refused, save_or_errors
from studio.lib.http.etags import marked, unchanged, validator
from studio.lib.hues import least_used
from studio.lib.web import fragment, get_or_404, local_path, see_other

MOST_OPTIONS = 50


@dataclass(frozen=True)
class Records:
    """What one kind of record has of its own. Its templates stand in `directory/<name of the blueprint>/`."""

    pages: Blueprint
    model: type[Any]
    form: Any  # its form class
    refusals: Mapping[str, tuple[str, Any]]  # constraints as errors of the form
    history: ModuleType  # since()
    list_page: Callable[[], Response]
    suggestions: Callable[[str], Sequence[Any]]  # what a type-ahead lists for what is typed, at most MOST_OPTIONS
    form_page: Callable[..., Any]  # (form, record, status, since)
    name_is_taken: Any  # sentence with %(name)s: why it cannot be restored
    usual: Callable[[], dict[str, Any]] = dict  # what a new one has that was given a name only
    # What of an edit is saved at once, and where the rest is asked about.
    at_once: Callable[[Any, dict[str, Any]], tuple[dict[str, Any], str | None]] = lambda _record, details: (
        details,
        None,
    )

    @property
    def templates(self) -> str:
        return f"directory/{self.pages.name}"


def register(records: Records) -> None:
    """Give a blueprint the routes that both kinds have."""
    pages, base = records.pages, f"/{records.pages.name}"
    for path, method, endpoint, view, right in (
        ("", "GET", "index", index, "read"),
        ("", "POST", "create", create, "write"),
        ("/options", "GET", "options", options, "read"),
        ("/options", "POST", "add_option", add_option, "write"),
        ("/<uuid:id>/edit", "GET", "edit", edit, "write"),
        ("/<uuid:id>", "POST", "update", update, "write"),
        ("/<uuid:id>/archive", "POST", "archive", archive, "write"),
        ("/<uuid:id>/archive", "DELETE", "restore", restore, "write"),
        ("/<uuid:id>/restoration", "POST", "restoration", restore, "write"),  # for a form without JavaScript
    ):
        guarded = allow(f"{pages.name}.{right}")(update_wrapper(partial(view, records), view))
        pages.add_url_rule(base + path, endpoint, guarded, methods=[method])


def index(records: Records) -> Any:
    mark = validator(current.tenant, current.member)  # whatever is listed is told in the log
    return unchanged(mark) or marked(records.list_page(), mark)


def options(records: Records) -> str:
    return render_options(records, records.suggestions(request.args.get("q", "")))


def render_options(records: Records, found: Sequence[Any]) -> str:
    shown: dict[str, Any] = {records.pages.name: found}
    return render_template(f"{records.templates}/_options.html", **shown)


def add_option(records: Records) -> Any:
    """The option of a name that was typed into a type-ahead: of the record that has it, or of a new one."""
    form, model = NameForm(), records.model
    if form.validate() and (there := model.named(form.name.data)):
        return render_options(records, [there])
    added = not form.errors and save_or_errors(
        form, records.refusals, lambda: model.add(current.member, form.name.data, **records.usual())
    )
    if not added:
        return fragment("directory/_refusal.html", 422, errors=form.name.errors)
    return render_options(records, [added]), 201


def way_back() -> str | None:
    """The form of a booking that somebody left to add what it needs, as it was typed."""
    back = local_path(request.values.get("back"))
    return back if back and back.partition("?")[0] == url_for("bookings.new") else None


def create(records: Records) -> Any:
    form = records.form.for_(current.member)
    record = form.validate() and save_or_errors(
        form, records.refusals, lambda: records.model.add(current.member, **form.details())
    )
    if not record:
        return records.form_page(form, status=422)
    flash(_("%(name)s is added.", name=record.name), "ok")
    back = way_back()
    if back:
        chosen = urlencode({f"{record.SUBJECT}_id": record.id})
        return see_other(f"{back}{'&' if '?' in back else '?'}{chosen}")
    return see_other(url_for(".show", id=record.id))


def edit(records: Records, id: UUID) -> Any:
    record = get_or_404(records.model, id)
    return records.form_page(records.form.for_(current.member, record), record)


def update(records: Records, id: UUID) -> Any:
    record = locked(records.model, id)
    form = records.form.for_(current.member, record)
    if form.version.data != record.version:
        return stale_page(records, form, record)
    if not form.validate():
        return records.form_page(form, record, 422)
    details, asked_at = records.at_once(record, form.details())
    if not save_or_errors(form, records.refusals, lambda: record.edit(current.member, **details)):
        return records.form_page(form, record, 422)
    if asked_at:
        flash(_("Saved, but for the time zone: say what becomes of the bookings."), "ok")
        return see_other(asked_at)
    flash(_("Saved."), "ok")
    return see_other(url_for(".show", id=id))


def stale_page(records: Records, form: Any, record: Any) -> Any:
    """What was typed, who changed the record meanwhile, and the way to save all the same."""
    since = records.history.since(record, form.version.data, current.member.can("money.read"))
    form.version.data = record.version
    form.version.raw_data = None
    return records.form_page(form, record, 409, since)


def archive(records: Records, id: UUID) -> Any:
    record = locked(records.model, id)
    record.archive(current.member, clock.now())
    flash(_("%(name)s is archived: off the lists, and cannot be booked.", name=record.name), "ok")
    return see_other(url_for(".show", id=id))


def restore(records: Records, id: UUID) -> Any:
    record = locked(records.model, id)
    if refused(records.refusals, lambda: record.restore(current.member)):
        flash(str(records.name_is_taken) % {"name": record.name}, "danger")
    else:
        flash(_("%(name)s is back.", name=record.name), "ok")
    return see_other(url_for(".show", id=id))


def locked(model: type[Any], id: UUID) -> Any:
    """The record, which nobody else can change until the transaction ends."""
    record = get_or_404(model, id)
    db.session.refresh(record, with_for_update=True)
    return record


def fresh_hue(listing: ModuleType) -> str:
    """The colour that the fewest records have."""
    return least_used(row.hue for row in listing.listed())
