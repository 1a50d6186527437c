"""Bookings: claims on artists' time, and the verbs that change them. PostgreSQL refuses the overlaps."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, NamedTuple, cast
from uuid import UUID

from flask_babel import lazy_gettext
from psycopg.types.json import Jsonb
from sqlalchemy import CheckConstraint, ForeignKeyConstraint, Index, Table, text
from sqlalchemy.dialects.postgresql import JSONB, ExcludeConstraint
from sqlalchemy.orm import Mapped, make_transient_to_detached, mapped_column, relationship
from uuid_utils.compat import uuid7

from studio.activity.mixins import Logged
from studio.activity.recorder import Actor, record
from studio.artists.models import Artist
from studio.availability.overrides import agreed, overriding
from studio.availability.queries import working_time_of
from studio.availability.why import why
from studio.availability.working_time import COUNTS, DAYS_OFF_TOO, EVERY_HOUR, WORKING_TIME, WorkingTime
from studio.bookings.errors import (
    NO_DOUBLE_BOOKING,
    ArtistUnavailable,
    BookingClosed,
    BookingConflict,
    BookingRefused,
    NotAsked,
)
from studio.bookings.locking import claim, claim_key, claim_new, claiming_insert
from studio.extensions import db
from studio.lib.current import current
from studio.lib.db import Base, Tenanted, utcnow
from studio.lib.spans import Span
from studio.projects.models import Project

HOLD, PENCIL, CONFIRMED, CANCELLED = STATUSES = ("hold", "pencil", "confirmed", "cancelled")
LADDER = (HOLD, PENCIL, CONFIRMED)
BLOCKING = (PENCIL, CONFIRMED)
LONGEST = timedelta(days=731)  # a booking may last
COUNTS_NAMES = {
    WORKING_TIME: lazy_gettext("Working time"), DAYS_OFF_TOO: lazy_gettext("Days off too"),
    EVERY_HOUR: lazy_gettext("Every hour"),
}  # fmt: skip
ACCEPTED, DECLINED = ANSWERS = ("accepted", "declined")
NO_ANSWER = {"answer": None, "answer_reason": None, "answered_at": None}
ASKED = frozenset(
    ("artist_id", "project_id", "starts_at", "ends_at")
)  # what an answer is to: another is another question
KIND_OF_STATUS = {HOLD: "booking.held", PENCIL: "booking.pencilled", CONFIRMED: "booking.confirmed"}


class Booking(Logged, Tenanted, Base):
    """A claim on an artist's time for a project, `[starts_at, ends_at)` in UTC.

    Verbs flush and record; they raise BookingRefused (BookingConflict, InvalidBooking, BookingClosed)
    with nothing changed.
    """

    __tablename__ = "bookings"
    __table_args__ = (
        ForeignKeyConstraint(["tenant_id", "artist_id"], ["artists.tenant_id", "artists.id"]),
        ForeignKeyConstraint(["tenant_id", "project_id"], ["projects.tenant_id", "projects.id"]),
        ExcludeConstraint(
            ("tenant_id", "="),
            ("artist_id", "="),
            (text("tstzrange(starts_at, ends_at, '[)')"), "&&"),
            name=NO_DOUBLE_BOOKING,
            using="gist",
            where=text("status IN ('pencil', 'confirmed')"),
        ),
        CheckConstraint("starts_at < ends_at AND isfinite(starts_at) AND isfinite(ends_at)", name="span"),
        CheckConstraint(f"status IN {STATUSES!r}", name="status"),
        CheckConstraint("(status = 'cancelled') = (cancelled_at IS NOT NULL)", name="cancelled"),
        CheckConstraint("length(title) <= 200", name="title"),
        CheckConstraint(f"counts IN {COUNTS!r}", name="counts"),
        CheckConstraint(f"answer IN {ANSWERS!r}", name="answer"),
        CheckConstraint("length(answer_reason) <= 500", name="answer_reason"),
        CheckConstraint(
            "(answer IS NULL) = (answered_at IS NULL) AND (answer IS NULL) = (answer_reason IS NULL)"
            " AND (answer IS NULL OR status <> 'hold')",
            name="answered",
        ),
        CheckConstraint("override IS NULL OR length(override->>'reason') BETWEEN 1 AND 500", name="override"),
        Index("ix_bookings_window", "tenant_id", "starts_at", "ends_at"),
        Index("ix_bookings_artist", "tenant_id", "artist_id", "starts_at"),
        Index("ix_bookings_project", "tenant_id", "project_id", "starts_at"),
        Index("ix_bookings_holds", "tenant_id", "artist_id", "starts_at", postgresql_where=text("status = 'hold'")),
    )

    artist_id: Mapped[UUID]
    project_id: Mapped[UUID]
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime]
    status: Mapped[str]
    title: Mapped[str] = mapped_column(default="", info={"label": lazy_gettext("Title")})
    location: Mapped[str] = mapped_column(default="", info={"label": lazy_gettext("Location")})
    notes: Mapped[str] = mapped_column(default="", info={"label": lazy_gettext("Notes")})
    counts: Mapped[str] = mapped_column(
        default=WORKING_TIME, info={"label": lazy_gettext("What counts"), "values": COUNTS_NAMES}
    )
    # over which time off it was put knowingly, and why: {"reason", "blocks", "days"}, see `availability.overrides`
    override: Mapped[dict[str, Any] | None] = mapped_column(JSONB(none_as_null=True))
    placed_at: Mapped[datetime]
    expires_at: Mapped[datetime | None]  # holds only: released by the clock
    cancelled_at: Mapped[datetime | None]
    answer: Mapped[str | None]  # the artist's: accepted or declined
    answer_reason: Mapped[str | None]
    answered_at: Mapped[datetime | None]
    version: Mapped[int] = mapped_column()

    artist: Mapped[Artist] = relationship(lazy="raise_on_sql", viewonly=True)
    project: Mapped[Project] = relationship(lazy="raise_on_sql", viewonly=True)

    __mapper_args__ = {"version_id_col": version}

    # What a booking says beside who, for what, when and how firm. Drafts, forms, events, imports and the API follow
    # this list; the column's `info` has its label.
    DETAILS = ("title", "location", "notes", "counts")
    LOGGED = (
        "artist_id", "project_id", "starts_at", "ends_at", "status", *DETAILS, "override", "placed_at",
        "expires_at", "cancelled_at", *NO_ANSWER, "version",
    )  # fmt: skip

    @classmethod
    def place(
        cls, by: Actor | None, artist: Artist, project: Project, span: Span, status: str = HOLD, *,
        id: UUID | None = None, override: str = "", **details: Any,
    ) -> Booking:  # fmt: skip
        """A new booking; `details` are some of DETAILS; `override` is why it may lie over time off. The same `id` twice
        (a button pressed twice) is one booking; an id that another booking has makes way for a fresh one."""
        refuse_archived(artist, project)
        asked = columns_of(artist, project, span, status, {**NO_DETAILS, **details})
        asked["override"] = override_for(artist, asked, None, override)
        try:
            return cls.insert(by, id or uuid7(), asked)
        except BookingConflict:
            there = db.session.get(cls, (current.tenant.id, id)) if id else None
            if there is None:
                raise
        return cls.insert(by, uuid7(), asked) if there.differs(asked) else there

    @classmethod
    def insert(cls, by: Actor | None, id: UUID, asked: Mapping[str, Any]) -> Booking:
        now = utcnow()
        booking = cls(
            tenant_id=current.tenant.id, id=id, placed_at=now, expires_at=expiry(asked["status"], now),
            cancelled_at=None, version=1, **NO_ANSWER, **asked,
        )  # fmt: skip
        claim_new(PLACE, {**booking.row(), "claim": claim_key(booking.artist_id)})
        make_transient_to_detached(booking)  # it is in the database, and the session did not put it there
        db.session.add(booking)
        record("booking.placed", booking, by)
        return booking

    def row(self) -> dict[str, Any]:
        return {name: getattr(self, name) for name in COLUMNS} | {"override": self.override and Jsonb(self.override)}

    def differs(self, columns: Mapping[str, Any]) -> bool:
        return any(getattr(self, name) != value for name, value in columns.items())

    @property
    def details(self) -> dict[str, Any]:
        return {name: getattr(self, name) for name in self.DETAILS}

    @property
    def span(self) -> Span:
        return Span(self.starts_at, self.ends_at)

    @property
    def blocks(self) -> bool:
        return self.status in BLOCKING

    def working_time(self, worker: WorkingTime) -> WorkingTime:
        """Its artist's, as this booking counts it."""
        return overriding(worker, self.override)

    @property
    def keeps_every_day(self) -> bool:
        """Whether days off are a part of it, so that a move keeps them."""
        return self.counts != WORKING_TIME

    @property
    def cancelled(self) -> bool:
        return self.status == CANCELLED

    @property
    def previous_status(self) -> str | None:
        return None if self.status in (HOLD, CANCELLED) else LADDER[LADDER.index(self.status) - 1]

    def move(self, by: Actor | None, span: Span, override: str = "") -> None:
        """To another time, of the same or another length."""
        self.apply(by, self.moved(span), override=override)

    def assign(self, by: Actor | None, artist: Artist, span: Span | None = None, override: str = "") -> None:
        """To another artist, and to another time with `span`."""
        elsewhere = [self.moved(span)] if span and span.utc() != self.span else []
        self.apply(by, assigned(artist), *elsewhere, override=override)

    def transfer(self, by: Actor | None, project: Project) -> None:
        """To another project."""
        self.apply(by, transferred(project))

    def set_status(self, by: Actor | None, status: str, override: str = "") -> None:
        """To hold, pencil or confirmed, from any of them: forward can collide, back never does. Nothing happens to
        one that is there already: a hold does not last longer for being asked for again."""
        self.apply(by, *([stepped(status)] if status != self.status else []), override=override)

    def pencil_in(self, by: Actor | None) -> None:
        self.set_status(by, PENCIL)

    def confirm(self, by: Actor | None) -> None:
        self.set_status(by, CONFIRMED)

    def step_back(self, by: Actor | None) -> None:
        """Confirmed to pencil, pencil to hold."""
        if self.previous_status is None:
            raise BookingClosed("There is no step back from here.")
        self.set_status(by, self.previous_status)

    def describe(self, by: Actor | None, **details: Any) -> None:
        """Other DETAILS: what claims no time."""
        self.apply(by, Change("booking.described", details))

    def cancel(self, by: Actor | None, reason: str) -> None:
        """Ended, and kept with who, when and why."""
        self.apply(by, ended("booking.cancelled"), note=reason)

    def release(self, by: Actor | None, reason: str) -> None:
        """A hold given up: everyone behind it moves up."""
        if self.status != HOLD:
            raise BookingClosed("Only a hold can be released.")
        self.apply(by, ended("booking.released"), note=reason)

    def end(self, by: Actor | None, reason: str) -> None:
        """A hold is released, a claim is cancelled."""
        (self.release if self.status == HOLD else self.cancel)(by, reason)

    def accept(self, by: Actor | None, reason: str = "") -> None:
        """The artist takes it. Its status stays."""
        self.answer_with(by, ACCEPTED, reason)

    def decline(self, by: Actor | None, reason: str) -> None:
        """The artist cannot, or will not, do it, and says why. Its status stays: what comes of it is a scheduler's."""
        self.answer_with(by, DECLINED, reason)

    def answer_with(self, by: Actor | None, answer: str, reason: str) -> None:
        """Raises NotAsked for a hold. Nothing happens when it was answered so already."""
        if self.status == HOLD:
            raise NotAsked("A hold is not answered: nothing is asked of the artist yet.")
        same = (self.answer, self.answer_reason) == (answer, reason)
        told = {"answer": answer, "answer_reason": reason, "answered_at": utcnow()}
        self.apply(by, *([] if same else [Change(f"booking.{answer}", told)]), note=reason)

    def revise(
        self, by: Actor | None, artist: Artist, project: Project, span: Span, status: str, *, override: str = "",
        **details: Any,
    ) -> None:  # fmt: skip
        """What a form, or a document, says as a whole: the one verb it comes to, or one `booking.changed`.
        Nothing happens when nothing differs."""
        self.apply(by, *self.differences(artist, project, span, status, details), override=override)

    def differences(
        self, artist: Artist, project: Project, span: Span, status: str, details: Mapping[str, Any]
    ) -> Iterator[Change]:
        if span.utc() != self.span:
            yield self.moved(span)
        if artist.id != self.artist_id:
            yield assigned(artist)
        if project.id != self.project_id:
            yield transferred(project)
        if status != self.status:
            yield stepped(status)
        if self.differs(details):
            yield Change("booking.described", details)

    def moved(self, span: Span) -> Change:
        kind = "booking.moved" if span.duration == self.span.duration else "booking.resized"
        return Change(kind, span_columns(span))

    def claims_anew(self, columns: Mapping[str, Any]) -> bool:
        """Whether a change takes other time, or somebody else's, or blocks what a hold did not."""
        where = any(getattr(self, name) != columns.get(name, getattr(self, name)) for name in WHOSE_TIME)
        return where or (columns.get("status") in BLOCKING and not self.blocks)

    def overridden_by(self, changes: Sequence[Change], columns: Mapping[str, Any], reason: str) -> dict[str, Any]:
        """What it is put over after the changes, as columns. Raises ArtistUnavailable."""
        if columns.get("status") == CANCELLED or not self.claims_anew(columns):
            return {}
        artist = next((change.artist for change in changes if change.artist), None)
        before = None if artist and artist.id != self.artist_id else self.override
        after = {name: getattr(self, name) for name in (*WHOSE_TIME, "status", "counts")}
        after |= columns
        artist = artist or db.session.get_one(Artist, (self.tenant_id, self.artist_id))
        return {"override": override_for(artist, after, before, reason)}

    def apply(self, by: Actor | None, *changes: Change, note: str = "", override: str = "") -> None:
        """What every verb comes to: one claim on whose time it takes, and one event."""
        if self.cancelled:
            raise BookingClosed("This booking is cancelled.")
        if not changes:
            return
        columns = {name: value for change in changes for name, value in change.columns.items()}
        if self.answer and self.asks_anew(columns):
            columns |= NO_ANSWER
        columns |= self.overridden_by(changes, columns, override)
        kind = changes[0].kind if len(changes) == 1 else "booking.changed"
        artists = {self.artist_id, columns.get("artist_id", self.artist_id)}
        claim(artists, lambda: self.change(kind, by, note, **columns))

    def asks_anew(self, columns: Mapping[str, Any]) -> bool:
        """Whether the artist's answer was to something else than it is with these columns."""
        asked = {name: value for name, value in columns.items() if name in ASKED}
        return self.differs(asked) or columns.get("status") == HOLD


