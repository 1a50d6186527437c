"""A subscribed calendar in words: where it comes from, whether it is read, and what is wrong if not."""

from __future__ import annotations

from flask_babel import gettext as _
from flask_babel import lazy_gettext, ngettext

from studio.availability.calendars.models import BusyTime, SubscribedCalendar
from studio.availability.words import days_or_hours
from studio.lib.spans import Span

PROBLEMS = {
    "forbidden": lazy_gettext("It must be an address on the internet that begins with https://."),
    "no_host": lazy_gettext("There is no such host on the internet. Check the address."),
    "timeout": lazy_gettext("The server took too long to answer."),
    "tls": lazy_gettext("The server’s certificate is not valid."),
    "broken": lazy_gettext("The server could not be reached."),
    "redirects": lazy_gettext("The address leads from one to the next without end."),
    "too_big": lazy_gettext("The calendar is larger than 5 MB. Subscribe to one with fewer entries."),
    "not_found": lazy_gettext("The calendar is not there any more. Ask for its address again."),
    "refused": lazy_gettext("The server asks for a password. Use the calendar’s private address instead."),
    "answered": lazy_gettext("The server had an error of its own."),
    "sealed": lazy_gettext("The address can no longer be read here. Remove the calendar and add it again."),
    "not_a_calendar": lazy_gettext("This is not a calendar: the address must give an .ics file, not a web page."),
    "too_many": lazy_gettext("There are more than 3,000 busy times in 13 months. Subscribe to a calendar with fewer."),
    "too_hard": lazy_gettext(
        "An entry repeats too often to be worked out. Look for one that comes again every second or minute."
    ),
}  # fmt: skip


def source(calendar: SubscribedCalendar) -> str:
    return calendar.host or _("Uploaded file")


def problem(calendar: SubscribedCalendar) -> str:
    """What is wrong, with what becomes of it; "" when nothing is."""
    if not calendar.problem:
        return ""
    said = str(PROBLEMS[calendar.problem])
    if not calendar.host:
        return said
    if calendar.read_at:
        return f"{said} {_('The busy times of the last time it was read stay.')}"
    return f"{said} {_('It is tried again by itself.')}"


def known(calendar: SubscribedCalendar) -> str:
    """`12 busy times`, and the entries that were left out."""
    said = ngettext("%(num)s busy time", "%(num)s busy times", calendar.busy_times)
    if not calendar.skipped:
        return said
    left_out = ngettext(
        "%(num)s entry could not be understood and is left out",
        "%(num)s entries could not be understood and are left out",
        calendar.skipped,
    )
    return f"{said}; {left_out}"


def when(busy: BusyTime, zone: str) -> str:
    return days_or_hours(busy.starts_on, busy.ends_on, Span(busy.starts_at, busy.ends_at), zone)
