"""Bookings, as they are sent and shown, and the answer to a clash."""

from __future__ import annotations

from datetime import date
from typing import Any, Literal
from uuid import UUID

from pydantic import Field

from studio.api.schemas import artists, projects
from studio.api.schemas.common import (
    Difference,
    Id,
    Ids,
    Instant,
    Money,
    PageQuery,
    Query,
    Shown,
    Sparse,
    Strict,
    Write,
    commas,
    fields_of,
    line,
    lines,
    page_of,
    partial,
)

Claimed = Literal["hold", "pencil", "confirmed"]
Status = Literal["hold", "pencil", "confirmed", "cancelled"]
Include = Literal["artist", "project", "cost"]
Counts = Literal["working_time", "days_off_too", "every_hour"]
COUNTED = (
    "What of it counts: the artist's `working_time`; `days_off_too`, at most a working day of each; or `every_hour`, "
    "nights and evenings too."
)
OF_ONE = "Always of one booking that is read or written; in lists with include=cost."
Includes: Any = commas(Include) | None


class OverrideIn(Strict):
    """Why a booking may lie over time off or a holiday."""

    reason: line(500, required=True) = Field(examples=["Agreed with Kofi."])  # type: ignore[valid-type]


class Override(Shown):
    """What a booking was put over knowingly, and why."""

    reason: str
    time_blocks: list[UUID]
    holidays: list[date]


class BookingIn(Strict):
    """A claim on an artist's time, from `starts_at` up to and not including `ends_at`; two years at most."""

    artist_id: Id
    project_id: Id
    starts_at: Instant
    ends_at: Instant
    status: Claimed = Field("pencil", description="A PUT without it leaves the status as it is.")
    title: line(200) = ""  # type: ignore[valid-type]
    notes: lines(5000) = ""  # type: ignore[valid-type]
    location: line(200) = ""  # type: ignore[valid-type]
    counts: Counts = Field("working_time", description=COUNTED)
    override: OverrideIn | None = Field(
        None, description="Book it although the artist is away or has the day off, which counts as working time then."
    )


BookingPatch = partial(BookingIn, "BookingPatch")


class BookingWrite(Write):
    """The query of whatever places or changes a booking."""

    include: commas(Literal["suggestions"]) | None = Field(  # type: ignore[valid-type]
        None, description="With `suggestions`, the answer to a clash brings ways out; they take their time to find."
    )

    @property
    def suggestions(self) -> bool:
        return self.include is not None


class Action(Shown):
    """What may be done next, or why not. `accept` and `decline` are told to who may answer in the artist's place."""

    name: Literal["update", "hold", "pencil", "confirm", "cancel", "accept", "decline"]
    method: Literal["PATCH", "POST"]
    href: str
    allowed: bool
    why: str | None = Field(None, description="Why it is refused.")


class Booking(Sparse):
    id: UUID
    artist_id: UUID
    project_id: UUID
    starts_at: Instant
    ends_at: Instant
    status: Status
    rank: int | None = Field(description="Of a hold: its place in the line, from 1.")
    title: str
    notes: str
    location: str
    counts: Counts
    override: Override | None = Field(description="For those who may book.")
    placed_at: Instant
    expires_at: Instant | None = Field(description="Of a hold: when the clock releases it.")
    cancelled_at: Instant | None
    answer: Literal["accepted", "declined"] | None = Field(
        description="The artist's. A booking that is moved, given to another artist or project, or held has none."
    )
    answer_reason: str | None
    answered_at: Instant | None
    version: int
    actions: list[Action]
    artist: artists.Artist | None = Field(None, description="With include=artist.")
    project: projects.Project | None = Field(None, description="With include=project.")
    hours: str | None = Field(None, description=f"The hours that count, a decimal string. {OF_ONE}")
    overtime: str | None = Field(None, description=f"What of `hours` lies outside the artist's pattern. {OF_ONE}")
    cost: Money | None = Field(None, description=f"For those who may see the artist's rate. {OF_ONE}")


class OneBooking(Query):
    fields: fields_of(Booking) = None  # type: ignore[valid-type]
    include: Includes = None


