"""What became of some rows of a file."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

from studio.imports.rows import Refused

BATCH = 200  # rows a transaction: few enough locks, and others wait half a second at most


@dataclass
class Batch:
    """What became of some rows. `position` is how many bytes of the file are read."""

    accepted: int = 0
    refused: list[Refused] = field(default_factory=list)
    artists: list[str] = field(default_factory=list)  # the names of those added
    projects: list[str] = field(default_factory=list)
    updates: list[dict[str, str]] = field(default_factory=list)  # of artists: name, how found, what changes
    counts: Counter[str] = field(default_factory=Counter)  # of rows, by how their artist was found
    position: int = 0
