"""What holds for a whole studio, or a department of it."""

from __future__ import annotations

from studio.api.resources.studio import holidays as holidays
from studio.api.resources.studio import patterns as patterns
