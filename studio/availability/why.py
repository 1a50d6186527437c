"""Why not available? In a sentence with its causes, as far as whoever asks may know them."""

from __future__ import annotations

from collections.abc import Iterable

from flask_babel import gettext as _

from studio.availability.history import kind_said
from studio.availability.unavailable import HOLIDAY, NOT_WORKING, Cause
from studio.lib import formats


def why(name: str, causes: Iterable[Cause], with_reasons: bool) -> str:
    """`Kofi is not available: Vacation, Mon 23 – Wed 25 Nov; Christmas Day, Fri 25 Dec.` "" without a cause."""
    causes = list(causes)
    if causes and not any(cause.is_time_off for cause in causes):
        return _("%(name)s does not work then.", name=name)
    said = in_words(causes, with_reasons)
    return _("%(name)s is not available: %(why)s.", name=name, why="; ".join(said)) if said else ""


def not_counted(causes: Iterable[Cause], with_reasons: bool) -> str:
    """`Not counted: Good Friday, Fri 26 Mar.` of what a booking goes on around; "" of nothing."""
    said = in_words(causes, with_reasons)
    return _("Not counted: %(what)s.", what="; ".join(said)) if said else ""


def in_words(causes: Iterable[Cause], with_reasons: bool) -> list[str]:
    return [f"{what(cause, with_reasons)}, {when(cause)}" for cause in causes]


def what(cause: Cause, with_reasons: bool) -> str:
    if cause.kind == NOT_WORKING:
        return _("no working time")
    return cause.name if cause.kind == HOLIDAY else kind_said(cause.kind, with_reasons)


def when(cause: Cause) -> str:
    return formats.span(cause.hours) if cause.hours else formats.days(cause.first, cause.last)
