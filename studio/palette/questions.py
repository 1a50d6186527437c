"""What the words leave open, as choices: choosing one puts it into the words. Nothing is booked before none is left."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from flask_babel import gettext as _

from studio.bookings.drafts import Draft
from studio.bookings.formatting import when
from studio.palette.booking_request import BookingRequest, Mention, Place
from studio.palette.changes import days_of
from studio.palette.date_ranges import Pair
from studio.palette.results import Group, Option, Places, days_words

MOST = 8  # choices
STATUSES = {"hold": "hold", "pencil": "pencil", "confirmed": "confirmed"}  # as they are typed


def questions(request: BookingRequest, projects: Sequence[Any], today: date, places: Places) -> list[Group]:
    """What was not understood, and the first of all else that is open."""
    ask = Asking(request, today, places)
    open_ = (ask.which_days(), ask.which_half(), ask.which_artist(), ask.which_project(projects))
    return [group for group in (ask.not_understood(), next(filter(None, open_), None)) if group]


class Asking:
    """Questions about one request."""

    def __init__(self, request: BookingRequest, today: date, places: Places):
        self.request, self.today, self.palette = request, today, places.palette

    def choice(self, words: str, text: str, note: str = "", icon: str = "pencil", hue: str = "") -> Option:
        return Option(words, self.palette, icon, note, hue, text)

    def not_understood(self) -> Group | None:
        """To be left out, or to be the title of what is booked."""
        request = self.request
        if not request.unknown:
            return None
        words = _("Not understood: %(words)s", words=_quoted(request.unknown_words))
        as_title = [self.choice(_("Take it as the title"), request.quoting)] if request.asks else []
        return Group(words, [*as_title, self.choice(_("Leave it out"), request.understood, icon="x")])

    def which_days(self) -> Group | None:
        """Which way round, where the days run backwards."""
        request = self.request
        options = [self.of_days(days, request.days_place) for days in request.perhaps]
        return Group(_("Which days?"), options) if options else None

    def which_half(self) -> Group | None:
        """Half of which day, where there are several."""
        request = self.request
        if not request.half or not request.days or request.one_day:
            return None
        first, last = request.days
        days = [first + timedelta(n) for n in range((last - first).days + 1)][:MOST]
        return Group(_("Half of which day?"), [self.of_days((day, day), request.days_place) for day in days])

    def of_days(self, days: Pair, place: Place | None) -> Option:
        return self.choice(days_words(days, self.today), self.request.put(place, typed(days)), icon="calendar-days")

    def which_artist(self) -> Group | None:
        several = next((mention for mention in self.request.who if not mention.one), None)
        return Group(_("Which artist?"), self.named(several.options, several)) if several else None

    def which_project(self, projects: Sequence[Any]) -> Group | None:
        job = self.request.job
        if job:
            return None if job.one else Group(_("Which project?"), self.named(job.options, job))
        active = [row for row in projects if row.status == "active"]
        return Group(_("On which project?"), self.named(active, None)) if active else None

    def named(self, rows: Sequence[Any], mention: Mention | None) -> list[Option]:
        return [
            self.choice(
                row.name,
                self.request.put(mention and mention.place, row.name),
                note_of(row),
                hue=getattr(row, "hue", ""),
            )
            for row in rows[:MOST]
        ]

    def which_booking(self, found: Sequence[Draft]) -> Group:
        """Which of several is to be changed."""
        options = [
            self.choice(
                f"{one.artist.name} · {called(one)}",
                self.about(one, found),
                when(one.span, one.artist),
                hue=one.project.hue,
            )  # fmt: skip
            for one in found[:MOST]
        ]
        return Group(_("Which booking?"), options)

    def about(self, one: Draft, among: Sequence[Draft]) -> str:
        """The text that means this booking alone: artist, project and days; where these are the same, also the rest."""
        request, others = self.request, [other for other in among if other is not one and same(other, one)]
        words = [one.artist.name, one.project.name, typed(days_of(one))]
        words += [STATUSES[one.status], f'"{one.title}"' if one.title else ""] if others else []
        places = [mention.place for mention in (*request.who, request.job) if mention]
        places += [request.days_place] if request.days_place and request.days else []
        text = request.text
        for place in sorted(places, reverse=True):
            said = " ".join(filter(None, words)) if place == places[0] else ""
            text = f"{text[: place[0]]}{said}{text[place[1] :]}"
        return " ".join(text.split())


def the_rest(request: BookingRequest, taken: Sequence[str], free: Sequence[str], places: Places) -> Group:
    """When not all of a team can be booked: those who can, or one of the others alone, with the ways out."""
    others = [Option(_("Book %(names)s", names=", ".join(free)), places.palette, "users", text=request.only(free))]
    alone = [
        Option(
            _("Book %(names)s", names=name),
            places.palette,
            "user",
            _("with ways out"),
            text=request.only([name]),
        )  # fmt: skip
        for name in taken
    ]
    title = _("%(name)s is taken", name=taken[0]) if len(taken) == 1 else _("%(num)d of them are taken", num=len(taken))
    return Group(title, (others if free else []) + alone)


def same(one: Draft, other: Draft) -> bool:
    return (one.artist.id, one.project.id, days_of(one)) == (other.artist.id, other.project.id, days_of(other))


def called(draft: Draft) -> str:
    return " · ".join(filter(None, (draft.project.name, draft.title)))


def note_of(row: Any) -> str:
    return getattr(row, "role", "") or getattr(row, "client", "")


def typed(days: Pair) -> str:
    """Days as everybody may type them, in any locale."""
    first, last = days
    end = f"{last.day} {last:%b} {last.year}"
    if first == last:
        return end
    if (first.year, first.month) == (last.year, last.month):
        return f"{first.day}-{end}"
    return f"{first.day} {first:%b} {first.year} - {end}"


def _quoted(words: Sequence[str]) -> str:
    return ", ".join(f"“{each}”" for each in words)
