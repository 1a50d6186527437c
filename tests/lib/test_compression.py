"""Answers are compressed for the pages of this site and for the person at the browser; not when another site asks."""

from __future__ import annotations

import gzip
from collections.abc import Callable

import pytest
from flask.testing import FlaskClient

from tests.support.cast import World

As = Callable[[str], FlaskClient]
BROWSER = {"Accept-Encoding": "gzip, deflate, br", "Sec-Fetch-Site": "same-origin"}
SCHEDULE = "/harbour/schedule?date=2026-11-23"


@pytest.mark.parametrize("who", ["same-origin", "none"])
def test_a_page_is_compressed_for_ourselves(world: World, as_: As, who: str) -> None:
    sara = as_("sara")
    plain = sara.get(SCHEDULE)
    packed = sara.get(SCHEDULE, headers={**BROWSER, "Sec-Fetch-Site": who})
    assert packed.headers["Content-Encoding"] == "gzip"
    assert int(packed.headers["Content-Length"]) == len(packed.data) < len(plain.data) / 3
    assert 'id="schedule"' in gzip.decompress(packed.data).decode()
    assert "Accept-Encoding" in packed.headers["Vary"] and "Accept-Encoding" in plain.headers["Vary"]
    assert packed.headers["ETag"] == plain.headers["ETag"]


@pytest.mark.parametrize("headers", [
    {**BROWSER, "Sec-Fetch-Site": "cross-site"},
    {**BROWSER, "Sec-Fetch-Site": "same-site"},
    {"Accept-Encoding": "gzip"},
    {"Sec-Fetch-Site": "same-origin"},
    {**BROWSER, "Accept-Encoding": "br, gzip;q=0"},
])  # fmt: skip
def test_not_when_another_site_asks_nor_for_those_who_cannot(world: World, as_: As, headers: dict[str, str]) -> None:
    answer = as_("sara").get(SCHEDULE, headers=headers)
    assert "Content-Encoding" not in answer.headers and b'id="schedule"' in answer.data


def test_what_is_short_unchanged_or_no_text_stays_as_it_is(world: World, as_: As) -> None:
    sara = as_("sara")
    mark = sara.get(SCHEDULE).headers["ETag"]
    for answer in (
        sara.get(SCHEDULE, headers={**BROWSER, "If-None-Match": mark}),
        sara.get("/healthz", headers=BROWSER),
        sara.get("/static/vendor/inter/inter-latin-wght-normal.woff2", headers=BROWSER),
    ):
        assert answer.status_code in (200, 304) and "Content-Encoding" not in answer.headers
