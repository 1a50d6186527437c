"""Times in words: which of two hours, and which year, where that is not plain."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime

import pytest
from flask import Flask

from studio.bookings.formatting import change_of_length
from studio.bookings.workdays import Extent
from studio.lib import formats
from studio.lib.spans import Span
from studio.schedule.labels import brief_words, span_words

NIGHT = Span(datetime(2026, 10, 25, 0, tzinfo=UTC), datetime(2026, 10, 25, 1, tzinfo=UTC))  # the clocks go back at 1:00
YEARS = Span(datetime(2026, 12, 30, 9, tzinfo=UTC), datetime(2027, 1, 4, 18, tzinfo=UTC))


@pytest.fixture(autouse=True)
def context(app: Flask) -> Iterator[None]:
    with app.test_request_context(headers={"Accept-Language": "en-GB"}):
        yield


def seconds(span: Span) -> tuple[int, int]:
    return int(span.start.timestamp()), int(span.end.timestamp())


def test_an_hour_that_comes_twice_has_its_zones_name() -> None:
    words = "Sun 25 Oct 01:00 BST – 01:00 GMT"
    assert formats.span(NIGHT, "Europe/London") == words
    assert span_words(*seconds(NIGHT), "Europe/London", "en_GB") == words
    assert brief_words(*seconds(NIGHT), "Europe/London", "en_GB") == "01:00 BST – 01:00 GMT"
    assert formats.moment(NIGHT.start, "Europe/London") == "Sun 25 Oct, 01:00 BST"


def test_other_hours_have_none() -> None:
    assert formats.span(NIGHT, "UTC") == "Sun 25 Oct 00:00 – 01:00"
    assert formats.moment(NIGHT.end, "Asia/Tokyo") == "Sun 25 Oct, 10:00"


def test_a_span_from_one_year_into_the_next_has_both() -> None:
    words = "Wed 30 Dec 2026 09:00 – Mon 4 Jan 2027 18:00"
    assert formats.span(YEARS, "UTC") == words
    assert span_words(*seconds(YEARS), "UTC", "en_GB") == words
    assert brief_words(*seconds(YEARS), "UTC", "en_GB") == "Wed 30 Dec 2026 – Mon 4 Jan 2027"
    assert formats.days(date(2026, 12, 30), date(2027, 1, 4)) == "Wed 30 Dec 2026 – Mon 4 Jan 2027"
    assert formats.days(date(2026, 11, 23), date(2026, 11, 26)) == "Mon 23 – Thu 26 Nov"


@pytest.mark.parametrize(
    ("before", "after", "words"),
    [
        (Extent(5, 40, 105), Extent(3, 24, 105), "5 → 3 working days, −16 h"),
        (Extent(1, 8, 9), Extent(1, 0, 9), "1 → 0 working days, −8 h"),  # onto a Saturday
        (Extent(1, 8, 9), Extent(1, 4, 4), "−4 h"),
        (Extent(1, 4, 4), Extent(2, 12, 33), "1 → 2 working days, +8 h"),
        (Extent(3, 24, 57), Extent(3, 24, 105), ""),
        (Extent(2, 0, 33), Extent(1, 8, 9), ""),  # it took no working time before
    ],
)
def test_what_a_move_takes_is_working_time(before: Extent, after: Extent, words: str) -> None:
    assert change_of_length(before, after) == words
