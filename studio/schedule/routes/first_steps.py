"""The list of first steps above the schedule of a new studio."""

from __future__ import annotations

from flask import Response, url_for
from werkzeug.wrappers import Response as Answer

from studio.accounts.authorization import allow
from studio.accounts.models import Tenant
from studio.extensions import db
from studio.lib import clock
from studio.lib.current import current
from studio.lib.web import fragment, is_htmx, see_other
from studio.schedule.first_steps import FirstSteps
from studio.schedule.routes.blueprint import pages


@pages.get("/schedule/first-steps", endpoint="first_steps")
@allow("bookings.write")
def show_first_steps() -> Response:
    return fragment("schedule/_first_steps.html", steps=FirstSteps.of(current.tenant, current.member, clock.now()))


@pages.post("/schedule/first-steps/dismissal")
@allow("bookings.write")
def dismiss_first_steps() -> Answer:
    """For everybody in the studio: whoever begins knows their way by now."""
    db.session.get_one(Tenant, current.tenant.id).first_steps_hidden = True
    if is_htmx():
        return fragment("schedule/_first_steps.html", steps=None)
    return see_other(url_for("schedule.show"))
