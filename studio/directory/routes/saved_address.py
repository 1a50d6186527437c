"""The list of artists as a page whose address can be saved."""

from __future__ import annotations

from datetime import datetime

from flask import url_for
from werkzeug.datastructures import MultiDict

from studio.custom_fields.models import ARTIST, CustomField
from studio.directory.artist_search.query import ArtistQuery
from studio.lib.current import current
from studio.saved_views.pages import Params, SavablePage


def params(args: MultiDict[str, str], zone: str, now: datetime, keep_date: bool) -> Params:
    """As the member may ask; whoever opens it later and may not see money gets what is left of it."""
    return read(args).params(saved="")


def url(params: Params, zone: str, now: datetime) -> str:
    return read(MultiDict(params)).url(url_for("artists.index"))


def read(args: MultiDict[str, str]) -> ArtistQuery:
    return ArtistQuery.of(args, CustomField.of(ARTIST), current.member.can("money.read"))


SAVABLE = SavablePage(params, url, has_date=False)
