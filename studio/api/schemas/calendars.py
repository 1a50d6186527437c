"""Calendars subscribed from outside, as they are sent and shown."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from flask_babel import gettext as _
from pydantic import Field, model_validator

from studio.api.schemas.common import Instant, Shown, Strict, line
from studio.lib.http.ssrf import LONGEST

LARGEST = 900_000  # characters of a calendar that is sent: a request has at most 1 MB


class CalendarIn(Strict):
    """A calendar at an address, which is read again and again, or the text of an .ics file, which is read once."""

    url: line(LONGEST) = Field("", examples=["https://calendar.example.com/ana.ics"])  # type: ignore[valid-type]
    ics: str = Field("", max_length=LARGEST, description="The file itself: BEGIN:VCALENDAR and so on.")
    name: line(120) = ""  # type: ignore[valid-type]
    titles: bool = Field(False, description="Keep what each entry is called, for schedulers and the artist.")

    @model_validator(mode="after")
    def check_source(self) -> CalendarIn:
        if bool(self.url) == bool(self.ics):
            raise ValueError(_("Give `url` or `ics`, one of the two."))
        return self


class Calendar(Shown):
    """A subscribed calendar. Its address is not shown again; others than schedulers and the artist see no name, host
    or problem."""

    id: UUID
    artist_id: UUID
    name: str | None
    host: str | None = Field(description="Of its address; empty for a file.")
    titles: bool
    busy_times: int = Field(description="How many are known. They are taken from the working hours.")
    skipped: int = Field(description="Entries that could not be understood.")
    problem: str | None = Field(description="Why it could not be read the last time, in words; empty when it could.")
    read_at: Instant | None = Field(description="What is known is from then; null until it was read.")
    tried_at: Instant | None
    known_until: date | None = Field(description="No busy times beyond are known.")
    created_at: Instant
    version: int


class Calendars(Shown):
    data: list[Calendar]
