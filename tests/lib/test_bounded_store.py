"""A store of texts is bounded, counts, and lets no tenant take the place of the others."""

from __future__ import annotations

from sys import getsizeof

from studio.lib.bounded_store import BOOKKEEPING, BoundedStore

TEXT = "<i></i>"
SIZE = getsizeof(TEXT) + getsizeof("a") + BOOKKEEPING  # of TEXT under a key of one letter


def test_what_was_put_is_found_by_its_owner_and_key_alone() -> None:
    store = BoundedStore[str](10_000)
    store.put("harbour", ("a", 1), "text")
    assert store.get("harbour", ("a", 1)) == "text"
    assert store.get("harbour", ("a", 2)) is None
    assert store.get("other", ("a", 1)) is None
    assert (store.stats.hits, store.stats.misses, store.stats.entries) == (1, 2, 1)


def test_a_store_holds_no_more_bytes_than_it_may_and_forgets_what_was_used_longest_ago() -> None:
    store = BoundedStore[str](3 * SIZE)
    for key in "abc":
        store.put("harbour", key, TEXT)
    assert store.get("harbour", "a") is TEXT
    store.put("harbour", "d", TEXT)
    assert [store.get("harbour", key) for key in "abcd"] == [TEXT, None, TEXT, TEXT]
    assert store.stats == (4, 1, 1, 3, 3 * SIZE)


def test_a_tenant_with_much_takes_no_place_of_one_with_little() -> None:
    store = BoundedStore[str](10 * SIZE)
    store.put("small", "a", TEXT)
    for n in range(100):
        store.put("large", chr(200 + n), TEXT)
    assert store.get("small", "a") is TEXT
    assert store.stats.bytes <= 10 * SIZE


def test_a_long_key_counts_and_what_is_larger_than_everything_is_not_kept() -> None:
    store = BoundedStore[str](10 * SIZE)
    store.put("harbour", tuple(f"{n:030}" for n in range(200)), TEXT)
    store.put("harbour", "b", TEXT * 2_000)
    assert store.stats.entries == 0
    store.put("harbour", "a", TEXT)
    assert BoundedStore[str](0).stats.entries == 0 and store.stats.bytes == SIZE


def test_a_tenant_whose_texts_are_gone_takes_no_room() -> None:
    store = BoundedStore[str](SIZE)
    store.put("first", "a", TEXT)
    store.put("second", "b", TEXT[:-1])
    assert list(store.shares) == ["second"]
