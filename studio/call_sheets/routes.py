"""Call sheets: the week of one artist, or of one project's team, on a page to print or send."""

from __future__ import annotations

import re
from datetime import date
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from flask import Blueprint, render_template, request

from studio.accounts.authorization import allow
from studio.artists.models import Artist
from studio.call_sheets import queries
from studio.lib import clock, formats
from studio.lib.current import current
from studio.lib.text.parsing import clamp, parse_date
from studio.lib.web import get_or_404
from studio.projects.models import Project

pages = Blueprint("call_sheets", __name__)


@pages.get("/artists/<uuid:id>/call-sheet", endpoint="artist")
@allow("schedule.read")
def of_artist(id: UUID) -> Any:
    artist, now = get_or_404(Artist, id), clock.now()
    week = queries.of_artist(artist, asked_day(artist.zone), formats.week(), now)
    return render_template("call_sheets/artist.html", subject=artist, week=week, zone=artist.zone)


@pages.get("/projects/<uuid:id>/call-sheet", endpoint="project")
@allow("schedule.read")
def of_project(id: UUID) -> Any:
    project, now = get_or_404(Project, id), clock.now()
    zone = current.member.zone
    week = queries.of_project(project, asked_day(zone), formats.week(), now)
    return render_template("call_sheets/project.html", subject=project, week=week, zone=zone)


def asked_day(zone: str) -> date:
    """A day of the week that is asked for, as ISO's `2026-W48` or as any of its days; today for what makes no sense."""
    asked = request.args.get("week", "")
    if found := re.fullmatch(r"(\d{4})-?W(\d{2})", asked, re.ASCII):
        try:
            return clamp(date.fromisocalendar(int(found[1]), int(found[2]), 1))
        except ValueError:
            pass
    return parse_date(asked) or clock.now().astimezone(ZoneInfo(zone)).date()
