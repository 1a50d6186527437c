"""The list of artists as a page: its filters with what each would leave, what is on, and who is found."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from flask_babel import gettext as _
from flask_babel import ngettext
from werkzeug.utils import cached_property

from studio.artists.history import EMPLOYMENT_NAMES
from studio.artists.skills import LEVELS
from studio.custom_fields.models import CHOICE, YES_NO, CustomField
from studio.custom_fields.values import Fact, facts, written
from studio.directory.artist_search.find import Found
from studio.directory.artist_search.free_time import FreeTime
from studio.directory.artist_search.query import (
    CARDS,
    CITY,
    CUSTOM,
    DEAREST,
    NAME,
    NO,
    RANGES,
    RATE,
    RECENT,
    TABLE,
    YES,
    ArtistQuery,
    CustomValue,
    Skill,
    without,
)
from studio.lib import formats
from studio.lib.money import Money
from studio.lib.text.search import fold
from studio.schedule.toolbar import Choice, Option

MOST_SKILLS = 4  # of an artist, in a list
MOST_OFFERED = 200  # values of one filter: those that the most have
COUNTED = (CHOICE, YES_NO)  # kinds of custom fields whose values are offered with how many have them
FALSE_AND_TRUE = {"true": YES, "false": NO}


class Chip(NamedTuple):
    """A filter that is on, and the address without it; `name` is the filter's."""

    name: str
    words: str
    off: str


@dataclass(frozen=True)
class ArtistsPage:
    """What the templates of the list show. `base` is its address without a query."""

    query: ArtistQuery
    found: Found
    fields: Sequence[CustomField]
    base: str
    now: datetime
    currency: str
    sees_money: bool

    def url(self, **changes: object) -> str:
        return self.query.url(self.base, **changes)

    def page_url(self, number: int) -> str:
        query = ArtistQuery.url(self.query, "")
        return f"{self.base}?page={number}" + (f"&{query[1:]}" if query else "")

    @property
    def cleared(self) -> str:
        """Without any filter, shown as it is."""
        return ArtistQuery(sort=self.query.sort, view=self.query.view).url(self.base)

    def url_less(self, name: str, value: str) -> str:
        """Without one value of a fact."""
        asked = {f"{CUSTOM}{each.key}": each.values for each in self.query.custom}
        chosen = asked[name] if name in asked else getattr(self.query, name)
        return self.url(**{name: without(chosen, value)})

    def shown_skills(self, row: Any) -> list[str]:
        """At most so many that fit: those that are asked for first."""
        asked = {skill.name for skill in self.query.skill}
        return sorted(row.skills, key=lambda skill: skill not in asked)[:MOST_SKILLS]

    @property
    def as_cards(self) -> bool:
        return self.query.view == CARDS

    @cached_property
    def choices(self) -> list[Choice]:
        """Facts of which one of a few is chosen; with how many each would leave."""
        query, custom = self.query, {each.key: each.values for each in self.query.custom}
        return [
            self.choice("department", _("Department"), _("Any department"), query.department),
            self.choice("city", _("City"), _("Any city"), query.city),
            self.choice("employment", _("Employment"), _("Any employment"), query.employment, EMPLOYMENT_NAMES),
            self.choice("tag", _("Tag"), _("Any tag"), query.tag),
            *(
                self.choice(f"{CUSTOM}{each.key}", each.name, _("Any"), custom.get(each.key, ()), yes_and_no(each))
                for each in self.fields
                if each.kind in COUNTED
            ),
        ]

    def choice(
        self, name: str, label: str, empty: str, chosen: Sequence[str], names: Mapping[str, Any] | None = None
    ) -> Choice:
        known = {value: str(words) for value, words in (names or {}).items()}
        offered = self.offered(name, known)
        choice = Choice.of(name, label, empty, chosen, offered)
        return choice._replace(on=[(value, known.get(value, value)) for value in chosen])

    def offered(self, name: str, known: Mapping[str, str]) -> list[Option]:
        counts = {FALSE_AND_TRUE.get(v, v) if known else v: n for v, n in self.found.facets.get(name, {}).items()}
        most = sorted(counts, key=lambda value: -counts[value])[:MOST_OFFERED]
        ordered = sorted(most, key=lambda value: fold(known.get(value, value)))
        return [(value, f"{known.get(value, value)} ({formats.number(counts[value])})") for value in ordered]

    @cached_property
    def skills(self) -> list[tuple[Skill, list[tuple[str, str]]]]:
        """Those that are asked for, each with the ways to ask for it."""
        return [
            (skill, [(str(Skill(skill.name, n)), level_words(n)) for n in (0, *LEVELS)]) for skill in self.query.skill
        ]

    @cached_property
    def more_skills(self) -> list[Option]:
        chosen = {skill.name for skill in self.query.skill}
        return [option for option in self.offered("skill", {}) if option[0] not in chosen]

    @cached_property
    def typed_fields(self) -> list[tuple[CustomField, CustomValue]]:
        """Custom fields that are asked for by typing, and what is asked of them."""
        asked = {each.key: each for each in self.query.custom}
        fields = (each for each in self.fields if each.kind not in COUNTED)
        return [(each, asked.get(each.key) or CustomValue(each.key, each.kind)) for each in fields]

    @property
    def ranges(self) -> tuple[str, ...]:
        return RANGES

    @cached_property
    def sorts(self) -> list[Option]:
        """The usual has no value: it is another one as soon as free days are asked about."""
        free = [("", _("Most free first")), (NAME, _("By name"))] if self.query.free else [("", _("By name"))]
        rates = [(RATE, _("Cheapest first")), (DEAREST, _("Dearest first"))] if self.sees_money else []
        return [*free, (CITY, _("By city")), (RECENT, _("Recently added first")), *rates]

    @property
    def views(self) -> list[Option]:
        return [(TABLE, _("Table")), (CARDS, _("Cards"))]

    @property
    def columns(self) -> list[CustomField]:
        """Custom fields that stand in the table: those that are asked about."""
        asked = {each.key for each in self.query.custom}
        return [each for each in self.fields if each.key in asked]

    def value(self, row: Any, field: CustomField) -> str:
        return written(field.kind, row.custom.get(field.key))

    def facts(self, row: Any) -> list[Fact]:
        return facts(self.fields, row.custom)

    def rate(self, row: Any) -> Money | None:
        """What an hour of theirs costs today, on their own calendar."""
        rates = self.found.rates.get(str(row.id))
        return rates.on(self.now.astimezone(ZoneInfo(row.zone)).date()) if rates else None

    def free(self, row: Any) -> FreeTime | None:
        return self.found.free.get(str(row.id))

    def free_words(self, free: FreeTime) -> str:
        return free_words(free)

    @cached_property
    def chips(self) -> list[Chip]:
        return [*self.chips_of_facts(), *self.chips_of_free(), *self.chips_of_custom()]

    def chips_of_facts(self) -> Iterator[Chip]:
        query = self.query
        if query.archived:
            yield Chip("archived", _("Archived"), self.url(archived=""))
        for name in ("department", "city", "employment", "tag"):
            for value in getattr(query, name):
                words = str(EMPLOYMENT_NAMES[value]) if name == "employment" else value
                yield Chip(name, words, self.url(**{name: without(getattr(query, name), value)}))
        for skill in query.skill:
            words = f"{skill.name}, {level_words(skill.level)}" if skill.level else skill.name
            yield Chip("skill", words, self.url(skill=without(query.skill, skill)))
        if query.rate_from is not None or query.rate_to is not None:
            low, high = (self.amount(each) for each in (query.rate_from, query.rate_to))
            yield Chip("rate", range_words(_("Hourly rate"), low, high), self.url(rate_from="", rate_to=""))

    def amount(self, amount: Decimal | None) -> str:
        return "" if amount is None else formats.money(Money(amount, self.currency))

    def chips_of_free(self) -> Iterator[Chip]:
        if free := self.query.free:
            words = _("Free %(days)s", days=formats.days(free.first, free.last))
            if free.hours:
                words = _("%(free)s, at least %(hours)s h", free=words, hours=formats.number(free.hours))
            yield Chip("free", words, self.url(free_from="", free_to="", hours=""))

    def chips_of_custom(self) -> Iterator[Chip]:
        asked = {each.key: each for each in self.query.custom}
        for field in self.fields:
            if value := asked.get(field.key):
                off = self.url(**dict.fromkeys(value.params(), ""))
                yield Chip(f"{CUSTOM}{field.key}", custom_words(field, value), off)

    @cached_property
    def loosened(self) -> list[tuple[str, str, int]]:
        """Where nobody is found: what each filter is, the address without it, and how many that would leave."""
        counts, seen = self.found.loosened, dict[str, list[str]]()
        for chip in self.chips:
            seen.setdefault(chip.name, []).append(chip.words)
        if self.query.q:
            seen["q"] = [f"“{self.query.q}”"]
        ways = [(", ".join(words), self.url_without(name), counts.get(name, 0)) for name, words in seen.items()]
        return sorted((way for way in ways if way[2]), key=lambda way: -way[2])

    def url_without(self, name: str) -> str:
        names = {"rate": ("rate_from", "rate_to"), "free": ("free_from", "free_to", "hours")}.get(name, (name,))
        if name.startswith(CUSTOM):
            names = (name, f"{name}.from", f"{name}.to")
        return self.url(**dict.fromkeys(names, ""))


