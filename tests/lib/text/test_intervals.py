"""Hours as people write them: understood, or found to be none; and nothing is ever raised."""

from __future__ import annotations

from datetime import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from studio.lib.text.parsing import parse_intervals

NINE_TO_ONE, TWO_TO_SIX = (time(9), time(13)), (time(14), time(18))
MINUTES = st.times().map(lambda at: at.replace(second=0, microsecond=0))
DASHES = st.sampled_from(["-", "–", "—", " - ", " – ", "−", " to ", " until "])


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("", ()),
        ("  ", ()),
        ("9-13, 14-18", (NINE_TO_ONE, TWO_TO_SIX)),
        ("14–18; 09:00 – 13.00", (NINE_TO_ONE, TWO_TO_SIX)),
        ("9h-13h", (NINE_TO_ONE,)),
        ("9:30–13", ((time(9, 30), time(13)),)),
        ("22.00 to 06.00", ((time(22), time(6)),)),
        ("9 am - 1 p.m.", (NINE_TO_ONE,)),
        ("12 pm-12am", ((time(12), time(0)),)),
        ("18-24", ((time(18), time(0)),)),
    ],
)
def test_what_people_write_is_understood(text: str, found: object) -> None:
    assert parse_intervals(text) == found


@pytest.mark.parametrize(
    "text",
    [
        "9",
        "9-",
        "-9",
        "9-25",
        "24-3",
        "9-24:30",
        "9:60-10",
        "9-13 14-18",
        "nine to five",
        "13 pm-14",
        "٩-١٣",
        "9-13-14",
        "9--13",
    ],
)
def test_what_is_half_understood_is_none(text: str) -> None:
    assert parse_intervals(text) is None


@given(
    st.lists(st.tuples(MINUTES, MINUTES)), DASHES, st.sampled_from([":", "."]), st.sampled_from([",", ", ", ";", "\n"])
)
def test_whatever_is_written_out_is_read_back(
    intervals: list[tuple[time, time]], dash: str, point: str, comma: str
) -> None:
    text = comma.join(f"{start:%H{point}%M}{dash}{end:%H{point}%M}" for start, end in intervals)
    assert parse_intervals(text) == tuple(sorted(intervals))


@given(st.text() | st.text("0123456789:.-–,; apmhto", max_size=40))
def test_nothing_is_raised(text: str) -> None:
    found = parse_intervals(text)
    assert found is None or all(isinstance(at, time) for each in found for at in each)
