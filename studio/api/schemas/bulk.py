"""Many changes of bookings in one request."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from studio.api.schemas.bookings import Booking, BookingIn, BookingPatch
from studio.api.schemas.common import Id, Shown, Strict, line
from studio.api.schemas.problems import ProblemShown


class Create(Strict):
    do: Literal["create"]
    booking: BookingIn


class Update(Strict):
    do: Literal["update"]
    id: Id
    changes: BookingPatch
    version: int | None = Field(None, ge=1, description="As If-Match: refused, if the booking has another.")


class Step(Strict):
    do: Literal["hold", "pencil", "confirm"]
    id: Id
    version: int | None = Field(None, ge=1)


class Cancel(Strict):
    do: Literal["cancel"]
    id: Id
    reason: line(500, required=True)  # type: ignore[valid-type]
    version: int | None = Field(None, ge=1)


Item = Annotated[Create | Update | Step | Cancel, Field(discriminator="do")]


class Bulk(Strict):
    """Up to 100 changes, done in their order. `what-fits` does those that can be done; `all-or-nothing` all or none."""

    mode: Literal["all-or-nothing", "what-fits"] = "all-or-nothing"
    items: list[Item] = Field(min_length=1, max_length=100)


class Result(Shown):
    """What came of one item: the status it would have had alone."""

    index: int
    status: int
    booking: Booking | None = None
    problem: ProblemShown | None = None


class Results(Shown):
    mode: str
    done: int
    refused: int
    results: list[Result]


class BulkRefused(ProblemShown):
    """The problem `bulk-refused`: with all-or-nothing, something could not be done, so nothing was."""

    results: list[Result]
    done: int
    refused: int
