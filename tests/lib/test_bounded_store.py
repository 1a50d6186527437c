"""A store of texts is bounded, counts, and lets no tenant take the place of the others."""

from __future__ import annotations

from studio.lib.bounded_store import BOOKKEEPING, BoundedStore


def filled(most: int, **counts: int) -> BoundedStore[bytes]:
    store = BoundedStore[bytes](most)
    for owner, count in counts.items():
        for n in range(count):
            store.put(owner, n, bytes(1000))
    return store


def test_what_was_put_is_found_by_its_owner_and_key_alone() -> None:
    store = BoundedStore[str](10_000)
    store.put("harbour", ("a", 1), "text")
    assert store.get("harbour", ("a", 1)) == "text"
    assert store.get("harbour", ("a", 2)) is None
    assert store.get("other", ("a", 1)) is None
    assert (store.stats.hits, store.stats.misses, store.stats.entries) == (1, 2, 1)


def test_it_never_holds_more_than_it_may() -> None:
    store = filled(20_000, harbour=100)
    assert store.stats.bytes <= 20_000
    assert store.stats.entries + store.stats.evicted == 100
    store.put("harbour", "huge", bytes(30_000))
    assert store.get("harbour", "huge") is None


def test_what_was_used_longest_ago_goes_first() -> None:
    store = filled(3 * (1000 + BOOKKEEPING + 100), harbour=3)
    assert store.get("harbour", 0)
    store.put("harbour", 3, bytes(1000))
    assert store.get("harbour", 0)
    assert store.get("harbour", 1) is None


def test_whoever_holds_most_gives_way_first() -> None:
    store = filled(20_000, small=2, large=200)
    assert store.get("small", 0) and store.get("small", 1)


def test_a_tenant_whose_texts_are_gone_takes_no_room() -> None:
    store = filled(1600, first=1)
    store.put("second", 0, bytes(900))
    assert list(store.shares) == ["second"]
