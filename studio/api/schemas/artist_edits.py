"""One change of many artists in one request."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal
from uuid import UUID

from flask_babel import gettext as _
from pydantic import Field, model_validator

from studio.api.schemas.artists import Level
from studio.api.schemas.common import Id, Shown, Strict, Zone, line, words
from studio.api.schemas.problems import ProblemShown
from studio.artists.models import EMPLOYMENTS


class ArtistEdit(Strict):
    """What becomes of each artist. What is left out, or null, stays as it is."""

    department: line(120) | None = Field(None, description="Empty for none.")  # type: ignore[valid-type]
    employment: Literal[EMPLOYMENTS] | None = None  # type: ignore[valid-type]
    zone: Zone | None = Field(None, description="Bookings keep their moments.")
    add_skills: words() = Field(default_factory=list)  # type: ignore[valid-type]
    skill_levels: dict[str, Level] = Field(default_factory=dict, description="Of some of `add_skills`, from 1 to 5.")
    remove_skills: words() = Field(default_factory=list)  # type: ignore[valid-type]
    add_tags: words() = Field(default_factory=list)  # type: ignore[valid-type]
    remove_tags: words() = Field(default_factory=list)  # type: ignore[valid-type]
    archived: bool | None = Field(None, description="True to archive them, false to restore them.")

    @model_validator(mode="after")
    def check_changes(self) -> ArtistEdit:
        if not any(value not in (None, [], {}) for value in self.model_dump().values()):
            raise ValueError(_("Say what is to change."))
        both = {*shared(self.add_skills, self.remove_skills), *shared(self.add_tags, self.remove_tags)}
        if both:
            raise ValueError(_("%(words)s: either added or removed.", words=", ".join(sorted(both))))
        if {each.casefold() for each in self.skill_levels} - {each.casefold() for each in self.add_skills}:
            raise ValueError(_("Levels are of skills in `add_skills`."))
        return self


def shared(add: Iterable[str], remove: Iterable[str]) -> set[str]:
    coming = {word.casefold() for word in add}
    return {word for word in remove if word.casefold() in coming}


class ArtistsEdit(Strict):
    """One change of up to 1000 artists. `what-fits` changes those that can be; `all-or-nothing` all or none."""

    mode: Literal["all-or-nothing", "what-fits"] = "all-or-nothing"
    ids: list[Id] = Field(min_length=1, max_length=1000)
    changes: ArtistEdit


class ArtistResult(Shown):
    """What came of one artist: the status it would have had alone."""

    id: UUID
    status: int
    changed: bool = Field(description="False of one who was like that already.")
    version: int | None = None
    problem: ProblemShown | None = None


class ArtistResults(Shown):
    mode: str
    done: int
    refused: int
    results: list[ArtistResult]


class ArtistsRefused(ProblemShown):
    """The problem `bulk-refused`: with all-or-nothing, somebody could not be changed, so nobody was."""

    results: list[ArtistResult]
    done: int
    refused: int
