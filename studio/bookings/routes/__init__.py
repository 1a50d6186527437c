"""Bookings over HTTP: the record, and the steps of its life as nouns."""

from studio.bookings.formatting import elsewhere, in_both_zones, may_see_why, not_counted, when, why_not
from studio.bookings.routes import answers, bookings, crew, transitions
from studio.bookings.routes.blueprint import pages

pages.add_app_template_filter(when)
pages.add_app_template_filter(in_both_zones)
pages.add_app_template_filter(elsewhere)
pages.add_app_template_filter(why_not)
pages.add_app_template_filter(not_counted)
pages.add_app_template_filter(may_see_why)

__all__ = ["answers", "bookings", "crew", "pages", "transitions"]
