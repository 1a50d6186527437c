"""Projects over HTTP: list, page, form, archive, and options for type-ahead."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import Blueprint, Response, flash, render_template, request, url_for
from flask_babel import gettext as _

from studio.accounts.authorization import allow
from studio.directory import projects
from studio.directory.projects import Filters
from studio.extensions import db
from studio.lib import clock
from studio.lib.current import current
from studio.lib.forms.fields import kept, refused
from studio.lib.http.etags import marked, unchanged, validator
from studio.lib.hues import least_used
from studio.lib.pagination import page_of
from studio.lib.web import fragment, get_or_404, going_to, is_htmx, see_other
from studio.projects import history
from studio.projects.forms import REFUSALS, ProjectForm
from studio.projects.history import STATUS_NAMES
from studio.projects.models import Project

pages = Blueprint("projects", __name__)
MOST_OPTIONS = 50


@pages.get("/projects")
@allow("projects.read")
def index() -> Any:
    mark = validator(current.tenant, current.member)  # whatever is listed is told in the log
    return unchanged(mark) or marked(listed(asked()), mark)


def listed(filters: Filters) -> Response:
    rows = projects.listed(filters.archived)
    page = page_of(projects.search(rows, filters), request.args.get("page", type=int))
    template = "directory/projects/_list.html" if is_htmx() else "directory/projects/index.html"

    def page_url(number: int) -> str:
        return url_for(".index", page=number, **filters.query())  # type: ignore[arg-type]

    return fragment(
        template,
        headers=going_to(url_for(".index", **filters.query())),  # type: ignore[arg-type]
        page=page,
        filters=filters,
        page_url=page_url,
        clients=projects.clients(rows),
        statuses=STATUS_NAMES,
    )


@pages.get("/projects/options")
@allow("projects.read")
def options() -> Any:
    found = projects.search(projects.listed(), Filters(q=request.args.get("q", "")))
    return render_template("directory/projects/_options.html", projects=found[:MOST_OPTIONS])


@pages.get("/projects/new")
@allow("projects.write")
def new() -> Any:
    return form_page(
        ProjectForm.for_(current.member, status="active", currency=current.tenant.currency, hue=fresh_hue())
    )


@pages.post("/projects")
@allow("projects.write")
def create() -> Any:
    form = ProjectForm.for_(current.member)
    project = form.validate() and kept(form, REFUSALS, lambda: Project.add(current.member, **form.details()))
    if not project:
        return form_page(form, status=422)
    flash(_("%(name)s is added.", name=project.name), "ok")
    return see_other(url_for(".show", id=project.id))


@pages.get("/projects/<uuid:id>")
@allow("projects.read")
def show(id: UUID) -> Any:
    project = get_or_404(Project, id)
    lines = history.history(project, current.member.can("money.read"))
    return render_template("directory/projects/show.html", project=project, lines=lines)


@pages.get("/projects/<uuid:id>/edit")
@allow("projects.write")
def edit(id: UUID) -> Any:
    project = get_or_404(Project, id)
    return form_page(ProjectForm.for_(current.member, project), project)


@pages.post("/projects/<uuid:id>")
@allow("projects.write")
def update(id: UUID) -> Any:
    project = locked(id)
    form = ProjectForm.for_(current.member, project)
    if form.version.data != project.version:
        return stale_page(form, project)
    if not form.validate() or not kept(form, REFUSALS, lambda: project.edit(current.member, **form.details())):
        return form_page(form, project, 422)
    flash(_("Saved."), "ok")
    return see_other(url_for(".show", id=id))


@pages.post("/projects/<uuid:id>/archive")
@allow("projects.write")
def archive(id: UUID) -> Any:
    project = locked(id)
    project.archive(current.member, clock.now())
    flash(_("%(name)s is archived: off the lists, and cannot be booked.", name=project.name), "ok")
    return see_other(url_for(".show", id=id))


@pages.delete("/projects/<uuid:id>/archive")
@pages.post("/projects/<uuid:id>/restoration", endpoint="restoration")  # the same, for a form without JavaScript
@allow("projects.write")
def restore(id: UUID) -> Any:
    project = locked(id)
    if refused(REFUSALS, lambda: project.restore(current.member)):
        flash(_("Another project is called %(name)s now. Rename one of them first.", name=project.name), "danger")
    else:
        flash(_("%(name)s is back.", name=project.name), "ok")
    return see_other(url_for(".show", id=id))


def asked() -> Filters:
    args = request.args
    return Filters(
        args.get("q", "").strip()[:200], args.get("client", ""), args.get("status", ""), args.get("archived") == "yes"
    )


def locked(id: UUID) -> Project:
    """The project, which nobody else can change until we are done."""
    project = get_or_404(Project, id)
    db.session.refresh(project, with_for_update=True)
    return project


def fresh_hue() -> str:
    return least_used(row.hue for row in projects.listed())


def form_page(form: ProjectForm, project: Project | None = None, status: int = 200, since: Any = None) -> Any:
    return fragment(
        "directory/projects/form.html", status, form=form, project=project, stale=since is not None, since=since,
        clients=projects.clients(projects.listed()),
    )  # fmt: skip


def stale_page(form: ProjectForm, project: Project) -> Any:
    """What was typed, who changed the project meanwhile, and the way to save all the same."""
    since = history.since(project, form.version.data, current.member.can("money.read"))
    form.version.data = project.version
    form.version.raw_data = None
    return form_page(form, project, 409, since)
