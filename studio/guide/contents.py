"""What the guide consists of, in reading order, and which of its pages explains which page of the app."""

from __future__ import annotations

from typing import NamedTuple

from flask_babel import lazy_gettext


class Chapter(NamedTuple):
    title: object  # translated when it is shown
    pages: tuple[str, ...]  # file names in docs/guide, without .md


CONTENTS = (
    Chapter(lazy_gettext("Begin"), ("first-steps", "signing-in", "members", "settings")),
    Chapter(lazy_gettext("Artists and projects"), ("artists", "working-time", "statistics", "projects")),
    Chapter(lazy_gettext("Booking"), ("booking", "holds", "conflicts", "palette")),
    Chapter(lazy_gettext("The schedule"), ("schedule", "filters", "moving", "list", "phone", "saved-views", "live")),
    Chapter(lazy_gettext("Paper"), ("call-sheets", "printing")),
    Chapter(lazy_gettext("Data and programs"), ("importing", "api", "webhooks")),
)
ORDER = tuple(page for chapter in CONTENTS for page in chapter.pages)

# By endpoint; what is a part of a page, or a page of the guide itself, needs none (tests/guide/test_help.py).
PAGE_OF = {
    "accounts.sign_up": "first-steps",
    "accounts.new_tenant": "first-steps",
    "accounts.tenants": "first-steps",
    "schedule.first_steps": "first-steps",
    "accounts.sign_in": "signing-in",
    "accounts.forgotten": "signing-in",
    "accounts.reset": "signing-in",
    "accounts.profile": "signing-in",
    "accounts.password": "signing-in",
    "accounts.sessions": "signing-in",
    "accounts.members": "members",
    "accounts.invitation": "members",
    "accounts.invite": "members",
    "accounts.settings": "settings",
    "accounts.audit_log": "settings",
    "accounts.tokens": "api",
    "accounts.services": "api",
    "accounts.make_token": "api",
    "accounts.make_service": "api",
    "artists.index": "artists",
    "artists.new": "artists",
    "artists.create": "artists",
    "artists.show": "artists",
    "artists.edit": "artists",
    "artists.update": "artists",
    "profiles.edit_photo": "artists",
    "profiles.change_photo": "artists",
    "profiles.add_rate": "artists",
    "custom_fields.index": "settings",
    "custom_fields.create": "settings",
    "custom_fields.edit": "settings",
    "custom_fields.update": "settings",
    "artist_tabs.projects": "artists",
    "artist_tabs.history": "artists",
    "artist_tabs.statistics": "statistics",
    "availability.show": "working-time",
    "working_time.show": "working-time",
    "working_time.add_holiday": "working-time",
    "working_time.new_pattern": "working-time",
    "working_time.add_pattern": "working-time",
    "working_time.edit_pattern": "working-time",
    "working_time.change_pattern": "working-time",
    "availability.new_pattern": "working-time",
    "availability.add_pattern": "working-time",
    "availability.edit_pattern": "working-time",
    "availability.change_pattern": "working-time",
    "availability.new_block": "working-time",
    "availability.add_block": "working-time",
    "availability.edit_block": "working-time",
    "availability.change_block": "working-time",
    "projects.index": "projects",
    "projects.new": "projects",
    "projects.create": "projects",
    "projects.show": "projects",
    "projects.edit": "projects",
    "projects.update": "projects",
    "bookings.new": "booking",
    "bookings.create": "booking",
    "bookings.set_aside": "booking",
    "bookings.show": "booking",
    "bookings.edit": "booking",
    "bookings.update": "booking",
    "bookings.ask_cancellation": "booking",
    "bookings.cancellation": "booking",
    "schedule.show": "schedule",
    "schedule.print": "printing",
    "saved_views.index": "saved-views",
    "saved_views.edit": "saved-views",
    "palette.show": "palette",
    "call_sheets.artist": "call-sheets",
    "call_sheets.project": "call-sheets",
    "imports.index": "importing",
    "imports.new": "importing",
    "imports.create": "importing",
    "imports.show": "importing",
    "webhooks.index": "webhooks",
    "webhooks.new": "webhooks",
    "webhooks.create": "webhooks",
    "webhooks.show": "webhooks",
    "webhooks.edit": "webhooks",
    "webhooks.update": "webhooks",
    "webhooks.delivery": "webhooks",
}
