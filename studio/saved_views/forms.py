"""The form of a saved view: its name, who has it, and the address it stands for."""

from __future__ import annotations

from datetime import UTC, datetime
from urllib.parse import parse_qsl

from flask_babel import gettext as _
from flask_babel import lazy_gettext
from flask_wtf import FlaskForm
from werkzeug.datastructures import MultiDict
from wtforms import BooleanField, HiddenField

from studio.accounts.identity import Member
from studio.lib.forms.fields import NameField
from studio.saved_views.models import MOST, SCHEDULE, SavedView, may_share
from studio.saved_views.pages import Params, savable_page

REFUSALS = {
    "uq_saved_views_name": ("name", lazy_gettext("You already have a view of this name.")),
    "ck_saved_views_name": ("name", lazy_gettext("Between 1 and 80 characters.")),
}
LONGEST_QUERY = 4000


class ViewForm(FlaskForm):
    name = NameField(lazy_gettext("Name"), 80, required=True)
    shared = BooleanField(lazy_gettext("Share with the studio"))
    keep_date = BooleanField(lazy_gettext("Always open on these dates"))
    query = HiddenField()
    page = SCHEDULE  # whose address it is

    @classmethod
    def for_(cls, member: Member, view: SavedView | None = None, query: str = "", page: str = SCHEDULE) -> ViewForm:
        """The form as `member` may fill it in: those who may not share are not asked."""
        form = cls(obj=view)
        form.page = view.page if view else page
        if not may_share(member) or (view and view.member_id != member.id):
            del form.shared
        if not savable_page(form.page).has_date or (view and "date" not in view.params):
            del form.keep_date  # which dates they were is not known any more, or there are none
        elif not form.is_submitted():
            form.keep_date.data = view is not None
        if not form.is_submitted():
            form.query.data = query
        return form

    @property
    def keeps_date(self) -> bool:
        return bool("keep_date" in self and self.keep_date.data)

    @property
    def is_shared(self) -> bool:
        return bool("shared" in self and self.shared.data)

    def params(self, zone: str) -> Params:
        """What the address asks, as far as it makes sense; its date only if that is to stay."""
        return params_of(self.page, self.query.data or "", zone, self.keeps_date)

    def room_for_one_more(self, member: Member) -> bool:
        if SavedView.count_of(member) < MOST:
            return True
        self.form_errors.append(_("You have %(most)d views. Remove one first.", most=MOST))
        return False


def params_of(page: str, query: str, zone: str, keep_date: bool) -> Params:
    """What makes sense of the query of an address of a page; its date only if that is to stay."""
    args = MultiDict(parse_qsl(query[:LONGEST_QUERY]))
    return savable_page(page).params(args, zone, datetime.now(UTC), keep_date)
