"""GET /schedule/print: any window of the calendar as pages of paper, from the same address as the screen's."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from flask import render_template, request, url_for
from flask_babel import get_locale
from flask_babel import gettext as _

from studio.accounts.authorization import allow
from studio.lib import clock, formats
from studio.lib.current import current
from studio.schedule.page import SchedulePage
from studio.schedule.query import ScheduleQuery
from studio.schedule.routes.blueprint import pages
from studio.schedule.routes.schedule import addresses, saved_name

PAPERS = ("a4", "a3")


@pages.get("/schedule/print", endpoint="print")
@allow("schedule.read")
def print_schedule() -> Any:
    now, member = clock.now(), current.member
    query = ScheduleQuery.of(request.args, member.zone, now, formats.week())
    page = SchedulePage(
        query, now, member, addresses()._replace(booking_form=None), str(get_locale()), saved_name(query), printed=True
    )
    paper = request.args.get("paper", "")
    return render_template(
        "schedule/print/show.html", page=page, paper=paper if paper in PAPERS else PAPERS[0], papers=PAPERS,
        base=url_for("schedule.print"), filters=list(filter_words(page)),
    )  # fmt: skip


def filter_words(page: SchedulePage) -> Iterator[str]:
    """What the page was narrowed down to, so that nobody takes a part for the whole."""
    query = page.query
    for each in page.toolbar.choices:
        if each.on:
            yield f"{each.label}: {', '.join(words for _value, words in each.on)}"
    if query.free:
        yield _("Free %(days)s", days=page.labels.days(*query.free))
    if query.q:
        yield f"“{query.q}”"
