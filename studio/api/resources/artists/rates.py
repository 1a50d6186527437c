"""What an artist's hour costs from a day on."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import Response
from flask_babel import gettext as _
from flask_babel import lazy_gettext

from studio.api.blueprint import ROOT
from studio.api.http.conditional import versioned_reply
from studio.api.http.problems import declare
from studio.api.http.responses import nothing, reply
from studio.api.operations.operation import operation
from studio.api.resources.artists.artists import check_places, require_writing
from studio.api.resources.crud import get_living, lock_living, save_or_409
from studio.api.schemas import profiles as schemas
from studio.api.schemas.common import Query, serialize_money
from studio.artists.models import Artist
from studio.artists.rates import ArtistRate
from studio.lib import clock
from studio.lib.current import current
from studio.lib.money import Money
from studio.lib.web import get_or_404

RATES, RATE = "/artists/<uuid:id>/rates", "/artists/<uuid:id>/rates/<uuid:rate_id>"
DAY_TAKEN = declare(
    "rate-taken", 409, lazy_gettext("Another rate begins on that day"),
    lazy_gettext("An artist has one rate at a time. Remove the one that begins on that day."),
)  # fmt: skip


@operation("GET", RATES, "money.read", tag="artists", answers={200: schemas.Rates})
def list_rates(id: UUID, query: Query) -> Response:
    """The artist's rates from a day on, in order. Before the first, `rate` of the artist holds."""
    return reply({"data": [serialize(rate) for rate in ArtistRate.of_artist(get_or_404(Artist, id))]})


@operation(
    "POST", RATES, "money.read", tag="artists", body=schemas.RateIn, answers={201: schemas.Rate},
    problems=(DAY_TAKEN,), etag=True,
)  # fmt: skip
def create_rate(id: UUID, body: schemas.RateIn, query: Any) -> Response:
    """A rate from a day on; the one before holds until then. Needs artists.write as well."""
    artist = get_or_404(Artist, id)
    require_writing()
    check_places("/rate/amount", body.rate)
    rate = Money(body.rate.decimal, body.rate.currency)
    taken = {"pointer": "/effective_from", "detail": _("Another rate begins on that day.")}
    added = save_or_409(
        lambda: ArtistRate.add(current.member, artist, body.effective_from, rate),
        "uq_artist_rates_effective_from", DAY_TAKEN, taken,
    )  # fmt: skip
    return versioned_reply(serialize(added), added.version, 201, Location=f"{ROOT}/artists/{id}/rates/{added.id}")


@operation("GET", RATE, "money.read", tag="artists", answers={200: schemas.Rate}, etag=True)
def get_rate(id: UUID, rate_id: UUID, query: Query) -> Response:
    """One rate."""
    rate = get_living(ArtistRate, rate_id, artist_id=id)
    return versioned_reply(serialize(rate), rate.version)


@operation("DELETE", RATE, "money.read", tag="artists", answers={204: None}, etag=True)
def delete_rate(id: UUID, rate_id: UUID, query: Any) -> Response:
    """The rate before it holds again. Needs artists.write as well."""
    get_or_404(Artist, id)
    require_writing()
    lock_living(ArtistRate, rate_id, artist_id=id).remove(current.member, clock.now())
    return nothing()


def serialize(rate: ArtistRate) -> dict[str, Any]:
    return {
        "id": rate.id, "artist_id": rate.artist_id, "effective_from": rate.effective_from,
        "rate": serialize_money(rate.hourly_rate, rate.currency), "created_at": rate.created_at,
        "version": rate.version,
    }  # fmt: skip
