"""Dates, numbers and money as the viewer reads them: their locale, their zone."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache
from zoneinfo import ZoneInfo

from babel import Locale, dates, numbers
from flask import Flask, g, has_request_context, request
from flask_babel import get_locale, get_translations

from studio.lib.clock import ambiguous_zone_name
from studio.lib.current import current
from studio.lib.money import Money
from studio.lib.spans import Span
from studio.lib.text.names import initials
from studio.lib.web import dom_id

CATALOGUES = ("en",)  # the languages there is a catalogue for
SPAN_DAY = "EEE d MMM"


def locale() -> str:
    """The viewer's locale: their own, the tenant's, or what their browser asks for."""
    if current.member:
        return current.member.locale
    if current.has_tenant:
        return current.tenant.locale
    if not has_request_context():
        return "en_GB"
    best = request.accept_languages.best_match(("en-GB", "en-US", "en"), "en-GB")
    return best.replace("-", "_")


def zone() -> str:
    """The zone times are shown in: the viewer's, or the tenant's."""
    if current.member:
        return current.member.zone
    return current.tenant.zone if current.has_tenant else "UTC"


def here() -> Locale:
    return get_locale() or Locale.parse("en_GB")


@lru_cache(maxsize=4096)
def _day(day: date, pattern: str, language: str) -> str:
    return dates.format_date(day, pattern, locale=language)


def day(value: date, pattern: str = SPAN_DAY) -> str:
    """`Mon 23 Nov`, or any CLDR pattern or style name."""
    return _day(value, pattern, str(here()))


def clock_time(value: datetime) -> str:
    """`09:00` of a local time, by the locale's habit; `01:30 GMT` where it happens twice."""
    words = dates.format_time(value.time(), "short", locale=here())
    return f"{words} {ambiguous_zone_name(value)}".rstrip() if value.tzinfo else words


def moment(value: datetime, shown: str | None = None) -> str:
    """`Mon 23 Nov, 09:00` of an instant in the shown zone."""
    local = value.astimezone(ZoneInfo(shown or zone()))
    return f"{day(local.date())}, {clock_time(local)}"


def span(value: Span, shown: str | None = None) -> str:
    """`Mon 23 Nov 09:00 – Thu 26 Nov 18:00`, the day once when it is one day, the years when they are two."""
    tz = ZoneInfo(shown or zone())
    start, end = value.start.astimezone(tz), value.end.astimezone(tz)
    pattern = pattern_of(start.date(), end.date())
    last = clock_time(end) if end.date() == start.date() else f"{day(end.date(), pattern)} {clock_time(end)}"
    return f"{day(start.date(), pattern)} {clock_time(start)} – {last}"


def pattern_of(first: date, last: date) -> str:
    """How the days of a span are written: with the year, if it goes from one into another."""
    return SPAN_DAY if first.year == last.year else f"{SPAN_DAY} y"


def money(value: Money | None, digits: bool = True) -> str:
    """`£2,000.00`, or without minor units; nothing for no amount."""
    if value is None:
        return ""
    shown = value.rounded().amount if digits else value.amount.quantize(Decimal(1))
    return numbers.format_currency(
        shown, value.currency, locale=here(), currency_digits=digits, format=None if digits else "¤#,##0"
    )


def amount(value: Decimal | None, currency: str) -> str:
    """Two columns of a row as money."""
    return money(Money(value, currency)) if value is not None else ""


def number(value: Decimal | int | float) -> str:
    return numbers.format_decimal(value, locale=here())


def language() -> str:
    """The language of the page's words, for `<html lang>`: one there is a catalogue for."""
    return here().language if here().language in CATALOGUES else CATALOGUES[0]


def translate(text: str) -> str:
    """The text in the viewer's language; its catalogue is looked up once a request, not once a text."""
    language = get_locale()
    if g.get("language") is not language:
        g.language, g.catalogue = language, get_translations()
    return g.catalogue.ugettext(text)


def translate_plural(one: str, many: str, count: int) -> str:
    return get_translations().ungettext(one, many, count)


def init_app(app: Flask) -> None:
    app.jinja_env.install_gettext_callables(translate, translate_plural, newstyle=True)  # type: ignore[attr-defined]
    app.jinja_env.filters.update(day=day, moment=moment, span=span, clock_time=clock_time)
    app.jinja_env.filters.update(money=money, amount=amount, number=number)
    app.jinja_env.filters.update(initials=initials)
    app.jinja_env.globals.update(dom_id=dom_id)
    app.jinja_env.globals.update(current=current, language=language)
