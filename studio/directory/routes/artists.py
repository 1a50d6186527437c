"""Artists over HTTP: what they have beside what projects have too."""

from __future__ import annotations

from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from flask import Blueprint, Response, render_template, request, url_for
from flask_babel import lazy_gettext

from studio.accounts.authorization import allow
from studio.artists import history
from studio.artists.forms import REFUSALS, ArtistForm, RateForm
from studio.artists.history import EMPLOYMENT_NAMES
from studio.artists.models import Artist
from studio.artists.privacy import private_fields
from studio.artists.rates import ArtistRate, may_see_rate
from studio.availability.queries import working_time_of
from studio.custom_fields.models import ARTIST as ARTIST_FIELDS
from studio.custom_fields.models import CustomField
from studio.custom_fields.values import facts
from studio.directory import artists
from studio.directory.artist_search.find import Search, rows_of
from studio.directory.artist_search.page import COUNTED, ArtistsPage
from studio.directory.artist_search.query import ArtistQuery
from studio.directory.routes.records import MOST_OPTIONS, Records, register, way_back
from studio.directory.routes.zone_change import without_zone
from studio.lib import clock
from studio.lib.current import current
from studio.lib.web import fragment, get_or_404, going_to, is_htmx
from studio.saved_views.models import ARTISTS, SavedView
from studio.schedule.query import words

pages = Blueprint("artists", __name__)


@pages.get("/artists/new")
@allow("artists.write")
def new() -> Any:
    tenant = current.tenant
    return form_page(ArtistForm.for_(current.member, zone=tenant.zone, currency=tenant.currency))


@pages.get("/artists/<uuid:id>")
@allow("artists.read")
def show(id: UUID) -> Any:
    artist = get_or_404(Artist, id)
    sees_rate = may_see_rate(current.member, artist.member_id)
    today = clock.now().astimezone(ZoneInfo(artist.zone)).date()
    working = working_time_of(artist).next_working_day(clock.now())
    return render_template(
        "directory/artists/show.html",
        artist=artist,
        sees_rate=sees_rate,
        working=working,
        rates=ArtistRate.of_artist(artist) if sees_rate else [],
        rate=artist.rate_on(today) if sees_rate else None,
        rate_form=RateForm(formdata=None, currency=artist.currency),
        private=private_fields(current.member, artist.member_id),
        custom_facts=facts(CustomField.of(ARTIST_FIELDS), artist.custom),
        employment=EMPLOYMENT_NAMES[artist.employment],
    )


def form_page(form: ArtistForm, artist: Artist | None = None, status: int = 200, since: Any = None) -> Any:
    rows = artists.listed()
    return fragment(
        "directory/artists/form.html", status, form=form, artist=artist, stale=since is not None, since=since,
        back=way_back(), departments=artists.departments(rows), skills=artists.all_skills(rows),
    )  # fmt: skip


def list_page() -> Response:
    fields, member, now = CustomField.of(ARTIST_FIELDS), current.member, clock.now()
    query = ArtistQuery.of(request.args, fields, member.can("money.read"))
    counted = [field.key for field in fields if field.kind in COUNTED]
    found = Search(query, now, counted).found(request.args.get("page", 1, int), member.can("money.read"))
    base = url_for(".index")
    page = ArtistsPage(query, found, fields, base, now, current.tenant.currency, member.can("money.read"))
    saved = SavedView.found(query.saved, member, ARTISTS) if query.saved else None
    template = "_list.html" if is_htmx() else "index.html"
    return fragment(
        f"directory/artists/{template}", headers=going_to(query.url(base)), page=page, saved=saved and saved.name
    )


def suggestions(typed: str) -> Any:
    return rows_of(Search(ArtistQuery(q=words(typed)), clock.now()).ordered(MOST_OPTIONS))


register(
    Records(
        pages, Artist, ArtistForm, REFUSALS, history=history, list_page=list_page, suggestions=suggestions,
        form_page=form_page, at_once=without_zone,
        name_is_taken=lazy_gettext("Another artist is called %(name)s now. Rename one of them first."),
    )
)  # fmt: skip