class Change(NamedTuple):
    """What one verb does: the kind of its event, and the columns it sets."""

    kind: str
    columns: Mapping[str, Any]
    artist: Artist | None = None


def assigned(artist: Artist) -> Change:
    refuse_archived(artist)
    return Change("booking.assigned", {"artist_id": artist.id}, artist)


def transferred(project: Project) -> Change:
    refuse_archived(project)
    return Change("booking.transferred", {"project_id": project.id})


def stepped(status: str) -> Change:
    if status not in KIND_OF_STATUS:
        raise BookingClosed(f"A booking cannot become {status!r} this way.")
    return Change(KIND_OF_STATUS[status], {"status": status, "expires_at": expiry(status, utcnow())})


def ended(kind: str) -> Change:
    return Change(kind, {"status": CANCELLED, "cancelled_at": utcnow(), "expires_at": None})


def columns_of(artist: Artist, project: Project, span: Span, status: str, details: Mapping[str, Any]) -> dict[str, Any]:
    """What is asked of a booking, as its columns."""
    return {"artist_id": artist.id, "project_id": project.id, **span_columns(span), "status": status, **details}


def span_columns(span: Span) -> dict[str, Any]:
    span = span.utc()
    return {"starts_at": span.start, "ends_at": span.end}


def expiry(status: str, now: datetime) -> datetime | None:
    return now + timedelta(days=current.tenant.hold_days) if status == HOLD else None


def refuse_archived(*subjects: Artist | Project) -> None:
    for subject in subjects:
        if subject.archived:
            raise BookingRefused(f"{subject.name} is archived and cannot be booked.")


def override_for(
    artist: Artist, asked: Mapping[str, Any], before: Mapping[str, Any] | None, reason: str
) -> dict[str, Any] | None:
    """What a booking with these columns is put over: what was agreed before, or is now. Raises ArtistUnavailable for
    what blocks time; a hold does not."""
    span = Span(asked["starts_at"], asked["ends_at"])
    found, causes = agreed(working_time_of(artist), span, asked["counts"], before, reason)
    refused = [cause for cause in causes if cause.is_time_off]
    if refused and asked["status"] in BLOCKING:
        raise ArtistUnavailable(why(artist.name, refused, with_reasons=False), refused)
    return found


WHOSE_TIME = ("artist_id", "starts_at", "ends_at")
NO_DETAILS = {name: Booking.__table__.c[name].default.arg for name in Booking.DETAILS}
COLUMNS = tuple(Booking.__table__.c.keys())
PLACE = claiming_insert(cast(Table, Booking.__table__))
