"""An artist's photo and rates over HTTP: parts of the profile that are changed on their own."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import Blueprint, Response, abort, flash, request, url_for
from flask_babel import gettext as _

from studio.accounts.authorization import allow
from studio.artists import photos
from studio.artists.forms import RATE_REFUSALS, PhotoForm, RateForm
from studio.artists.models import Artist
from studio.artists.rates import ArtistRate
from studio.directory.routes.records import locked
from studio.lib import clock
from studio.lib.current import current
from studio.lib.forms.saving import save_or_errors
from studio.lib.media.images import TYPE, BadImage
from studio.lib.web import fragment, get_or_404, see_other

pages = Blueprint("profiles", __name__)
A_YEAR = 365 * 24 * 3600  # seconds


@pages.get("/artists/<uuid:id>/photo/<int:side>")
@allow("artists.read")
def photo(id: UUID, side: int) -> Response:
    """The photo as WebP. Its address names its content, so that a browser that has it need not ask again."""
    content = photos.read(get_or_404(Artist, id), side) if side in photos.SIDES else None
    if content is None:
        abort(404)
    response = Response(content, content_type=TYPE)
    response.headers["Cache-Control"] = f"private, max-age={A_YEAR}, immutable" if "v" in request.args else "no-cache"
    return response


@pages.get("/artists/<uuid:id>/photo")
@allow("artists.write")
def edit_photo(id: UUID) -> Any:
    return photo_page(get_or_404(Artist, id), PhotoForm())


@pages.post("/artists/<uuid:id>/photo")
@allow("artists.write")
def change_photo(id: UUID) -> Any:
    artist, form = locked(Artist, id), PhotoForm()
    content = form.content
    if not content:
        form.photo.errors = [_("Choose a picture.")]
    elif form.validate():
        try:
            photos.set_photo(artist, current.member, content)
            return saved(id)
        except BadImage as refused:
            form.photo.errors = [str(refused)]
    return photo_page(artist, form, 422)


@pages.post("/artists/<uuid:id>/photo/removal")
@allow("artists.write")
def remove_photo(id: UUID) -> Any:
    photos.remove_photo(locked(Artist, id), current.member)
    return saved(id)


def photo_page(artist: Artist, form: PhotoForm, status: int = 200) -> Any:
    return fragment("directory/artists/photo.html", status, artist=artist, form=form)


@pages.post("/artists/<uuid:id>/rates")
@allow("artists.write")
def add_rate(id: UUID) -> Any:
    artist, form = with_rates(id), RateForm()
    if not form.validate() or not save_or_errors(
        form, RATE_REFUSALS, lambda: ArtistRate.add(current.member, artist, form.effective_from.data, form.rate())
    ):
        return fragment("directory/artists/rate.html", 422, artist=artist, form=form)
    return saved(id)


@pages.post("/artists/<uuid:id>/rates/<uuid:rate_id>/removal")
@allow("artists.write")
def remove_rate(id: UUID, rate_id: UUID) -> Any:
    artist, rate = with_rates(id), locked(ArtistRate, rate_id)
    if rate.artist_id != artist.id or rate.removed_at:
        abort(404)
    rate.remove(current.member, clock.now())
    return saved(id)


def with_rates(id: UUID) -> Artist:
    """404 for who may not see what an artist costs, as for an artist that is not there."""
    artist = get_or_404(Artist, id)
    return artist if current.member.can("money.read") else abort(404)


def saved(id: UUID) -> Any:
    flash(_("Saved."), "ok")
    return see_other(url_for("artists.show", id=id))
