"""Half-open spans: what overlaps, what is left, and the laws that hold for any of them."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from studio.lib.spans import Span, days_of, subtract

START = datetime(2026, 11, 23, tzinfo=UTC)


def hours(start: float, end: float) -> Span:
    return Span(START + timedelta(hours=start), START + timedelta(hours=end))


spans = st.tuples(st.integers(0, 60), st.integers(1, 30)).map(lambda s: hours(s[0], s[0] + s[1]))


def covered(some: list[Span]) -> set[int]:
    """The whole hours in any of the spans."""
    return {h for h in range(100) for s in some if s.start <= START + timedelta(hours=h) < s.end}


def test_touching_ends_do_not_overlap() -> None:
    assert not hours(0, 4).overlaps(hours(4, 8))
    assert hours(0, 4).intersection(hours(4, 8)) is None


def test_one_second_in_common_is_an_overlap() -> None:
    assert hours(0, 4).overlaps(hours(4 - 1 / 3600, 8))


def test_an_end_not_after_its_start_is_refused() -> None:
    for end in (START, START - timedelta(seconds=1)):
        with pytest.raises(ValueError, match="end after"):
            Span(START, end)


def test_naive_times_are_refused() -> None:
    with pytest.raises(ValueError, match="zone"):
        Span(START.replace(tzinfo=None), START + timedelta(hours=1))


def test_a_span_is_the_same_in_any_zone() -> None:
    there = Span(*(t.astimezone(timezone(timedelta(hours=9))) for t in (START, START + timedelta(hours=2))))
    assert there == hours(0, 2)
    assert there.utc().start.tzinfo is UTC
    assert there.duration == timedelta(hours=2)


def test_shifting_keeps_the_length() -> None:
    assert hours(1, 4).shifted_to(START) == hours(0, 3)


@given(spans, spans)
def test_overlap_is_mutual_and_means_a_common_part(a: Span, b: Span) -> None:
    assert a.overlaps(b) == b.overlaps(a) == (a.intersection(b) is not None) == bool(covered([a]) & covered([b]))


@given(spans, spans)
def test_an_intersection_lies_in_both(a: Span, b: Span) -> None:
    part = a.intersection(b)
    assert part == b.intersection(a)
    assert covered([part] if part else []) == covered([a]) & covered([b])


@given(spans, st.lists(spans, max_size=8))
def test_subtracting_leaves_exactly_what_nobody_took(span: Span, taken: list[Span]) -> None:
    free = subtract(span, taken)
    assert covered(free) == covered([span]) - covered(taken)
    assert free == sorted(free)
    assert not any(a.overlaps(b) for a in free for b in taken)
    assert not any(a.end >= b.start for a, b in zip(free, free[1:], strict=False))


@given(spans)
def test_subtracting_nothing_leaves_all_and_itself_leaves_nothing(span: Span) -> None:
    assert subtract(span, []) == [span]
    assert subtract(span, [span]) == []


def test_days_follow_each_other() -> None:
    assert days_of(date(2026, 11, 30), 2) == [date(2026, 11, 30), date(2026, 12, 1)]
