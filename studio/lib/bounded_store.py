"""Texts that were made once, by everything they were made of: another value is another key, nothing is invalidated."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Hashable
from sys import getsizeof
from threading import Lock
from typing import Any, Generic, NamedTuple, TypeVar

Text = TypeVar("Text", bound=str | bytes)
BOOKKEEPING = 400  # bytes an entry takes besides its text and its key
LONG = 8  # parts of a key; of more, one stands for all: they are alike


class Stats(NamedTuple):
    """What a store has done since its process began, and what it holds."""

    hits: int
    misses: int
    evicted: int
    entries: int
    bytes: int


class Share(Generic[Text]):
    """What a store holds for one tenant, what was used longest ago first."""

    def __init__(self) -> None:
        self.entries: OrderedDict[Hashable, tuple[Text, int]] = OrderedDict()
        self.bytes = 0

    def evict(self) -> int:
        """The bytes that are free now."""
        _, (_text, size) = self.entries.popitem(last=False)
        self.bytes -= size
        return size


class BoundedStore(Generic[Text]):
    """At most so many bytes of texts. Whoever holds most gives way first, so that no tenant can take the place of the
    others."""

    def __init__(self, most: int):
        self.most = most
        self.lock = Lock()
        self.shares: dict[Hashable, Share[Text]] = {}
        self.hits = self.misses = self.evicted = self.bytes = 0

    def get(self, owner: Hashable, key: Hashable) -> Text | None:
        with self.lock:
            share = self.shares.get(owner)
            found = share.entries.get(key) if share else None
            if share is None or found is None:
                self.misses += 1
                return None
            share.entries.move_to_end(key)
            self.hits += 1
            return found[0]

    def put(self, owner: Hashable, key: Hashable, text: Text) -> None:
        size = getsizeof(text) + size_of(key) + BOOKKEEPING
        if size > self.most:
            return
        with self.lock:
            share = self.shares.setdefault(owner, Share())
            if key in share.entries:  # somebody else made it meanwhile
                return
            share.entries[key] = text, size
            share.bytes += size
            self.bytes += size
            while self.bytes > self.most:
                self.evict()

    def evict(self) -> None:
        owner, largest = max(self.shares.items(), key=lambda each: each[1].bytes)
        self.bytes -= largest.evict()
        self.evicted += 1
        if not largest.entries:
            del self.shares[owner]

    @property
    def stats(self) -> Stats:
        with self.lock:
            count = sum(len(share.entries) for share in self.shares.values())
            return Stats(self.hits, self.misses, self.evicted, count, self.bytes)


def size_of(key: Any) -> int:
    """Bytes, about, of a key of tuples and plain values."""
    if not isinstance(key, tuple) or not key:
        return getsizeof(key)
    parts = size_of(key[len(key) // 2]) * len(key) if len(key) > LONG else sum(map(size_of, key))
    return getsizeof(key) + parts
