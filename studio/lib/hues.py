"""The palette: the named hues an artist or a project may have."""

from collections import Counter
from collections.abc import Iterable
from zlib import crc32

HUES = ("red", "orange", "amber", "olive", "green", "teal", "cyan", "blue", "indigo", "violet", "plum", "rose")


def hue_for(name: str) -> str:
    """A hue for a name, always the same one."""
    return HUES[crc32(name.encode()) % len(HUES)]


def least_used(hues: Iterable[str]) -> str:
    """The hue that occurs least: a newcomer is easy to tell apart."""
    counts = Counter(hues)
    return min(HUES, key=lambda hue: counts[hue])