def yes_and_no(field: CustomField) -> Mapping[str, str] | None:
    return {YES: _("Yes"), NO: _("No")} if field.kind == YES_NO else None


def level_words(level: int) -> str:
    if not level:
        return _("any level")
    return _("level 5") if level == LEVELS[-1] else _("at least level %(level)d", level=level)


def range_words(name: str, low: str, high: str) -> str:
    if low and high:
        return f"{name} {low}" if low == high else f"{name} {low} – {high}"
    return _("%(name)s from %(low)s", name=name, low=low) if low else _("%(name)s to %(high)s", name=name, high=high)


def custom_words(field: CustomField, asked: CustomValue) -> str:
    if asked.values:
        words: Iterable[str] = asked.values
        if field.kind == YES_NO:
            words = (_("Yes") if value == YES else _("No") for value in asked.values)
        return f"{field.name}: {', '.join(words)}"
    return range_words(field.name, *(written(field.kind, each or None) for each in (asked.low, asked.high)))


def free_words(free: FreeTime) -> str:
    """`Free all 5 days`, `Free 3 of 5 days, from Wed 25 Nov`, `Free some hours`."""
    if free.free_days == free.working_days:
        return ngettext("Free on the %(num)d day", "Free all %(num)d days", free.working_days)
    if not free.free_days:
        return _("Free for some hours")
    days = _("Free %(free)d of %(days)d days", free=free.free_days, days=free.working_days)
    return ", ".join(filter(None, (days, since_or_until(free.first, free.last))))


def since_or_until(first: date | None, last: date | None) -> str:
    if first:
        return _("from %(day)s", day=formats.day(first))
    return _("until %(day)s", day=formats.day(last)) if last else ""
