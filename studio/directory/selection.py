"""Which artists are meant: those that the list's filters ask for."""

from __future__ import annotations

from uuid import UUID

from werkzeug.datastructures import MultiDict

from studio.custom_fields.models import ARTIST, CustomField
from studio.directory.artist_search.find import Search
from studio.directory.artist_search.query import ArtistQuery
from studio.lib import clock
from studio.lib.current import current


def matching(args: MultiDict[str, str]) -> list[UUID]:
    """All that the query of the list's address asks for, on whatever page of it, in the list's order."""
    query = ArtistQuery.of(args, CustomField.of(ARTIST), current.member.can("money.read"))
    return [UUID(id) for id in Search(query, clock.now()).ids()]
