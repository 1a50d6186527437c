"""A problem, as it is shown (RFC 9457)."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict, Field


class Fault(BaseModel):
    """One thing that is wrong: with a field of the body, or a parameter."""

    pointer: str | None = Field(None, description="JSON pointer into the body.")
    parameter: str | None = Field(None, description="Of the query.")
    detail: str


class ProblemShown(BaseModel):
    """Why something was refused. `type` leads to what it means; kinds may have members of their own."""

    model_config = ConfigDict(extra="allow", title="Problem")

    type: str
    title: str
    status: int
    detail: str
    request_id: str
    errors: list[Fault] | None = None
