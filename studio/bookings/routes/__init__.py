"""Bookings over HTTP: the record, and the steps of its life as nouns."""

from studio.bookings.formatting import elsewhere, in_both_zones, when
from studio.bookings.routes import answers, bookings, crew, transitions
from studio.bookings.routes.blueprint import pages

pages.add_app_template_filter(when)
pages.add_app_template_filter(in_both_zones)
pages.add_app_template_filter(elsewhere)

__all__ = ["answers", "bookings", "crew", "pages", "transitions"]
