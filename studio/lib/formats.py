"""Dates, numbers and money as the viewer reads them: their locale, their zone."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

from babel import Locale, numbers
from flask import Flask, g, has_request_context, request
from flask_babel import get_locale, get_translations

from studio.lib.current import current
from studio.lib.money import Money
from studio.lib.spans import Span
from studio.lib.text import date_words
from studio.lib.text.names import initials
from studio.lib.web import dom_id
from studio.lib.weeks import ISO, Week

CATALOGUES = ("en",)  # the languages there is a catalogue for


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


def week() -> Week:
    """How weeks go: as the studio's locale has them, the same for all its members, who share addresses and pages."""
    return Week.of(current.tenant.locale) if current.has_tenant else ISO


def here() -> Locale:
    return get_locale() or Locale.parse("en_GB")


def day(value: date, form: str = date_words.DAY) -> str:
    """`Mon 23 Nov`, or what another form of `date_words` makes of it."""
    return date_words.day_words(value, form, str(here()))


def days(first: date, last: date, dated: bool = False) -> str:
    """`Mon 23 – Thu 26 Nov`; with the year when it is to be `dated`."""
    return date_words.days_words(first, last, str(here()), dated)


def dates(first: date, last: date) -> str:
    """`16 Nov – 6 Dec 2026`."""
    return date_words.interval_words(first, last, date_words.DATE, str(here()))


def clock_time(value: datetime) -> str:
    """`09:00` of a local time, by the locale's habit; `01:30 GMT` where it happens twice."""
    return date_words.clock_words(value, str(here()))


def moment(value: datetime, shown: str | None = None) -> str:
    """`Mon 23 Nov, 09:00` of an instant in the shown zone."""
    local = value.astimezone(ZoneInfo(shown or zone()))
    return f"{day(local.date())}, {clock_time(local)}"


def span(value: Span, shown: str | None = None) -> str:
    """`Mon 23 Nov 09:00 – Thu 26 Nov 18:00`, the day once when it is one day, the years when they are two."""
    tz = ZoneInfo(shown or zone())
    return date_words.span_words(value.start.astimezone(tz), value.end.astimezone(tz), str(here()))


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


def percent(share: Decimal | float | None) -> str:
    """`75%` of 0.75, by the locale's habit; a dash where there is nothing it could be of."""
    return "–" if share is None else numbers.format_percent(share, locale=here())


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
    app.jinja_env.filters.update(money=money, amount=amount, number=number, percent=percent)
    app.jinja_env.filters.update(initials=initials)
    app.jinja_env.globals.update(dom_id=dom_id)
    app.jinja_env.globals.update(current=current, language=language, dates=dates)
