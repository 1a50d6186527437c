"""Artists, and what stands below the address of one."""

from __future__ import annotations

from studio.api.resources.artists import artists as artists
from studio.api.resources.artists import bulk as bulk
from studio.api.resources.artists import calendars as calendars
from studio.api.resources.artists import photo as photo
from studio.api.resources.artists import rates as rates
from studio.api.resources.artists import statistics as statistics
from studio.api.resources.artists import time_off as time_off
from studio.api.resources.artists import zone_change as zone_change
