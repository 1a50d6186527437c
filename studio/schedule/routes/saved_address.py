"""The schedule as a page whose address can be saved."""

from __future__ import annotations

from datetime import datetime

from flask import url_for
from werkzeug.datastructures import MultiDict

from studio.lib import formats
from studio.saved_views.pages import Params, SavablePage
from studio.schedule.query import ScheduleQuery


def params(args: MultiDict[str, str], zone: str, now: datetime, keep_date: bool) -> Params:
    query = ScheduleQuery.of(args, zone, now, formats.week())
    return query.params(saved="", date=query.anchor if keep_date else "")


def url(params: Params, zone: str, now: datetime) -> str:
    return ScheduleQuery.of(MultiDict(params), zone, now, formats.week()).url(url_for("schedule.show"))


SAVABLE = SavablePage(params, url)
