"""Time off that is asked for: how a request stands, and which kinds have to be asked for."""

from __future__ import annotations

from collections.abc import Collection

from flask_babel import lazy_gettext

from studio.availability.working_time import AVAILABLE, BUSY, TRAVEL, VACATION

STATUSES = REQUESTED, APPROVED, DECLINED = ("requested", "approved", "declined")
STATUS_NAMES = {
    REQUESTED: lazy_gettext("Requested"), APPROVED: lazy_gettext("Approved"), DECLINED: lazy_gettext("Declined"),
}  # fmt: skip
ASKABLE = (VACATION, TRAVEL, BUSY, AVAILABLE)  # nobody asks whether they may be ill


class AlreadyAnswered(Exception):
    """A request that was approved cannot be declined, nor the other way round: it is changed or asked for anew."""

    def __init__(self, status: str):
        super().__init__(status)
        self.status = status


def needs_approval(kind: str, approval_kinds: Collection[str]) -> bool:
    """Whether an artist has to ask for it."""
    return kind in ASKABLE and kind in approval_kinds
