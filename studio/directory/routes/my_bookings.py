"""The page an artist lands on: their own bookings."""

from __future__ import annotations

from flask import Blueprint, Response

from studio.accounts.authorization import allow
from studio.directory.my_bookings import my_bookings
from studio.lib import clock, formats
from studio.lib.current import current
from studio.lib.web import fragment

pages = Blueprint("my_bookings", __name__)


@pages.get("/my-bookings")
@allow("schedule.read")
def show() -> Response:
    """For any member; who is no artist reads how to become one."""
    found = my_bookings(current.member.id, clock.now(), formats.week())
    return fragment("directory/my_bookings/show.html", mine=found)
