"""GET /palette: artists, projects, days and actions found by a few words; a booking asked for in words, shown back."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any
from urllib.parse import parse_qsl, urlsplit
from zoneinfo import ZoneInfo

from flask import Blueprint, request, url_for
from flask_babel import get_locale
from flask_babel import gettext as _
from werkzeug.datastructures import MultiDict

from studio.accounts.authorization import allow
from studio.directory import artists as people
from studio.directory import projects as jobs
from studio.lib import clock, formats
from studio.lib.current import current
from studio.lib.web import fragment, is_htmx
from studio.palette.booking_request import BookingRequest
from studio.palette.calendar_filters import filters_of
from studio.palette.lexer import Language
from studio.palette.parser import read
from studio.palette.questions import Asking
from studio.palette.responses import Answer, answer
from studio.palette.results import Group, Option, Places, days_words, groups
from studio.schedule.query import ARTISTS, FILTERS, ScheduleQuery

LONGEST = 200

pages = Blueprint("palette", __name__)


@pages.get("/palette")
@allow("schedule.read")
def show() -> Any:
    query = " ".join(request.args.get("q", "").split())[:LONGEST]
    today = clock.now().astimezone(ZoneInfo(current.member.zone)).date()
    artists, projects = (people.listed(), jobs.listed()) if query else ([], [])
    intent = read(query, artists, projects, Language.of(str(get_locale())), formats.week(), today)
    places = addresses()
    said = answer(intent, projects, today, places) if current.member.can("bookings.write") else Answer()
    return fragment(
        "palette/_results.html" if is_htmx() else "palette/show.html",
        headers={"Vary": "HX-Request"}, query=query, intent=intent, answer=said,
        links=links(intent, today, artists, places) + groups(query, intent, artists, projects, places),
    )  # fmt: skip


def links(intent: BookingRequest, today: date, artists: Sequence[Any], places: Places) -> list[Group]:
    """The calendar as it is open now, on the days that were named; or who is free on them."""
    if intent.who_is_free:
        return who_is_free(intent, today, artists, places)
    if not intent.days:
        return []
    href = calendar().url(url_for("schedule.show"), date=intent.days[0], saved="")
    words = _("Go to %(days)s", days=days_words(intent.days, today))
    return [Group(_("Calendar"), [Option(words, href, "calendar-days")])]


def who_is_free(intent: BookingRequest, today: date, artists: Sequence[Any], places: Places) -> list[Group]:
    """The calendar with only those who are free, and can do what was named; when, if that was not said."""
    filters, ask = filters_of(" ".join(intent.unknown_words), artists), Asking(intent, today, places)
    if intent.perhaps:
        return [group for group in (ask.which_days(),) if group]
    if not intent.days:
        soon = (_("Today"), "today"), (_("This week"), "this week"), (_("Next week"), "next week")
        return [Group(_("Free when?"), [ask.choice(words, intent.put(None, text)) for words, text in soon])]
    open_now = calendar()
    none, asked = dict.fromkeys((*FILTERS, "saved"), ""), {"skill": filters.skill, "department": filters.department}
    first, last = intent.days
    when = {"free_from": first, "free_until": last, **open_now.showing(first, last)}
    href = open_now.url(url_for("schedule.show"), view=ARTISTS, **{**none, **asked, **when, "q": filters.q})
    words = _("Who is free %(days)s", days=days_words(intent.days, today))
    note = _("Not understood: %(words)s", words=f"“{filters.unknown}”") if filters.unknown else filters.words
    return [Group(_("Calendar"), [Option(words, href, "calendar-days", note)])]


def calendar() -> ScheduleQuery:
    """The calendar as it is open now."""
    args = MultiDict(parse_qsl(calendar_address().query))
    return ScheduleQuery.of(args, current.member.zone, clock.now(), formats.week())


def calendar_address() -> Any:
    """The address of the page the palette stands on, if that is the calendar."""
    page = urlsplit(request.headers.get("HX-Current-URL", ""))
    return page if page.path == url_for("schedule.show") else urlsplit("")


def addresses() -> Places:
    root = request.script_root
    return Places(
        f"{root}/artists/", f"{root}/projects/", url_for("palette.show"), url_for("guide.index"), list(actions())
    )


def actions() -> list[Option]:
    """What the member may do from anywhere."""
    schedule, query, root = url_for("schedule.show"), calendar_address().query, request.script_root
    all_ = [
        ("bookings.write", Option(_("New booking"), url_for("bookings.new"), "calendar-plus", dialog=True)),
        ("artists.write", Option(_("New artist"), url_for("artists.new"), "user")),
        ("projects.write", Option(_("New project"), url_for("projects.new"), "folder-kanban")),
        ("schedule.read", Option(_("Schedule"), schedule, "calendar-range", also=_("calendar"))),
        ("schedule.read", Option(_("List of bookings"), f"{schedule}?view=list", "list")),
        ("schedule.read", Option(
            _("Working hours side by side"), f"{url_for('schedule.overlap')}?{query}", "clock",
            also=_("overlap, zones, time zones, together"),
        )),
        ("schedule.read", Option(_("Print the schedule"), f"{url_for('schedule.print')}?{query}", "file-text")),
        ("artists.read", Option(_("Artists"), url_for("artists.index"), "users", also=_("people"))),
        ("projects.read", Option(_("Projects"), url_for("projects.index"), "folder-kanban", also=_("jobs"))),
        ("imports.write", Option(_("Import a schedule"), f"{root}/imports/new", "upload", also=_("import, csv"))),
        (
            "imports.write",
            Option(_("Import artists"), f"{root}/imports/new?kind=artists", "upload", also=_("import, csv")),
        ),
        ("members.write", Option(_("Members"), url_for("accounts.members"), "users", also=_("invite"))),
        ("tenant.write", Option(_("Studio settings"), url_for("accounts.settings"), "settings", also=_("settings"))),
        ("webhooks.write", Option(_("Webhooks"), url_for("webhooks.index"), "settings")),
        ("schedule.read", Option(_("Profile"), url_for("accounts.profile"), "user", also=_("account, password, me"))),
        ("schedule.read", Option(_("Where you are signed in"), url_for("accounts.sessions"), "monitor-smartphone")),
        ("schedule.read", Option(_("Switch studio"), url_for("accounts.tenants"), "building-2")),
        ("schedule.read", Option(_("Guide"), url_for("guide.index"), "circle-help", also=_("help"))),
        *(("schedule.read", theme) for theme in themes()),
        ("schedule.read", sign_out()),
    ]  # fmt: skip
    return [option for permission, option in all_ if current.member.can(permission)]


def themes() -> list[Option]:
    """How the pages look."""
    names = (
        ("light", _("Light theme"), _("light, light mode, day")),
        ("dark", _("Dark theme"), _("dark, dark mode, night")),
        ("system", _("Theme of the system"), _("system, system theme, automatic, auto")),
    )  # fmt: skip
    href = url_for("accounts.theme")
    return [Option(words, href, "eye", also=also, sends=(("theme", value),)) for value, words, also in names]


def sign_out() -> Option:
    also = _("sign out, log out, logout, sign off")
    return Option(_("Sign out"), url_for("accounts.sign_out"), "log-out", also=also, sends=())
