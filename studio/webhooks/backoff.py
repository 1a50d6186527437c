"""How long until a message is tried again. `delays` are WEBHOOK_DELAYS: 24 hours in all, eleven tries."""

from __future__ import annotations

import random
from collections.abc import Sequence

SPREAD = 0.1  # so that what failed together does not come back together
LONGEST_REST = 300.0  # seconds an endpoint that took nothing is left alone


def delay(tries: int, delays: Sequence[float]) -> float:
    """Seconds to wait after the failure number `tries`, from 0."""
    return delays[min(tries, len(delays) - 1)] * random.uniform(1 - SPREAD, 1 + SPREAD)  # noqa: S311 - no secret


def rest(failures: int, delays: Sequence[float]) -> float:
    """Seconds to leave an endpoint alone that failed `failures` times with nothing taken in between."""
    return min(delay(failures - 1, delays), LONGEST_REST)
