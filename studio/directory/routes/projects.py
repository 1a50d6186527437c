"""Projects over HTTP: what they have beside what artists have too."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import Blueprint, Response, render_template, request, url_for
from flask_babel import lazy_gettext

from studio.accounts.authorization import allow
from studio.directory import projects
from studio.directory.routes.records import MOST_OPTIONS, Records, fresh_hue, register, way_back
from studio.lib.current import current
from studio.lib.pagination import page_of
from studio.lib.web import fragment, get_or_404, going_to, is_htmx
from studio.projects import history
from studio.projects.forms import REFUSALS, ProjectForm
from studio.projects.history import STATUS_NAMES
from studio.projects.models import Project

pages = Blueprint("projects", __name__)


@pages.get("/projects/new")
@allow("projects.write")
def new() -> Any:
    currency, hue = current.tenant.currency, fresh_hue(projects)
    return form_page(ProjectForm.for_(current.member, status="active", currency=currency, hue=hue))


@pages.get("/projects/<uuid:id>")
@allow("projects.read")
def show(id: UUID) -> Any:
    project = get_or_404(Project, id)
    lines = history.history(project, current.member.can("money.read"))
    return render_template("directory/projects/show.html", project=project, lines=lines)


def form_page(form: ProjectForm, project: Project | None = None, status: int = 200, since: Any = None) -> Any:
    return fragment(
        "directory/projects/form.html", status, form=form, project=project, stale=since is not None, since=since,
        back=way_back(), clients=projects.clients(projects.listed()),
    )  # fmt: skip


def list_page() -> Response:
    filters = projects.Filters.of(request.args)
    rows = projects.listed(filters.archived)
    page = page_of(projects.search(rows, filters), request.args.get("page", type=int))
    template = "_list.html" if is_htmx() else "index.html"

    asked: dict[str, Any] = filters.query()

    def page_url(number: int) -> str:
        return url_for(".index", page=number, **asked)

    return fragment(
        f"directory/projects/{template}", headers=going_to(url_for(".index", **asked)), page=page,
        filters=filters, page_url=page_url, clients=projects.clients(rows), statuses=STATUS_NAMES,
    )  # fmt: skip


def suggestions(typed: str) -> Any:
    return projects.search(projects.listed(), projects.Filters(q=typed))[:MOST_OPTIONS]


register(
    Records(
        pages, Project, ProjectForm, REFUSALS, history=history, list_page=list_page, suggestions=suggestions,
        form_page=form_page, usual=lambda: {"hue": fresh_hue(projects)},
        name_is_taken=lazy_gettext("Another project is called %(name)s now. Rename one of them first."),
    )
)  # fmt: skip
