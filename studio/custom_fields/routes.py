"""The custom fields of a studio, over HTTP."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import Blueprint, abort, flash, url_for
from flask_babel import gettext as _

from studio.accounts.authorization import allow
from studio.custom_fields.forms import KIND_NAMES, REFUSALS, CustomFieldForm
from studio.custom_fields.models import ARTIST, MOST, CustomField
from studio.extensions import db
from studio.lib import clock
from studio.lib.current import current
from studio.lib.forms.saving import save_or_errors
from studio.lib.web import fragment, get_or_404, see_other

pages = Blueprint("custom_fields", __name__)
HERE = "/settings/custom-fields"


@pages.get(HERE)
@allow("tenant.write")
def index() -> Any:
    return page(CustomFieldForm(formdata=None))


def page(form: CustomFieldForm, status: int = 200) -> Any:
    fields = CustomField.of(ARTIST)
    return fragment(
        "custom_fields/index.html", status, form=form, fields=fields, kinds=KIND_NAMES, full=len(fields) >= MOST
    )


@pages.post(HERE)
@allow("tenant.write")
def create() -> Any:
    form = CustomFieldForm()
    if len(CustomField.of(ARTIST)) >= MOST:
        form.form_errors.append(_("There are %(most)d fields already. Remove one first.", most=MOST))
    elif form.validate() and save_or_errors(
        form, REFUSALS, lambda: CustomField.add(current.member, ARTIST, **form.columns())
    ):
        flash(_("Saved."), "ok")
        return see_other(url_for(".index"))
    return page(form, 422)


@pages.get(f"{HERE}/<uuid:id>/edit")
@allow("tenant.write")
def edit(id: UUID) -> Any:
    field = in_use(id)
    return edit_page(CustomFieldForm.editing(field), field)


@pages.post(f"{HERE}/<uuid:id>")
@allow("tenant.write")
def update(id: UUID) -> Any:
    field = in_use(id)
    db.session.refresh(field, with_for_update=True)
    form = CustomFieldForm.editing(field)
    if form.version.data != field.version:
        form.form_errors.append(_("Somebody changed this field meanwhile. Look at it, and save again."))
        form.version.data, form.version.raw_data = field.version, None
        return edit_page(form, field, 409)
    if form.validate() and save_or_errors(form, REFUSALS, lambda: field.edit(current.member, **form.columns())):
        flash(_("Saved."), "ok")
        return see_other(url_for(".index"))
    return edit_page(form, field, 422)


@pages.post(f"{HERE}/<uuid:id>/removal")
@allow("tenant.write")
def remove(id: UUID) -> Any:
    in_use(id).remove(current.member, clock.now())
    flash(_("The field is removed. What it held is kept, in the history."), "ok")
    return see_other(url_for(".index"))


def in_use(id: UUID) -> CustomField:
    field = get_or_404(CustomField, id)
    return abort(404) if field.removed_at else field


def edit_page(form: CustomFieldForm, field: CustomField, status: int = 200) -> Any:
    return fragment("custom_fields/edit.html", status, form=form, field_=field, kind=KIND_NAMES[field.kind])
