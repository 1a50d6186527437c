"""Many artists changed at once: chosen on the list, previewed, done in one transaction, and taken back."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import Blueprint, abort, flash, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from uuid_utils.compat import uuid7
from werkzeug.datastructures import MultiDict

from studio.accounts.authorization import allow
from studio.artists.bulk import undo
from studio.artists.bulk.edits import MOST, Plan, chosen, plan_of
from studio.artists.bulk.forms import BulkEditForm
from studio.artists.bulk.words import grouped
from studio.artists.models import Artist
from studio.directory import artists
from studio.directory.selection import matching
from studio.lib import clock
from studio.lib.current import current
from studio.lib.forms.saving import refused
from studio.lib.text.parsing import parse_id
from studio.lib.web import fragment, local_path, see_other

pages = Blueprint("bulk_edits", __name__)
HERE = "/artists/edits"
NAMES = ("uq_artists_name",)


@pages.post(f"{HERE}/selection")
@allow("artists.write")
def select() -> Any:
    """The form for those who were chosen on the list, or for all that it asks for."""
    ids = matching(request.args) if request.form.get("all") else ticked(request.form)
    back = list_of(request.form.get("back"))
    if not ids or len(ids) > MOST:
        flash(_("Choose at least one artist first.") if not ids else too_many(), "warn")
        return see_other(back)
    form = BulkEditForm()
    form.ids.data, form.back.data = ids, back
    return form_page(form, chosen_or_404(set(ids)))


def ticked(sent: MultiDict[str, str]) -> list[UUID]:
    """On the list, or those of a preview that leads back to the form."""
    words = [*sent.getlist("id"), *sent.get("ids", "").split()]
    return [id for word in words if (id := parse_id(word))]


def too_many() -> str:
    return _("At most %(most)s artists can be changed at once. Narrow the list first.", most=f"{MOST:,}")


def chosen_or_404(ids: set[UUID], to_change: bool = False) -> list[Artist]:
    """404 when one of them is not there, as those of another studio are not."""
    found = chosen(ids, to_change) if 0 < len(ids) <= MOST else []
    return found if found and len(found) == len(ids) else abort(404)


def list_of(back: str | None) -> str:
    """The list of artists as it was filtered."""
    here, path = url_for("artists.index"), local_path(back)
    return path if path and path.partition("?")[0] == here else here


def form_page(form: BulkEditForm, people: list[Artist], status: int = 200) -> Any:
    rows = artists.listed()
    return fragment(
        "directory/artists/bulk/form.html", status, form=form, people=people, back=list_of(form.back.data),
        departments=artists.departments(rows), skills=artists.all_skills(rows),
    )  # fmt: skip


@pages.post(f"{HERE}/preview")
@allow("artists.write")
def preview() -> Any:
    form = BulkEditForm()
    people = chosen_or_404(form.chosen)
    if not form.validate():
        return form_page(form, people, 422)
    return preview_page(form, plan_of(form.edit, people))


def preview_page(form: BulkEditForm, plan: Plan, status: int = 200) -> Any:
    form.seen.data, form.seen.raw_data = plan.fingerprint, None
    return fragment(
        "directory/artists/bulk/preview.html", status, form=form, plan=plan, groups=grouped(plan.changes),
        stale=status != 200, back=list_of(form.back.data),
    )  # fmt: skip


@pages.post(HERE)
@allow("artists.write")
def create() -> Any:
    form = BulkEditForm()
    people = chosen_or_404(form.chosen, to_change=True)
    if not form.validate():
        return form_page(form, people, 422)
    plan = plan_of(form.edit, people)
    if plan.fingerprint != form.seen.data or not plan.changes:
        return preview_page(form, plan, 409)
    edit_id, now = uuid7(), clock.now()
    current.set_request_id(undo.request_id(edit_id))
    if refused(NAMES, lambda: plan.carry_out(current.member, now)):
        return preview_page(form, plan_of(form.edit, chosen_or_404(form.chosen, to_change=True)), 409)
    done = ngettext("%(num)s artist is changed.", "%(num)s artists are changed.", len(plan.changes))
    flash({"text": done, "undo": url_for(".reverse", id=edit_id)}, "ok")  # type: ignore[arg-type]
    return see_other(list_of(form.back.data))


@pages.post(f"{HERE}/<uuid:id>/reversal")
@allow("artists.write")
def reverse(id: UUID) -> Any:
    done = undo.done_by(id) or abort(404)
    results: list[undo.Reversal] = []
    if refused(NAMES, lambda: results.append(undo.reverse(done, current.member))):
        flash(_("Somebody took the name of an artist at this moment. Nothing was undone; try again."), "danger")
        return see_other(url_for("artists.index"))
    (reversal,) = results
    if reversal.kept:
        return fragment("directory/artists/bulk/reversal.html", 200 if reversal.restored else 409, reversal=reversal)
    flash(ngettext("%(num)s artist is as before.", "%(num)s artists are as before.", reversal.restored), "ok")
    return see_other(url_for("artists.index"))
