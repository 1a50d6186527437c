"""When several people work at the same time, wherever they are."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from studio.availability.overlap import most_together, together, working_hours
from studio.availability.patterns import midnights
from studio.availability.working_time import WorkingTime, united
from studio.lib.spans import Span

DAY = datetime(2026, 11, 23, tzinfo=UTC)
LONDON, TOKYO, NEW_YORK = (WorkingTime(zone) for zone in ("Europe/London", "Asia/Tokyo", "America/New_York"))
TODAY = midnights(DAY.date(), "Europe/London")


def hours(*pairs: tuple[int, int]) -> list[Span]:
    return [Span(DAY + timedelta(hours=a), DAY + timedelta(hours=b)) for a, b in pairs]


def test_work_elsewhere_falls_on_the_day_one_looks_at() -> None:
    assert working_hours(LONDON, TODAY) == hours((9, 13), (14, 18))
    assert working_hours(NEW_YORK, TODAY) == hours((14, 18), (19, 23))
    assert working_hours(TOKYO, TODAY) == hours((0, 4), (5, 9))


def test_who_overlaps_is_counted_and_the_most_are_named() -> None:
    people = [working_hours(each, TODAY) for each in (LONDON, NEW_YORK)]
    assert most_together(people) == (2, hours((14, 18)))
    assert most_together([*people, working_hours(TOKYO, TODAY)]) == (2, hours((14, 18)))
    assert most_together([[], []]) == (0, [])


def test_nobody_works_on_a_sunday() -> None:
    assert working_hours(LONDON, midnights(date(2026, 11, 22), "Europe/London")) == []


SPANS = st.lists(st.tuples(st.integers(0, 22), st.integers(1, 24)).filter(lambda pair: pair[0] < pair[1]), max_size=4)


@settings(max_examples=40)
@given(st.lists(SPANS, min_size=1, max_size=4))
def test_the_strip_says_what_counting_every_hour_says(asked: list[list[tuple[int, int]]]) -> None:
    people = [united(hours(*each)) for each in asked]
    found = together(people)
    for hour in range(24):
        moment = Span(DAY + timedelta(hours=hour), DAY + timedelta(hours=hour + 1))
        expected = sum(any(span.overlaps(moment) for span in spans) for spans in people)
        assert sum(each.people for each in found if each.span.overlaps(moment)) == expected
    assert all(a.span.end <= b.span.start for a, b in zip(found, found[1:], strict=False))
