"""The form of a feed: what it is of, chosen from what its member may have one of."""

from __future__ import annotations

from collections.abc import Iterator
from uuid import UUID

from flask_babel import gettext as _
from flask_babel import lazy_gettext
from flask_wtf import FlaskForm
from sqlalchemy import select

from studio.accounts.identity import Member
from studio.artists.models import Artist
from studio.extensions import db
from studio.feeds.models import MINE, PROJECT, VIEW
from studio.lib.current import current
from studio.lib.forms.fields import ChoiceField, as_choices
from studio.lib.text.parsing import parse_id
from studio.lib.text.search import by_name
from studio.projects.models import Project
from studio.saved_views.models import SavedView


class FeedForm(FlaskForm):
    subject = ChoiceField(lazy_gettext("Bookings"))

    @classmethod
    def for_(cls, member: Member, chosen: str = "") -> FeedForm:
        form = cls(data={"subject": chosen})
        form.subject.choices = as_choices(offered(member))
        return form

    @property
    def chosen(self) -> Project | SavedView | None:
        """The project or the view; None for one's own bookings."""
        kind, _colon, id = self.subject.data.partition(":")
        if kind == VIEW:
            return SavedView.found(id, current.member)
        return db.session.get(Project, (current.tenant.id, parse_id(id))) if kind == PROJECT else None


def offered(member: Member) -> Iterator[tuple[str, str]]:
    """One's own bookings, if one is an artist; projects and views, for those who run the schedule."""
    if Artist.of_member(member.id):
        yield MINE, _("My bookings")
    if member.can("feeds.studio"):
        rows = db.session.execute(select(Project.id, Project.name).where(Project.archived_at.is_(None)))
        yield from ((f"{PROJECT}:{row.id}", _("Project: %(name)s", name=row.name)) for row in sorted(rows, key=by_name))
        yield from ((f"{VIEW}:{view.id}", _("View: %(name)s", name=view.name)) for view in SavedView.seen_by(member))


def asked(kind: str | None, project_id: UUID | None, view_id: UUID | None) -> str:
    """What a link to the form chooses."""
    return f"{PROJECT}:{project_id}" if project_id else f"{VIEW}:{view_id}" if view_id else kind or ""
