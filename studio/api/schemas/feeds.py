"""Calendar feeds, as they are asked for and shown."""

from __future__ import annotations

from typing import Literal
from uuid import UUID

from flask_babel import gettext as _
from pydantic import Field, model_validator

from studio.api.schemas.common import Id, Instant, Shown, Strict

Kind = Literal["mine", "project", "view"]


class FeedIn(Strict):
    """What a feed is of: one's own bookings (`mine`), those of a `project`, or those of a saved `view`."""

    kind: Kind
    project_id: Id | None = Field(None, description="Of a `project`.")
    view_id: Id | None = Field(None, description="Of a `view`: the id in the address of the saved view.")

    @model_validator(mode="after")
    def check_subject(self) -> FeedIn:
        if (self.project_id is not None) != (self.kind == "project"):
            raise ValueError(_("Give project_id for the kind project, and for no other."))
        if (self.view_id is not None) != (self.kind == "view"):
            raise ValueError(_("Give view_id for the kind view, and for no other."))
        return self


class Feed(Shown):
    """An iCalendar address of one's own."""

    id: UUID
    kind: Kind
    project_id: UUID | None
    view_id: UUID | None
    name: str = Field(description="The project's or the view's; empty for one's own bookings.")
    created_at: Instant
    last_read_at: Instant | None
    url: str | None = Field(
        None,
        description="Where calendars read it, without signing in. Only in the answer that made it.",
        examples=["/feeds/AZM0Q2….ics"],
    )


class Feeds(Shown):
    data: list[Feed]
