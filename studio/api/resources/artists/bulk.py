"""Many artists changed by one request and in one transaction, as the page of artists changes them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from flask import Response
from flask_babel import gettext as _
from flask_babel import lazy_gettext

from studio.api.http.problems import NOT_FOUND, Problem, declare
from studio.api.http.responses import reply
from studio.api.operations.operation import operation
from studio.api.resources.bulk import REFUSED
from studio.api.resources.crud import NAME_TAKEN, save_or_409
from studio.api.schemas import artist_edits as schemas
from studio.artists.bulk.edits import ARCHIVE, RESTORE, Edit, Plan, chosen, plan_of
from studio.extensions import db
from studio.lib import clock
from studio.lib.current import current

NOT_THIS_ONE = declare(
    "artist-refused", 409, lazy_gettext("This artist cannot be changed like that"),
    lazy_gettext("`detail` says why: too many skills or tags, or a name that another artist has by now."),
)  # fmt: skip
LIFE = {None: "", True: ARCHIVE, False: RESTORE}


@operation(
    "POST", "/artists/bulk", "artists.write", tag="artists", body=schemas.ArtistsEdit,
    answers={200: schemas.ArtistResults, 409: schemas.ArtistsRefused}, problems=(REFUSED, NAME_TAKEN),
)  # fmt: skip
def change_many_artists(body: schemas.ArtistsEdit, query: Any) -> Response:
    """One change of up to 1000 artists: all of them or none, or those who can be changed; each with a result."""
    ids = list(dict.fromkeys(body.ids))
    artists = chosen(ids, to_change=True)
    plan = plan_of(edit_of(body.changes), artists)
    refused = refusals(plan, set(ids) - {artist.id for artist in artists})
    if refused and body.mode == "all-or-nothing":
        db.session.rollback()
        results = [refused.get(id) or {"id": id, "status": 200, "changed": False} for id in ids]
        raise Problem(REFUSED, done=0, refused=len(refused), results=results)
    taken = {"pointer": "/changes/archived", "detail": _("Another artist has one of the names.")}
    now = clock.now()
    save_or_409(lambda: plan.carry_out(current.member, now), "uq_artists_name", NAME_TAKEN, taken)
    versions = {artist.id: artist.version for artist in artists}
    changed = {change.artist.id for change in plan.changes}
    results = [refused.get(id) or done(id, id in changed, versions[id]) for id in ids]
    return reply({"mode": body.mode, "done": len(ids) - len(refused), "refused": len(refused), "results": results})


def edit_of(changes: schemas.ArtistEdit) -> Edit:
    names = ("department", "employment", "zone")
    values = {name: value for name in names if (value := getattr(changes, name)) is not None}
    lists = {name: tuple(getattr(changes, name)) for name in ("add_skills", "remove_skills", "add_tags", "remove_tags")}
    return Edit(values=values, levels=changes.skill_levels, life=LIFE[changes.archived], **lists)


def refusals(plan: Plan, missing: Iterable[UUID]) -> dict[UUID, dict[str, Any]]:
    """Those who are not there, as another studio's are not, and those who cannot become this."""
    problems = {id: Problem(NOT_FOUND) for id in missing}
    problems |= {artist.id: Problem(NOT_THIS_ONE, reason) for artist, reason in plan.refused}
    return {
        id: {"id": id, "status": problem.kind.status, "changed": False, "problem": problem.content()}
        for id, problem in problems.items()
    }


def done(id: UUID, changed: bool, version: int) -> dict[str, Any]:
    return {"id": id, "status": 200, "changed": changed, "version": version}
