"""Whatever way a file is written, its good rows are read and its bad ones say why, with their line."""

from __future__ import annotations

import pytest
from flask import Flask

from studio.availability.working_time import DAYS_OFF_TOO, EVERY_HOUR, WORKING_TIME, WorkingTime
from studio.imports.encoding import UnreadableFile
from tests.imports.files import GOOD, HEADER, LATER, read, reasons, row, rows, sheet

pytestmark = pytest.mark.usefixtures("app")


def test_a_row_becomes_what_can_be_booked() -> None:
    (found,) = rows(HEADER + GOOD)
    assert (found.line, found.artist, found.project, found.status) == (2, "Kofi", "Film", "confirmed")
    assert found.details == {"title": "Shot 1", "location": "Room 1", "notes": "", "counts": "working_time"}
    assert f"{found.span.start:%Y-%m-%d %H:%M %Z}" == "2024-02-03 08:30 UTC"


@pytest.mark.parametrize(
    "content",
    [
        "\ufeff" + HEADER + GOOD,
        (HEADER + GOOD).replace("\n", "\r\n"),
        (HEADER + GOOD).replace("\n", "\r"),
        (HEADER + GOOD).replace(",", ";"),
        (HEADER + GOOD).replace(",", "\t"),
        (HEADER + GOOD).replace(",", "|"),
        "sep=;\r\n" + (HEADER + GOOD).replace(",", ";"),
        "\n\n" + HEADER + "\n , ,\n\n" + GOOD + "\n\n",
        (HEADER + GOOD).rstrip("\n"),
        HEADER.strip() + ",,\n" + GOOD.strip() + ",,\n",
        HEADER + GOOD.strip() + ",,,\n",
        " Artist ,PROJECT,Title,Starts At,ends-at,Status,location\n" + GOOD,
        HEADER + GOOD.replace("confirmed", " Confirmed "),
        HEADER + '"Kofi","Film","Shot 1","2024-02-03T09:30:00+01:00","2024-02-03T10:00:00+01:00","confirmed","Room 1"',
        HEADER + GOOD.replace("T", " "),
        HEADER + GOOD.replace("Kofi", " Kofi \u00a0"),
        ("\ufeff" + HEADER + GOOD).encode("utf-16-le"),
    ],
)
def test_the_same_file_written_in_another_way_reads_the_same(content: str | bytes) -> None:
    (found,) = read(content)
    (plain,) = rows(HEADER + GOOD)
    names = ("artist", "project", "span", "status", "details")
    assert [getattr(found, name) for name in names] == [getattr(plain, name) for name in names]


@pytest.mark.parametrize(
    "cells, reason",
    [
        ({"starts_at": "yesterday"}, "starts_at “yesterday” is not a date and time, e.g. 2024-02-03T09:30:00+01:00."),
        ({"ends_at": ""}, "ends_at is empty."),
        ({"starts_at": "2024-02-30T09:30:00+01:00"}, "starts_at “2024-02-30T09:30:00+01:00” is not a date and time"),
        ({"starts_at": "32.01.2024 09:30"}, "starts_at “32.01.2024 09:30” is not a date and time"),
        ({"starts_at": "13:00"}, "starts_at “13:00” is not a date and time"),
        ({"starts_at": "0000-02-03T09:30:00Z"}, "is not a date and time"),
        ({"starts_at": "0001-01-01T00:00:00+05:00"}, "is outside what can be booked: 1900 to 2199."),
        ({"ends_at": "9999-12-31T23:59:59-05:00"}, "is outside what can be booked: 1900 to 2199."),
        ({"ends_at": "2024-02-03T09:00:00+01:00"}, "The end is before the start."),
        ({"ends_at": "2024-02-03T08:30:00+00:00"}, "The end is the same as the start."),
        ({"status": "maybe"}, "Unknown status “maybe”. Allowed are: hold, pencil, confirmed."),
        ({"status": "cancelled"}, "Unknown status “cancelled”. Allowed are: hold, pencil, confirmed."),
        ({"status": ""}, "Unknown status “”. Allowed are: hold, pencil, confirmed."),
        ({"artist": "  "}, "artist is empty."),
        ({"project": ""}, "project is empty."),
        ({"artist": "x" * 121}, "artist has 121 characters, at most 120 are allowed."),
        ({"title": "x" * 201}, "title has 201 characters, at most 200 are allowed."),
        ({"title": "a\x00b"}, "title has a NUL byte in it."),
        ({"title": "x" * 140_000}, "A cell on this line is far too long."),
        ({"title": "x" * 400_000}, "A cell on this line is far too long."),
        ({"location": "Room" + ",x" * 150_000}, "This line is far too long."),
        ({"location": "Room 1,one more"}, "This line has 8 cells, the header has 7."),
        ({"title": '"Shot" one'}, "A double quote on this line is not closed, or something follows the closing one."),
    ],
)
def test_a_bad_row_says_why_and_the_good_ones_stand(cells: dict[str, str], reason: str) -> None:
    content = HEADER + GOOD + row(**cells) + LATER
    (refusal,) = reasons(content)
    assert refusal[0] == 3
    assert reason in refusal[1]
    assert [found.line for found in rows(content)] == [2, 4]