class BookingsQuery(PageQuery):
    sort: Literal["starts_at", "-starts_at", "ends_at", "-ends_at", "placed_at", "-placed_at"] = "starts_at"
    fields: fields_of(Booking) = None  # type: ignore[valid-type]
    include: Includes = None
    from_: Instant | None = Field(None, alias="from", description="Only what ends after this moment.")
    to: Instant | None = Field(None, description="Only what begins before this moment.")
    artist_id: Ids | None = None
    project_id: Ids | None = None
    status: commas(Status) | None = None  # type: ignore[valid-type]


BookingPage = page_of(Booking, "BookingPage")


class Cancellation(Strict):
    reason: line(500, required=True) = Field(examples=["The shoot moved."])  # type: ignore[valid-type]


class Blocking(Strict):
    """A hold that is to block its time."""

    override: OverrideIn | None = Field(None, description="Why it may lie over time off or a holiday.")


class Acceptance(Strict):
    reason: line(500) = Field("", examples=["Glad to."])  # type: ignore[valid-type]


class Declining(Strict):
    reason: line(500, required=True) = Field(examples=["I am away that week."])  # type: ignore[valid-type]


class BookingDelete(Write):
    reason: line(500, required=True) | None = Field(  # type: ignore[valid-type]
        None, description="Why, where the request has no body."
    )


class Winner(Shown):
    """A booking that has the time."""

    id: UUID
    href: str
    artist_id: UUID
    project: str | None = Field(description="Its name, for those who may read projects.")
    title: str
    starts_at: Instant
    ends_at: Instant
    status: Claimed


class Request(Shown):
    """A request that may be sent as it is."""

    method: Literal["POST", "PATCH"]
    href: str
    body: dict[str, Any]


class NextFree(Shown):
    starts_at: Instant
    ends_at: Instant
    request: Request


class StandIn(Shown):
    artist_id: UUID
    name: str
    all_skills: bool
    difference: Difference | None = Field(None, description="What a working day costs more, if you may see money.")
    request: Request


class AsHold(Shown):
    rank: int
    request: Request


class Suggestions(Shown):
    next_free: NextFree | None
    stand_ins: list[StandIn]
    hold: AsHold | None


class Cause(Shown):
    """Why an artist does not work. Why somebody is away is for those who plan their time: others read `time_off`."""

    kind: Literal["vacation", "sick", "travel", "busy", "time_off", "holiday", "not_working"]
    detail: str = Field(description="In words.")
    from_: date = Field(alias="from", description="The first day of it that lies in the booking.")
    to: date = Field(description="The last one, included.")
    starts_at: Instant | None = Field(description="Of hours off.")
    ends_at: Instant | None
    name: str | None = Field(description="Of a holiday.")
    time_block_id: UUID | None


class Clash(Shown):
    """The problems `booking-conflict` and `artist-unavailable`: who has the time, what refused it, why the artist does
    not work then, and when asked for, the ways out."""

    type: str
    title: str
    status: Literal[409]
    detail: str
    request_id: str
    constraint: str | None = Field(description="None of `artist-unavailable`.")
    winning_booking: Winner | None = Field(description="None when somebody holds the lock, and may yet give up.")
    winning_bookings: list[Winner]
    causes: list[Cause] = Field(description="Why the artist does not work then.")
    suggestions: Suggestions | None = Field(None, description="With include=suggestions.")


class Asked(Query):
    """What somebody thinks of booking."""

    artist_id: Id
    starts_at: Instant
    ends_at: Instant
    status: Claimed = "pencil"
    counts: Counts = Field("working_time", description=COUNTED)


class Opinion(Shown):
    """What would come of it: `free`, `behind` other holds, a `clash`, or `unavailable`: away, or no working time."""

    verdict: Literal["free", "behind", "clash", "unavailable"]
    rank: int = Field(description="The rank it would have as a hold.")
    hours: str = Field(description="The hours that would count, a decimal string.")
    overtime: str
    winning_bookings: list[Winner]
    causes: list[Cause] = Field(description="Why the artist does not work then.")
    why: str = Field(description="The same in a sentence; empty without a cause.")
    next_free: Slot | None
    stand_ins: list[Alternative]


class Slot(Shown):
    starts_at: Instant
    ends_at: Instant


class Alternative(Shown):
    artist_id: UUID
    name: str
    all_skills: bool
    starts_at: Instant
    ends_at: Instant
    difference: Difference | None = None


Opinion.model_rebuild()
