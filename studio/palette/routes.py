"""GET /palette: artists, projects, days and actions found by a few words; a booking asked for in words, shown back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit
from uuid import UUID
from zoneinfo import ZoneInfo

from flask import Blueprint, request, url_for
from flask_babel import get_locale
from flask_babel import gettext as _
from uuid_utils.compat import uuid7
from werkzeug.datastructures import MultiDict

from studio.accounts.authorization import allow
from studio.bookings.check import BookingCheck
from studio.bookings.models import PENCIL
from studio.bookings.responses import check_of
from studio.directory import artists as people
from studio.directory import projects as jobs
from studio.lib import clock, formats
from studio.lib.current import current
from studio.lib.web import fragment, is_htmx
from studio.palette.booking_request import BookingRequest
from studio.palette.lexer import Language
from studio.palette.parser import read
from studio.palette.results import Group, Option, Places, choices, days_words, groups
from studio.schedule.query import ScheduleQuery

LONGEST = 200

pages = Blueprint("palette", __name__)


@dataclass(frozen=True)
class Offer:
    """A booking as it was understood: what will be sent, in which words, and whether it can be had."""

    intent: BookingRequest
    status: str
    when: str
    fields: dict[str, str]
    check: BookingCheck
    form: str  # where to change the rest of it


@pages.get("/palette")
@allow("schedule.read")
def show() -> Any:
    query = " ".join(request.args.get("q", "").split())[:LONGEST]
    today = clock.now().astimezone(ZoneInfo(current.member.zone)).date()
    artists, projects = (people.listed(), jobs.listed()) if query else ([], [])
    intent = read(query, artists, projects, Language.of(str(get_locale())), formats.week(), today)
    books = current.member.can("bookings.write") and intent.asks
    places = addresses()
    return fragment(
        "palette/_results.html" if is_htmx() else "palette/show.html",
        headers={"Vary": "HX-Request"}, query=query, intent=intent, asks=books,
        offer=offer(intent, today) if books and intent.complete else None,
        open=choices(intent, projects, places) if books else None,
        links=links(query, intent, today) + groups(query, intent, artists, projects, places),
    )  # fmt: skip


def offer(intent: BookingRequest, today: date) -> Offer:
    fields = fields_of(intent)
    shown = {name: value for name, value in fields.items() if name != "id"}
    return Offer(
        intent, fields["status"], when_words(intent, today), fields,
        check_of(fields), f"{url_for('bookings.new')}?{urlencode(shown)}",
    )  # fmt: skip


def when_words(intent: BookingRequest, today: date) -> str:
    """When it would be. Hours of several days are one stretch, from the first of them to the last."""
    (first, last), (begins, ends) = intent.days or (today, today), intent.hours or (None, None)
    if not (begins and ends):
        return days_words((first, last), today)
    if first == last:
        return f"{days_words((first, first), today)}, {begins:%H:%M} – {ends:%H:%M}"
    return f"{days_words((first, first), today)} {begins:%H:%M} – {days_words((last, last), today)} {ends:%H:%M}"


def fields_of(intent: BookingRequest) -> dict[str, str]:
    """The booking form as it would be filled in."""
    (first, last), (begins, ends) = intent.days or (None, None), intent.hours or (None, None)
    when = {"starts_time": f"{begins:%H:%M}", "ends_time": f"{ends:%H:%M}"} if begins and ends else {"all_day": "y"}
    return {
        "id": str(uuid7()), "artist_id": str(id_of(intent.artist)), "project_id": str(id_of(intent.project)),
        "starts_on": str(first), "ends_on": str(last), "status": intent.status or PENCIL, "title": intent.title, **when,
    }  # fmt: skip


def id_of(named: Any) -> UUID:
    return named.id


def links(query: str, intent: BookingRequest, today: date) -> list[Group]:
    """The day that was named, on the calendar as it is open now."""
    if not intent.days:
        return []
    args, zone = MultiDict(parse_qsl(calendar_address().query)), current.member.zone
    asked = ScheduleQuery.of(args, zone, clock.now(), formats.week())
    href = asked.url(url_for("schedule.show"), date=intent.days[0], saved="")
    return [
        Group(_("Calendar"), [Option(_("Go to %(days)s", days=days_words(intent.days, today)), href, "calendar-days")])
    ]


def calendar_address() -> Any:
    """The address of the page the palette stands on, if that is the calendar."""
    page = urlsplit(request.headers.get("HX-Current-URL", ""))
    return page if page.path == url_for("schedule.show") else urlsplit("")


def addresses() -> Places:
    root = request.script_root
    return Places(f"{root}/artists/", f"{root}/projects/", url_for("palette.show"), list(actions()))


def actions() -> list[Option]:
    """What the member may do from anywhere."""
    schedule, query = url_for("schedule.show"), calendar_address().query
    all_ = [
        ("bookings.write", Option(_("New booking"), url_for("bookings.new"), "calendar-plus", dialog=True)),
        ("artists.write", Option(_("New artist"), url_for("artists.new"), "user")),
        ("projects.write", Option(_("New project"), url_for("projects.new"), "folder-kanban")),
        ("schedule.read", Option(_("Schedule"), schedule, "calendar-range")),
        ("schedule.read", Option(_("List of bookings"), f"{schedule}?view=list", "list")),
        ("schedule.read", Option(_("Print the schedule"), f"{url_for('schedule.print')}?{query}", "file-text")),
        ("artists.read", Option(_("Artists"), url_for("artists.index"), "users")),
        ("projects.read", Option(_("Projects"), url_for("projects.index"), "folder-kanban")),
        ("imports.write", Option(_("Import a schedule"), f"{request.script_root}/imports/new", "upload")),
        ("members.write", Option(_("Members"), url_for("accounts.members"), "users")),
        ("tenant.write", Option(_("Studio settings"), url_for("accounts.settings"), "settings")),
        ("schedule.read", Option(_("Profile"), url_for("accounts.profile"), "user")),
    ]
    return [option for permission, option in all_ if current.member.can(permission)]
