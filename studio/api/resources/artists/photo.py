"""An artist's photo."""

from __future__ import annotations

from uuid import UUID

from flask import Response

from studio.api.http.problems import not_found
from studio.api.operations.operation import operation
from studio.api.schemas.profiles import PhotoQuery
from studio.artists import photos
from studio.artists.models import Artist
from studio.lib.media.images import TYPE
from studio.lib.web import get_or_404


@operation(
    "GET", "/artists/<uuid:id>/photo", "artists.read", tag="artists", query=PhotoQuery, answers={200: str},
    media_type=TYPE,
)  # fmt: skip
def get_photo(id: UUID, query: PhotoQuery) -> Response:
    """The photo as WebP, square; 404 when there is none."""
    content = photos.read(get_or_404(Artist, id), query.side)
    if content is None:
        raise not_found()
    return Response(content, content_type=TYPE)
