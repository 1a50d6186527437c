"""A calendar of any origin says when somebody is busy; one that would never end is given up, and nothing else is."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest

from studio.availability.calendars import expansion, sandbox
from studio.availability.calendars.sandbox import Busy, read_calendar
from studio.availability.calendars.words import PROBLEMS
from studio.availability.patterns import DAY
from studio.lib.spans import Span
from tests.availability.calendars.calendar_server import calendar, entry, hour

NOW = datetime(2026, 11, 23, tzinfo=UTC)


@pytest.fixture
def here(monkeypatch: pytest.MonkeyPatch) -> None:
    """Worked out in this process: what is no danger needs no other."""

    def worked_out(asked: bytes) -> dict[str, Any]:
        head, _, content = asked.partition(b"\n")
        return dict(json.loads(json.dumps(expansion.busy_times(content, json.loads(head)))))

    monkeypatch.setattr(sandbox, "expanded", worked_out)


def busy(*entries: str, titles: bool = False) -> list[str]:
    """What is read of them, in Madrid, in UTC."""
    found = read_calendar(calendar(*entries), "Europe/Madrid", NOW, titles)
    assert not found.problem
    return [said(each) for each in found.busy]


def said(one: Busy) -> str:
    when = f"{one.hours.start:%d %H:%M}-{one.hours.end:%H:%M}" if one.hours else f"{one.first}-{one.last}"
    return f"{when} {one.title}".strip()


@pytest.mark.parametrize(
    ("written", "read"),
    [
        (entry("DTSTART:20261201T090000Z", "DTEND:20261201T103000Z"), ["01 09:00-10:30"]),
        (entry("DTSTART;TZID=America/New_York:20261201T090000", "DURATION:PT1H"), ["01 14:00-15:00"]),
        (entry("DTSTART;TZID=Pacific Standard Time:20261201T090000", "DURATION:PT1H"), ["01 17:00-18:00"]),
        (entry("DTSTART;TZID=Nobody/Knows:20261201T090000", "DURATION:PT1H"), ["01 08:00-09:00"]),
        (entry("DTSTART:20261201T090000", "DURATION:PT1H"), ["01 08:00-09:00"]),
        (entry("DTSTART;VALUE=DATE:20261201", "DTEND;VALUE=DATE:20261203"), ["2026-12-01-2026-12-02"]),
        (entry("DTSTART;VALUE=DATE:20261201"), ["2026-12-01-2026-12-01"]),
        (hour("20261201T09", "RRULE:FREQ=DAILY;COUNT=2"), ["01 09:00-10:00", "02 09:00-10:00"]),
        (hour("20261201T09", "TRANSP:TRANSPARENT") + "\r\n" + hour("20261201T09", "STATUS:CANCELLED"), []),
        (hour("20261201T09", "X-MICROSOFT-CDO-BUSYSTATUS:FREE"), []),
        (entry("DTSTART:20261201T090000Z"), []),  # takes no time
        (hour("20200101T09") + "\r\n" + hour("20300101T09"), []),  # over, and far away
        (
            "\r\n".join(("BEGIN:VFREEBUSY", "FREEBUSY:20261201T090000Z/PT1H", "END:VFREEBUSY")),
            ["01 09:00-10:00"],
        ),
    ],
)
@pytest.mark.usefixtures("here")
def test_what_takes_time_is_read_wherever_it_was_written(written: str, read: list[str]) -> None:
    assert busy(written) == read


@pytest.mark.usefixtures("here")
def test_a_zone_that_the_calendar_defines_is_its_own() -> None:
    zone = (
        "BEGIN:VTIMEZONE", "TZID:Office", "BEGIN:STANDARD", "DTSTART:19700101T000000", "TZOFFSETFROM:+0530",
        "TZOFFSETTO:+0530", "END:STANDARD", "END:VTIMEZONE",
    )  # fmt: skip
    assert busy(*zone, entry("DTSTART;TZID=Office:20261201T090000", "DURATION:PT1H")) == ["01 03:30-04:30"]


@pytest.mark.usefixtures("here")
def test_titles_are_kept_when_they_are_asked_for_and_else_not_even_how_many_there_are() -> None:
    two = hour("20261201T09", "SUMMARY:Dentist"), hour("20261201T10", "SUMMARY:Bank\x01\\n\\n of  London")
    assert busy(*two) == ["01 09:00-11:00"]
    assert busy(*two, titles=True) == ["01 09:00-10:00 Dentist", "01 10:00-11:00 Bank of London"]


@pytest.mark.usefixtures("here")
def test_entries_that_make_no_sense_are_left_out_and_counted() -> None:
    wrong = entry("DTSTART:never", "DURATION:PT1H"), hour("20261201T09", "RRULE:FREQ=WEEKLY;INTERVAL=0")
    found = read_calendar(calendar(*wrong, hour("20261202T09")), "UTC", NOW, False)
    assert ([said(each) for each in found.busy], found.skipped) == (["02 09:00-10:00"], 2)


@pytest.mark.usefixtures("here")
def test_the_same_appointment_keeps_its_id_however_often_it_is_read() -> None:
    first, again = (read_calendar(calendar(hour("20261201T09")), "UTC", NOW + n * DAY, False) for n in (0, 1))
    assert first.busy[0].id(UUID(int=1)) == again.busy[0].id(UUID(int=1)) != first.busy[0].id(UUID(int=2))


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (calendar(hour("20261201T09", "RRULE:FREQ=SECONDLY")), "too_hard"),
        (calendar(hour("19000101T09", "RRULE:FREQ=SECONDLY;COUNT=1000000000")), "too_hard"),
        (calendar(hour("20261201T09", "RRULE:FREQ=HOURLY")), "too_many"),
        (b"<!doctype html><title>Sign in</title>", "not_a_calendar"),
        (b"BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\n", "not_a_calendar"),
        (b"", "not_a_calendar"),
    ],
)
def test_a_calendar_that_is_none_or_never_ends_is_given_up_with_a_sentence(
    content: bytes, problem: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sandbox, "SECONDS", 1)
    found = read_calendar(content, "UTC", NOW, True)
    assert (found.problem, found.busy) == (problem, ()) and str(PROBLEMS[problem]).endswith(".")


def test_86_400_dates_of_one_entry_end_in_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sandbox, "SECONDS", 1)
    dates = ",".join(f"{NOW + timedelta(seconds=n):%Y%m%dT%H%M%SZ}" for n in range(86_400))
    assert read_calendar(calendar(hour("20261201T09", f"RDATE:{dates}")), "UTC", NOW, True).problem == "too_hard"


def test_the_child_has_none_of_our_secrets_and_little_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SECRET_KEY", "ours")
    heard: list[dict[str, object]] = []
    run = sandbox.subprocess.run

    def watched(*args: object, **options: object) -> object:
        heard.append(options)
        return run(*args, **options)  # type: ignore[call-overload]

    monkeypatch.setattr(sandbox.subprocess, "run", watched)
    monkeypatch.setattr(sandbox, "MEMORY", 1 << 20)
    large = calendar(hour("20261201T09", f"SUMMARY:{'x' * 3_000_000}"))
    assert read_calendar(large, "UTC", NOW, False).problem == "too_hard"
    assert heard[0]["env"] == {}


def test_a_whole_day_reaches_wherever_it_is_that_day() -> None:
    reach = Busy(None, date(2026, 12, 1), date(2026, 12, 1)).reach
    assert reach == Span(datetime(2026, 11, 30, 10, tzinfo=UTC), datetime(2026, 12, 2, 12, tzinfo=UTC))
