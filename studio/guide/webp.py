"""How large a picture is, so that a page keeps its place while pictures load."""

from __future__ import annotations

import struct
from functools import cache
from pathlib import Path

DENSITY = 2  # pixels of a picture for each of the page it is shown on


@cache
def dimensions(path: Path) -> tuple[int, int]:
    """Width and height of a lossy WebP file in the page's pixels. ValueError when it is none."""
    head = path.read_bytes()[:30]
    if head[:4] != b"RIFF" or head[8:15] != b"WEBPVP8":
        raise ValueError(f"{path} is no lossy WebP file.")
    if head[15:16] == b"X":  # with a colour profile: sizes less one, in three bytes each
        width, height = (1 + int.from_bytes(head[at : at + 3], "little") for at in (24, 27))
    else:
        width, height = (size & 0x3FFF for size in struct.unpack("<HH", head[26:30]))
    return width // DENSITY, height // DENSITY
