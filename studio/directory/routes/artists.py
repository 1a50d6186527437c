"""Artists over HTTP: list, page, form, archive, and options for type-ahead."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import Blueprint, Response, flash, render_template, request, url_for
from flask_babel import gettext as _

from studio.accounts.authorization import allow
from studio.artists import history
from studio.artists.forms import REFUSALS, ArtistForm
from studio.artists.models import Artist
from studio.artists.rates import may_see_rate
from studio.directory import artists
from studio.directory.artists import Filters
from studio.extensions import db
from studio.lib import clock
from studio.lib.current import current
from studio.lib.forms.fields import kept, refused
from studio.lib.http.etags import marked, unchanged, validator
from studio.lib.hues import least_used
from studio.lib.pagination import page_of
from studio.lib.web import fragment, get_or_404, going_to, is_htmx, see_other

pages = Blueprint("artists", __name__)
MOST_OPTIONS = 50


@pages.get("/artists")
@allow("artists.read")
def index() -> Any:
    mark = validator(current.tenant, current.member)  # whatever is listed is told in the log
    return unchanged(mark) or marked(listed(asked()), mark)


def listed(filters: Filters) -> Response:
    rows = artists.listed(filters.archived)
    page = page_of(artists.search(rows, filters), request.args.get("page", type=int))
    template = "directory/artists/_list.html" if is_htmx() else "directory/artists/index.html"

    def page_url(number: int) -> str:
        return url_for(".index", page=number, **filters.query())  # type: ignore[arg-type]

    return fragment(
        template,
        headers=going_to(url_for(".index", **filters.query())),  # type: ignore[arg-type]
        page=page,
        filters=filters,
        page_url=page_url,
        departments=artists.departments(rows),
    )


@pages.get("/artists/options")
@allow("artists.read")
def options() -> Any:
    found = artists.search(artists.listed(), Filters(q=request.args.get("q", "")))
    return render_template("directory/artists/_options.html", artists=found[:MOST_OPTIONS])


@pages.get("/artists/new")
@allow("artists.write")
def new() -> Any:
    tenant = current.tenant
    return form_page(ArtistForm.for_(current.member, zone=tenant.zone, currency=tenant.currency, hue=fresh_hue()))


@pages.post("/artists")
@allow("artists.write")
def create() -> Any:
    form = ArtistForm.for_(current.member)
    artist = form.validate() and kept(form, REFUSALS, lambda: Artist.add(current.member, **form.details()))
    if not artist:
        return form_page(form, status=422)
    flash(_("%(name)s is added.", name=artist.name), "ok")
    return see_other(url_for(".show", id=artist.id))


@pages.get("/artists/<uuid:id>")
@allow("artists.read")
def show(id: UUID) -> Any:
    artist = get_or_404(Artist, id)
    sees_rate = may_see_rate(current.member, artist.member_id)
    lines = history.history(artist, current.member.can("money.read"))
    return render_template("directory/artists/show.html", artist=artist, sees_rate=sees_rate, lines=lines)


@pages.get("/artists/<uuid:id>/edit")
@allow("artists.write")
def edit(id: UUID) -> Any:
    artist = get_or_404(Artist, id)
    return form_page(ArtistForm.for_(current.member, artist), artist)


@pages.post("/artists/<uuid:id>")
@allow("artists.write")
def update(id: UUID) -> Any:
    artist = locked(id)
    form = ArtistForm.for_(current.member, artist)
    if form.version.data != artist.version:
        return stale_page(form, artist)
    if not form.validate() or not kept(form, REFUSALS, lambda: artist.edit(current.member, **form.details())):
        return form_page(form, artist, 422)
    flash(_("Saved."), "ok")
    return see_other(url_for(".show", id=id))


@pages.post("/artists/<uuid:id>/archive")
@allow("artists.write")
def archive(id: UUID) -> Any:
    artist = locked(id)
    artist.archive(current.member, clock.now())
    flash(_("%(name)s is archived: off the lists, and cannot be booked.", name=artist.name), "ok")
    return see_other(url_for(".show", id=id))


@pages.delete("/artists/<uuid:id>/archive")
@pages.post("/artists/<uuid:id>/restoration", endpoint="restoration")  # the same, for a form without JavaScript
@allow("artists.write")
def restore(id: UUID) -> Any:
    artist = locked(id)
    if refused(REFUSALS, lambda: artist.restore(current.member)):
        flash(_("Another artist is called %(name)s now. Rename one of them first.", name=artist.name), "danger")
    else:
        flash(_("%(name)s is back.", name=artist.name), "ok")
    return see_other(url_for(".show", id=id))


def asked() -> Filters:
    args = request.args
    return Filters(args.get("q", "").strip()[:200], args.get("department", ""), args.get("archived") == "yes")


def locked(id: UUID) -> Artist:
    """The artist, which nobody else can change until we are done."""
    artist = get_or_404(Artist, id)
    db.session.refresh(artist, with_for_update=True)
    return artist


def fresh_hue() -> str:
    return least_used(row.hue for row in artists.listed())


def form_page(form: ArtistForm, artist: Artist | None = None, status: int = 200, since: Any = None) -> Any:
    rows = artists.listed()
    return fragment(
        "directory/artists/form.html", status, form=form, artist=artist, stale=since is not None, since=since,
        departments=artists.departments(rows), skills=artists.all_skills(rows),
    )  # fmt: skip


def stale_page(form: ArtistForm, artist: Artist) -> Any:
    """What was typed, who changed the artist meanwhile, and the way to save all the same."""
    since = history.since(artist, form.version.data, current.member.can("money.read"))
    form.version.data = artist.version
    form.version.raw_data = None
    return form_page(form, artist, 409, since)