def test_a_row_that_is_too_short_is_refused() -> None:
    assert reasons(HEADER + "Kofi,Film\n" + GOOD) == [(2, "This line has 2 cells, the header has 7.")]


def test_lines_are_counted_as_an_editor_does() -> None:
    content = HEADER + row(title='"Shot\n1"') + "\n" + row(status="maybe")
    assert [found.details["title"] for found in rows(content)] == ["Shot\n1"]
    assert [line for line, _ in reasons(content)] == [5]


@pytest.mark.parametrize("tail", ["", row(title='"Shot 3"'), "x" * 300_000 + "\n"])
def test_a_quote_never_closed_costs_its_own_line_only(tail: str) -> None:
    content = HEADER + row(title='"Shot') + (GOOD + LATER) * 700 + tail
    assert len(rows(content)) == 1400 + tail.startswith("Kofi")
    assert reasons(content)[0] == (
        2,
        "A double quote on this line is not closed, or something follows the closing one.",
    )


def test_formulas_are_kept_as_they_are() -> None:
    (found,) = rows(HEADER + row(title='"=HYPERLINK(""http://x"")"', artist="@Kofi", location="-1+2"))
    assert (found.details["title"], found.artist, found.details["location"]) == (
        '=HYPERLINK("http://x")',
        "@Kofi",
        "-1+2",
    )


@pytest.mark.parametrize(
    "codec, name, label",
    [
        ("cp1252", "Åsa", "Windows-1252 (Western Europe)"),
        ("cp1252", "Åsa “Bo”", "Windows-1252 (Western Europe)"),
        ("utf-16", "Åsa", "UTF-16"),
    ],
)
def test_other_encodings_are_read_and_told(codec: str, name: str, label: str) -> None:
    content = (HEADER + row(artist=name)).encode(codec)
    assert rows(content)[0].artist == name
    assert sheet(content).notices == [f"The file is not UTF-8: it was read as {label}."]


def test_one_broken_byte_does_not_spoil_a_utf8_file() -> None:
    good = row(artist="Åsa").encode()
    content = HEADER.encode() + good + row(artist="Bj#rn").encode().replace(b"#", b"\xf8") + good
    assert [found.artist for found in rows(content)] == ["Åsa", "Åsa"]
    assert reasons(content) == [(3, "artist has a byte in it that is not UTF-8.")]


def test_names_written_with_combining_marks_are_the_same_names() -> None:
    assert rows(HEADER + row(artist="A\u030asa"))[0].artist == "Åsa"


@pytest.mark.parametrize(
    "content, message",
    [
        (b"", "The file is empty."),
        (b"\n \n", "The file is empty."),
        (b"\xef\xbb\xbf", "The file is empty."),
        (b"PK\x03\x04rest", "This is a workbook, not a CSV file. Save the sheet as CSV and import that."),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "This is a workbook, not a CSV file."),
        (b"%PDF-1.7", "This is not a text file. Save the sheet as CSV and import that."),
        (bytes(range(256)) * 40, "This is not a text file."),
        ("artist,project,title\n", "Line 1: missing columns: starts_at, ends_at, status."),
        ("who,project,starts_at,ends_at,status\n", "Unknown columns: who."),
        ("x" * 140_000, "missing columns"),
        (
            "who\n",
            "Expected: artist, project, starts_at, ends_at, status. "
            "Optional: title, location, notes, counts, override_reason.",
        ),
        (HEADER.strip() + ",Artist\n", "Line 1: the column artist stands there twice."),
    ],
)
def test_a_file_of_which_nothing_can_be_imported_says_why(content: str | bytes, message: str) -> None:
    with pytest.raises(UnreadableFile) as refused:
        sheet(content)
    assert message in str(refused.value)


def test_unknown_columns_are_ignored_and_told() -> None:
    content = HEADER.strip() + ",url\n" + GOOD.strip() + ",https://example.test\n"
    assert len(rows(content)) == 1
    assert sheet(content).notices == ["Ignored columns: url."]


def test_reading_needs_no_more_memory_for_more_rows(app: Flask) -> None:
    found = sheet(HEADER + GOOD * 20_000)
    assert sum(1 for _ in found.rows(lambda artist: WorkingTime("UTC"))) == 20_000
    assert len(found.lines.taken) <= 1 and not found.lines.given_back


@pytest.mark.parametrize(
    ("cell", "counts"),
    [("", WORKING_TIME), (" Working time ", WORKING_TIME), ("days-off-too", DAYS_OFF_TOO), ("EVERY_HOUR", EVERY_HOUR)],
)
def test_what_counts_is_read_however_it_is_written(cell: str, counts: str) -> None:
    [found] = rows(f"{HEADER.strip()},counts\n{GOOD.strip()},{cell}\n")
    assert found.details["counts"] == counts


def test_what_does_not_say_what_counts_is_refused() -> None:
    asked = f"{HEADER.strip()},counts\n{GOOD.strip()},weekends\n"
    assert reasons(asked) == [(2, "counts “weekends” is none of: working_time, days_off_too, every_hour.")]
