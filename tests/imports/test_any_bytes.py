"""Whatever the bytes: rows, refusals or one clear sentence, never an exception; and every line is accounted for."""

from __future__ import annotations

from contextlib import suppress

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from studio.imports.encoding import UnreadableFile
from studio.imports.rows import BookingRecord, Refused
from tests.imports.files import GOOD, HEADER, read

pytestmark = pytest.mark.usefixtures("app")

BYTES = st.binary(max_size=200)
PIECES = st.sampled_from(
    [b",", b";", b'"', b"\n", b"\r", b"\r\n", b"\x00", b"\xff", b"\xc3", b"=1", b"T", GOOD.encode()]
)
BODIES = st.lists(PIECES | st.binary(max_size=6), max_size=30).map(b"".join)
quick = settings(suppress_health_check=[HealthCheck.function_scoped_fixture])


@quick
@given(BYTES)
@example(b"\xff\xfe")
@example(b"\xff\xfea")
@example(b"\xfe\xff\x00")
def test_any_file_is_read_or_refused(content: bytes) -> None:
    with suppress(UnreadableFile):
        read(content)


@quick
@given(BODIES)
def test_any_rows_are_fit_or_refused_in_the_order_of_their_lines(body: bytes) -> None:
    found = read(HEADER.encode() + body)
    assert all(isinstance(one, BookingRecord | Refused) for one in found)
    lines = [one.line for one in found]
    assert lines == sorted(set(lines))
    for one in found:
        if isinstance(one, Refused):
            assert one.reason
            "".join(one.cells).encode()
            assert "\x00" not in "".join(one.cells)
