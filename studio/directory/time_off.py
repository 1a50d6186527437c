"""Time off that is asked for: what waits for an answer, what was answered lately, and what each would come to."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from flask_babel import gettext as _
from sqlalchemy import and_, func, or_, select

from studio.accounts.models import Membership
from studio.artists.models import Artist
from studio.availability.allowances import Allowance, Leave, leave_of
from studio.availability.models import TimeBlock
from studio.availability.requests import REQUESTED
from studio.availability.words import count_of_days
from studio.availability.working_time import Block
from studio.directory import displaced, time_blocks
from studio.directory.displaced import Displaced
from studio.directory.time_blocks import OwnTime
from studio.extensions import db

ANSWERED = timedelta(days=30)  # how long an answer is listed
MOST = 200
TEAM = and_(Artist.tenant_id == TimeBlock.tenant_id, Artist.id == TimeBlock.artist_id)


@dataclass(frozen=True)
class Request:
    """Somebody's request in words. `sums` are of the leave years it lies in, with it alone as what is requested."""

    row: TimeBlock
    artist: Artist
    block: OwnTime
    sums: Sequence[Allowance]
    displaced: Sequence[Displaced]
    by: str = ""  # who answered it

    @property
    def waits(self) -> bool:
        return self.row.status == REQUESTED


def waiting() -> int:
    """How many requests wait for an answer; one query."""
    query = select(func.count()).select_from(TimeBlock).join(Artist, TEAM)
    return db.session.scalar(query.where(*open_requests())) or 0


def open_requests() -> tuple[Any, ...]:
    return TimeBlock.removed_at.is_(None), TimeBlock.status == REQUESTED, Artist.archived_at.is_(None)


def requests(now: datetime, department: str = "") -> list[Request]:
    """Those that wait, the oldest first, then those answered in the last 30 days, newest first. As many queries for
    one as for all."""
    lately = TimeBlock.decided_at > now - ANSWERED
    alive = (TimeBlock.removed_at.is_(None), Artist.archived_at.is_(None))
    query = select(TimeBlock, Artist).join(Artist, TEAM).where(*alive, or_(TimeBlock.status == REQUESTED, lately))
    if department:
        query = query.where(Artist.department == department)
    found = [(row, artist) for row, artist in db.session.execute(query.order_by(TimeBlock.requested_at).limit(MOST))]
    open_ones = [pair for pair in found if pair[0].status == REQUESTED]
    answered = sorted((pair for pair in found if pair[0].status != REQUESTED), key=lambda pair: str(pair[0].decided_at))
    names = names_of(row.decided_by for row, _artist in found)
    return [*in_words(open_ones, now), *(told(*pair, names) for pair in reversed(answered))]


def in_words(found: Sequence[tuple[TimeBlock, Artist]], now: datetime) -> list[Request]:
    artists = list({artist.id: artist for _row, artist in found}.values())
    leave, booked = leave_of(artists), displaced.bookings_of([artist.id for artist in artists], now)
    return [one(row, artist, leave[artist.id], now, booked) for row, artist in found]


def one(row: TimeBlock, artist: Artist, leave: Leave, now: datetime, booked: Sequence[Any] | None = None) -> Request:
    block = time_blocks.block_of(row)
    return Request(
        row, artist, time_blocks.in_words(row, with_reasons=True), sums(leave.besides(row.id), block),
        displaced.by_block(block, artist, now, booked),
    )  # fmt: skip


def told(row: TimeBlock, artist: Artist, names: dict[UUID, str]) -> Request:
    by = names.get(row.decided_by, "") if row.decided_by else ""
    return Request(row, artist, time_blocks.in_words(row, with_reasons=True), (), (), by)


def names_of(ids: Any) -> dict[UUID, str]:
    known: Collection[UUID] = {id for id in ids if id}
    return {id: found.user.name for id, found in Membership.by_id(known).items()} if known else {}


def sums(leave: Leave, block: Block) -> list[Allowance]:
    """What there is of the block's kind with it alone, in the leave years it takes working days of; two at most."""
    first = leave.year_of(block.starts.date())
    found = (each for year in (first, first.next) for each in leave.of_year(year, [block]) if each.kind == block.kind)
    return [each for each in found if each.requested]


def cost_in_words(found: Sequence[Allowance]) -> str:
    """`5 days; 12 days left after this`; of each leave year where it lies in two."""
    return "; ".join(part for each in found for part in (taken(each, len(found) > 1), left(each)) if part)


def taken(allowance: Allowance, dated: bool) -> str:
    words = count_of_days(allowance.requested)
    return _("%(days)s in %(year)s", days=words, year=allowance.year.number) if dated else words


def left(allowance: Allowance) -> str:
    if allowance.left_after is None:
        return ""
    if allowance.left_after < 0:
        return _("%(days)s more than there are", days=count_of_days(-allowance.left_after))
    return _("%(days)s left after this", days=count_of_days(allowance.left_after))


def counted(found: Sequence[Allowance]) -> list[Allowance]:
    """What is worth a line: where days are counted, or something was taken."""
    return [each for each in found if each.days is not None or each.used or each.requested > Decimal()]
