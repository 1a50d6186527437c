"""Projects."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask_babel import gettext as _

from studio.api.bookings.serializers import PROJECTS, serialize_project
from studio.api.http.pagination import Listing, Sort, changed_since, parse_instant
from studio.api.http.problems import FORBIDDEN, Problem, invalid
from studio.api.resources.artists.artists import check_places
from studio.api.resources.crud import Resource, serve
from studio.api.schemas import projects as schemas
from studio.lib.current import current
from studio.lib.hues import hue_for
from studio.projects.models import Project


def details(body: schemas.ProjectIn, sent: Mapping[str, Any], project: Project | None) -> dict[str, Any]:
    """The columns of what was sent; a budget brings its currency."""
    columns = {name: value for name, value in sent.items() if name != "budget"}
    if columns.get("hue", "") is None:
        columns["hue"] = project.hue if project else hue_for(body.name)
    first, last = (columns.get(name, getattr(project, name, None)) for name in ("starts_on", "ends_on"))
    if first and last and last < first:
        raise invalid("/ends_on", _("The end must not be before the start."))
    if "budget" in sent:
        columns |= budgeted(body.budget)
    return columns


def budgeted(budget: Any) -> dict[str, Any]:
    if not current.member.can("money.read"):
        if budget is None:
            return {}
        raise Problem(FORBIDDEN, _("Setting a budget needs the permission money.read."))
    if budget is None:
        return {"budget": None}
    check_places("/budget/amount", budget)
    return {"budget": budget.decimal, "currency": budget.currency}


serve(
    Resource(
        name="projects", model=Project, sent=schemas.ProjectIn, patch=schemas.ProjectPatch, shown=schemas.Project,
        paged=schemas.ProjectPage, query=schemas.ProjectsQuery, one=schemas.OneProject, show=serialize_project,
        details=details, names="uq_projects_name",
        listing=Listing(
            PROJECTS, "p.id", {"name": Sort("p.name"), "created_at": Sort("p.created_at", parse_instant)},
            {
                "archived": "(p.archived_at IS NOT NULL) = %(archived)s",
                "client": "p.client = %(client)s",
                "status": "p.status = ANY(%(status)s)",
                "updated_since": changed_since("p.id"),
            },
        ),
    )
)  # fmt: skip
