"""Artists."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from babel.numbers import get_currency_precision
from flask_babel import gettext as _

from studio.accounts.models import Membership
from studio.accounts.roles import ARTIST
from studio.api.bookings.serializers import ARTISTS
from studio.api.http.pagination import Sort, changed_since, parse_instant
from studio.api.http.problems import FORBIDDEN, Problem, invalid
from studio.api.resources.artists.listing import ArtistListing, serialize_listed
from studio.api.resources.crud import Resource, serve
from studio.api.schemas import artists as schemas
from studio.artists.models import Artist
from studio.artists.skills import levels_of
from studio.custom_fields.models import ARTIST as ARTIST_FIELDS
from studio.custom_fields.models import CustomField
from studio.custom_fields.values import cleaned, merged
from studio.extensions import db
from studio.lib.current import current
from studio.lib.hues import hue_for


def details(body: schemas.ArtistIn, sent: Mapping[str, Any], artist: Artist | None) -> dict[str, Any]:
    """The columns of what was sent; what is null has the value a new artist would get."""
    columns = {name: value for name, value in sent.items() if name != "rate"}
    if columns.get("zone", "") is None:
        columns["zone"] = artist.zone if artist else current.tenant.zone
    if columns.get("hue", "") is None:
        columns["hue"] = artist.hue if artist else hue_for(body.name)
    if columns.get("member_id") and (artist is None or artist.member_id != columns["member_id"]):
        check_member(columns["member_id"])
    if "rate" in sent:
        columns |= rated(body.rate, artist)
    if {"skills", "skill_levels"} & sent.keys():
        columns["skill_levels"] = levels(sent, artist)
    if "custom" in sent:
        columns["custom"] = custom_values(sent["custom"] or {}, artist.custom if artist else {})
    return columns


def levels(sent: Mapping[str, Any], artist: Artist | None) -> dict[str, int]:
    """Of the skills there will be; a level of another skill is a mistake."""
    skills = sent.get("skills", artist.skills if artist else [])
    given = sent.get("skill_levels")
    if given is None:
        return levels_of(skills, artist.skill_levels if artist else {})
    for skill in given:
        if skill not in skills:
            raise invalid("/skill_levels", _("%(skill)s is not among the skills.", skill=skill))
    return dict(given)


def custom_values(sent: Mapping[str, Any], kept: Mapping[str, Any]) -> dict[str, Any]:
    fields = {field.key: field for field in CustomField.of(ARTIST_FIELDS)}
    values = {}
    for key, value in sent.items():
        if key not in fields:
            raise invalid(f"/custom/{key}", _("There is no custom field of this key."))
        try:
            values[key] = cleaned(fields[key], value)
        except ValueError as wrong:
            raise invalid(f"/custom/{key}", str(wrong)) from None
    return merged(kept, values, fields.values())


def check_member(id: UUID) -> None:
    member = db.session.get(Membership, (current.tenant.id, id))
    if member is None or member.removed_at or member.role != ARTIST:
        raise invalid("/member_id", _("There is no member of role artist with this id."))


def rated(rate: Any, artist: Artist | None) -> dict[str, Any]:
    if not current.member.can("money.read"):
        if rate is None:
            return {}
        raise Problem(FORBIDDEN, _("Setting a rate needs the permission money.read."))
    if rate is None:
        return {"hourly_rate": None}
    check_places("/rate/amount", rate)
    return {"hourly_rate": rate.decimal, "currency": rate.currency}


def require_writing() -> None:
    """For what needs two permissions, of which the operation can declare one."""
    if not current.member.can("artists.write"):
        raise Problem(FORBIDDEN, _("This needs the permission artists.write as well."))


def check_places(pointer: str, money: Any) -> None:
    places = min(2, get_currency_precision(money.currency))
    if money.decimal != round(money.decimal, places):
        told = _("%(currency)s has %(places)d decimals.", currency=money.currency, places=places)
        raise invalid(pointer, told)


serve(
    Resource(
        name="artists", model=Artist, sent=schemas.ArtistIn, patch=schemas.ArtistPatch, shown=schemas.Artist,
        paged=schemas.ArtistPage, query=schemas.ArtistsQuery, one=schemas.OneArtist, show=serialize_listed,
        details=details, names="uq_artists_name",
        listing=ArtistListing(
            ARTISTS, "a.id", {"name": Sort("a.name"), "created_at": Sort("a.created_at", parse_instant)},
            {
                "archived": "(a.archived_at IS NOT NULL) = %(archived)s",
                "updated_since": changed_since("a.id"),
            },
        ),
    )
)  # fmt: skip
