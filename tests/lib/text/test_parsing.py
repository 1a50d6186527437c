"""Text from outside is read or is none; nothing is raised, however it is written."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from studio.lib.text.parsing import LATEST, parse_date, parse_id, parse_instant, parse_number, parse_object

ODD = ("", "9" * 5000, "-1", "1.5", "٣", "²", "\x00", "\ud800", "[" * 9000, "{" * 9000, '{"a":1e400}', "1e400", "NaN")


@given(st.text())
@example("9" * 400)
def test_anything_is_read_or_is_none(text: str) -> None:
    for parse in (parse_date, parse_id, parse_instant, parse_number, parse_object):
        parse(text)


@pytest.mark.parametrize("text", ODD)
def test_what_is_odd_is_none(text: str) -> None:
    assert [parse(text) for parse in (parse_date, parse_id, parse_instant, parse_number)] == [None] * 4
    assert parse_object(text) is None or text == '{"a":1e400}'


@given(st.integers(0, 10**9 - 1))
def test_a_number_is_what_it_says(number: int) -> None:
    assert parse_number(str(number)) == number
    assert parse_number(f"{number}0", digits=len(str(number))) is None


def test_dates_are_kept_inside_what_can_be_shown() -> None:
    assert parse_date("2026-11-23") == date(2026, 11, 23)
    assert parse_date("9999-12-31") == LATEST
    assert parse_date("2026-02-30") is None


def test_an_instant_has_an_offset_and_a_year_of_ours() -> None:
    assert parse_instant("2026-11-23T09:00:00+01:00") == datetime(2026, 11, 23, 8, tzinfo=UTC)
    for text in ("2026-11-23T09:00:00", "1899-12-31T23:00:00Z", "2200-01-01T00:00:00Z", "0001-01-01T00:00:00+23:59"):
        assert parse_instant(text) is None


@pytest.mark.parametrize(
    ("value", "found"),
    [
        ("5f3e9b1c-0d2a-4c6e-9a71-b8d4e6f20c35", UUID("5f3e9b1c-0d2a-4c6e-9a71-b8d4e6f20c35")),
        ("{5f3e9b1c-0d2a-4c6e-9a71-b8d4e6f20c35}", None),
        ("5f3e9b1c0d2a4c6e9a71b8d4e6f20c35", None),
        (None, None),
    ],
)
def test_an_id_is_written_in_one_way(value: Any, found: UUID | None) -> None:
    assert parse_id(value) == found


def test_an_object_is_no_list_and_no_text() -> None:
    assert parse_object(json.dumps({"view": "/x"})) == {"view": "/x"}
    assert [parse_object(text) for text in ("[]", '"x"', "1", "null", "{")] == [None] * 5
