"""A booking in words: every way people write days, times and names comes to what they meant, and never to a crash."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, time, timedelta
from uuid import UUID, uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from studio.lib.weeks import ISO, Week
from studio.palette.booking_request import BookingRequest
from studio.palette.date_ranges import LONGEST
from studio.palette.lexer import Language
from studio.palette.parser import read

TODAY = date(2026, 11, 23)  # a Monday
BRITISH, AMERICAN, GERMAN, FRENCH = (Language.of(locale) for locale in ("en_GB", "en_US", "de_DE", "fr_FR"))


@dataclass(frozen=True)
class Somebody:
    id: UUID
    name: str
    code: str = ""


def named(*names: str) -> list[Somebody]:
    return [Somebody(uuid4(), *name.split("|")) for name in names]


ARTISTS = named(
    "Ana Duarte", "Kofi Mensah", "May Lee", "Mirela Pop", "Sam Okafor", "Jean-Luc Vogel", "José", "Jose", "Aurora Lint"
)
PROJECTS = named(
    "Harbour S2|HB2", "Aurora titles|AUR", "Kestrel EP4|KE4", "Night Ferry|NFY", "24 Hours", "Tomorrow Land"
)


def asked(text: str, language: Language = BRITISH, today: date = TODAY, week: Week = ISO) -> BookingRequest:
    return read(text, ARTISTS, PROJECTS, language, week, today)


def days(text: str, language: Language = BRITISH, today: date = TODAY, week: Week = ISO) -> str:
    found = asked(text, language, today, week).days
    return f"{found[0]:%d.%m.%y}-{found[1]:%d.%m.%y}" if found else ""


def test_the_sentence_everybody_writes_first() -> None:
    intent = asked("Ana 24-27 Nov Harbour pencil")
    assert intent.artist and intent.project
    assert (intent.artist.name, intent.project.name, intent.status) == ("Ana Duarte", "Harbour S2", "pencil")
    assert intent.days == (date(2026, 11, 24), date(2026, 11, 27))
    assert (intent.title, intent.hours, intent.complete) == ("", None, True)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("24 Nov", "24.11.26-24.11.26"),
        ("24th of November", "24.11.26-24.11.26"),
        ("Nov 24, 2027", "24.11.27-24.11.27"),
        ("November 24th", "24.11.26-24.11.26"),
        ("24. Nov. 2026", "24.11.26-24.11.26"),
        ("24-27 Nov", "24.11.26-27.11.26"),
        ("24 – 27 November 2027", "24.11.27-27.11.27"),
        ("Nov 24-27", "24.11.26-27.11.26"),
        ("24 nov to 2 dec", "24.11.26-02.12.26"),
        ("24nov-27nov", "24.11.26-27.11.26"),
        ("28 Dec - 3 Jan 2027", "28.12.26-03.01.27"),
        ("28 Dec - 3 Jan", "28.12.26-03.01.27"),
        ("20 Nov - 22", "20.11.26-22.11.26"),
        ("30 Nov - 4 Dec", "30.11.26-04.12.26"),
        ("24/11", "24.11.26-24.11.26"),
        ("24/11/27", "24.11.27-24.11.27"),
        ("24.11.-27.11.2026", "24.11.26-27.11.26"),
        ("24.-27.11.", "24.11.26-27.11.26"),
        ("2026-11-24 until 2026-11-27", "24.11.26-27.11.26"),
        ("24-27", "24.11.26-27.11.26"),
        ("20-22", "20.12.26-22.12.26"),
        ("24th", "24.11.26-24.11.26"),
        ("tomorrow", "24.11.26-24.11.26"),
        ("today-fri", "23.11.26-27.11.26"),
        ("fri", "27.11.26-27.11.26"),
        ("mon", "23.11.26-23.11.26"),
        ("Thu, 26 November 2026", "26.11.26-26.11.26"),
        ("next fri", "04.12.26-04.12.26"),
        ("this friday", "27.11.26-27.11.26"),
        ("mon-wed", "23.11.26-25.11.26"),
        ("tue - thu", "24.11.26-26.11.26"),
        ("next week", "30.11.26-04.12.26"),
        ("this week", "23.11.26-27.11.26"),
        ("until friday", "23.11.26-27.11.26"),
        ("till 2 Dec", "23.11.26-02.12.26"),
        ("through next week", "23.11.26-04.12.26"),
        ("tue until friday", "24.11.26-27.11.26"),
        ("next week mon-wed", "30.11.26-02.12.26"),
        ("tue next week", "01.12.26-01.12.26"),
        ("w48", "23.11.26-27.11.26"),
        ("week 50", "07.12.26-11.12.26"),
        ("w50-w51", "07.12.26-18.12.26"),
        ("week 50 to 51", "07.12.26-18.12.26"),
        ("w3", "18.01.27-22.01.27"),
        ("w53 2026", "28.12.26-01.01.27"),
        ("w53 tue", "29.12.26-29.12.26"),
        ("w52-w2", "21.12.26-15.01.27"),
        ("tomorrow for 3 days", "24.11.26-26.11.26"),
        ("from thu for 3 days", "26.11.26-30.11.26"),
        ("from 7 dec for 2 weeks", "07.12.26-18.12.26"),
        ("7 dec 2w", "07.12.26-18.12.26"),
        ("tomorrow 3d", "24.11.26-26.11.26"),
        ("29 feb", "29.02.28-29.02.28"),
        ("1 nov", "01.11.26-01.11.26"),  # three weeks ago
        ("1 oct", "01.10.27-01.10.27"),  # too long ago to be meant
    ],
)
def test_days_are_read_as_people_write_them(text: str, expected: str) -> None:
    assert days(text) == expected


SUNDAYS, SATURDAYS = Week.of("en_US"), Week.of("ar_EG")
SUNDAY = date(2026, 11, 29)


@pytest.mark.parametrize(
    ("text", "monday", "sunday", "saturday"),  # by where weeks begin, said on a Sunday
    [
        ("this week", "23.11.26-27.11.26", "30.11.26-04.12.26", "30.11.26-04.12.26"),
        ("next week", "30.11.26-04.12.26", "07.12.26-11.12.26", "07.12.26-11.12.26"),
        ("next sat", "05.12.26-05.12.26", "12.12.26-12.12.26", "05.12.26-05.12.26"),
        ("next week sat-sun", "05.12.26-06.12.26", "12.12.26-13.12.26", "05.12.26-06.12.26"),
        ("w49", "30.11.26-04.12.26", "30.11.26-04.12.26", "30.11.26-04.12.26"),
        ("w1", "04.01.27-08.01.27", "28.12.26-01.01.27", "28.12.26-01.01.27"),
        ("w/c 23 Nov", "23.11.26-27.11.26", "23.11.26-27.11.26", "23.11.26-27.11.26"),
        ("w/c 29 Nov", "23.11.26-27.11.26", "30.11.26-04.12.26", "30.11.26-04.12.26"),
        ("tue w/c 29/11", "24.11.26-24.11.26", "01.12.26-01.12.26", "01.12.26-01.12.26"),
    ],
)
def test_weeks_are_those_of_the_studio(text: str, monday: str, sunday: str, saturday: str) -> None:
    assert [days(text, today=SUNDAY, week=week) for week in (ISO, SUNDAYS, SATURDAYS)] == [monday, sunday, saturday]


def test_a_week_by_its_first_day_is_read_in_the_order_of_the_locale() -> None:
    assert days("w/c 12/7", AMERICAN, week=SUNDAYS) == "07.12.26-11.12.26"
    assert days("w/c 7/12", BRITISH) == days("wc 7 Dec", BRITISH) == "07.12.26-11.12.26"
    assert days("w/c", BRITISH) == ""


@pytest.mark.parametrize("text", ["31 Feb", "0 Nov", "32 Nov", "24/13", "99/99", "w54", "24", "2026-02-30", "week"])
def test_what_is_no_day_is_not_made_one(text: str) -> None:
    assert days(text) == ""


@pytest.mark.parametrize("text", ["27 nov 2026 - 24 nov 2026", "1 jan 2026 - 1 jan 2030", "w53 2027"])
def test_days_that_run_backwards_or_too_long_are_not_a_span(text: str) -> None:
    first, _, last = days(text).partition("-")
    assert first == last


def test_dates_are_read_by_the_habit_of_the_locale() -> None:
    assert days("11/24", AMERICAN) == "24.11.26-24.11.26"
    assert days("3/4/2027", AMERICAN) == "04.03.27-04.03.27"
    assert days("3/4/2027", BRITISH) == "03.04.27-03.04.27"
    assert days("24/11", AMERICAN) == "24.11.26-24.11.26"  # only one order makes a date
    assert days("24.-27. Dezember", GERMAN) == "24.12.26-27.12.26"
    assert days("mittwoch", GERMAN) == "25.11.26-25.11.26"
    assert days("24-27 décembre", FRENCH) == days("24-27 decembre", FRENCH) == "24.12.26-27.12.26"
    assert days("24 December", GERMAN) == "24.12.26-24.12.26"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("tomorrow 2pm-6pm", (time(14), time(18))),
        ("tomorrow 2-6pm", (time(14), time(18))),
        ("tomorrow 9-1pm", (time(9), time(13))),
        ("tomorrow 11am to 2pm", (time(11), time(14))),
        ("24 nov 9-13", (time(9), time(13))),
        ("24 nov 09:30-13:15", (time(9, 30), time(13, 15))),
        ("24 nov 14h-18h30", (time(14), time(18, 30))),
        ("tomorrow at 9am for 2 hours", (time(9), time(11))),
        ("tomorrow 9am 2h", (time(9), time(11))),
        ("tomorrow noon-3pm", (time(12), time(15))),
        ("tomorrow 22:00-24:00", (time(22), time(0))),
        ("tomorrow 9am", (time(9), None)),
        ("tomorrow 11pm for 3h", (time(23), None)),
        ("tomorrow", None),
        ("tomorrow 25:00-26:00", None),
        ("tomorrow 13pm", None),
    ],
)
def test_times_are_read_beside_days(text: str, expected: tuple[time, time | None] | None) -> None:
    assert asked(f"Kofi {text} Harbour").hours == expected


def test_a_night_ends_on_the_next_date() -> None:
    intent = asked("Kofi tomorrow 22:00-02:00 Harbour")
    assert (intent.hours, intent.days) == ((time(22), time(2)), (date(2026, 11, 24), date(2026, 11, 25)))


@pytest.mark.parametrize(
    ("text", "artist", "project", "title"),
    [
        ("kofi tomorrow harbour", "Kofi Mensah", "Harbour S2", ""),
        ("Book Kofi for Harbour on Friday", "Kofi Mensah", "Harbour S2", ""),
        ("mensah tomorrow HB2", "Kofi Mensah", "Harbour S2", ""),
        ("ko tomorrow harb s2", "Kofi Mensah", "Harbour S2", ""),
        ("harbour tomorrow kofi: comp", "Kofi Mensah", "Harbour S2", "comp"),
        ("Kofi Harbour 24 nov: sh010–040", "Kofi Mensah", "Harbour S2", "sh010–040"),
        ('kofi harbour 24 nov "notes, due 3 May"', "Kofi Mensah", "Harbour S2", "notes, due 3 May"),
        ("jean-luc tomorrow night ferry", "Jean-Luc Vogel", "Night Ferry", ""),
        ("Jean Luc tomorrow Kestrel", "Jean-Luc Vogel", "Kestrel EP4", ""),
        ("José tomorrow harbour", "José", "Harbour S2", ""),
        ("Jose tomorrow harbour", "Jose", "Harbour S2", ""),
        ("May 24-27 Nov Harbour", "May Lee", "Harbour S2", ""),
        ("may 24 nov harbour", "May Lee", "Harbour S2", ""),
        ("aurora fri aurora", "Aurora Lint", "Aurora titles", ""),
        ("kofi fri aurora", "Kofi Mensah", "Aurora titles", ""),
        ("Kofi tomorrow land 24 nov", "Kofi Mensah", "Tomorrow Land", ""),
        ("kofi 24th 24 hours", "Kofi Mensah", "24 Hours", ""),
        ("Kofi w48 harbour hold: pencil", "Kofi Mensah", "Harbour S2", "pencil"),
    ],
)  # fmt: skip
def test_names_are_found_whatever_stands_around_them(text: str, artist: str, project: str, title: str) -> None:
    intent = asked(text)
    assert ([one.name for one in intent.artists], [one.name for one in intent.projects]) == ([artist], [project])
    assert intent.title == title
    assert intent.days


def test_names_that_fit_several_are_left_open_and_the_full_name_settles_it() -> None:
    people = named("Ana Duarte", "Ana Silva", "Anastasia Ko")
    intent = read("ana tomorrow harbour hold", people, PROJECTS, BRITISH, ISO, TODAY)
    assert [one.name for one in intent.artists] == ["Ana Duarte", "Ana Silva"]  # a whole word before a beginning
    assert intent.artist is None and intent.asks and not intent.complete
    [an] = asked("Jan 12-14 an harbour").who
    assert asked("Jan 12-14 an harbour").put(an.place, "Ana Duarte") == "Jan 12-14 Ana Duarte harbour"
    text = intent.put(intent.who[0].place, "Ana Silva")
    assert text == "Ana Silva tomorrow harbour hold"
    settled = read(text, people, PROJECTS, BRITISH, ISO, TODAY)
    assert settled.artist and settled.artist.name == "Ana Silva"
    assert read("ana s tomorrow harbour", people, PROJECTS, BRITISH, ISO, TODAY).artist == people[1]


def test_what_is_missing_is_known_and_a_name_can_be_added() -> None:
    intent = asked("Kofi tomorrow")
    assert intent.asks and not intent.complete and intent.projects == ()
    assert asked(intent.put(None, "Night Ferry")).complete
    assert not asked("Kofi").asks
    assert not asked("harbour tomorrow").asks
    assert not asked("Kofi tomorrow 9am harbour").complete


def test_the_trades_words_for_a_status() -> None:
    said = {"hold": "hold", "option": "hold", "pencilled": "pencil", "Confirmed": "confirmed", "firm": "confirmed"}
    assert {word: asked(f"Kofi tomorrow Harbour {word}").status for word in said} == said
    assert asked("Kofi tomorrow Harbour").status == ""


def weeks(text: str) -> str:
    return days(f"kofi {text} harbour")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("w/c 21 dec", "21.12.26-25.12.26"),
        ("W/C 21st December", "21.12.26-25.12.26"),
        ("wc 23 dec", "21.12.26-25.12.26"),
        ("w/b 21/12", "21.12.26-25.12.26"),
        ("week of 23 dec", "21.12.26-25.12.26"),
        ("the week of the 2nd", "30.11.26-04.12.26"),
        ("week commencing mon 21 dec", "21.12.26-25.12.26"),
        ("wk beginning 2026-12-21", "21.12.26-25.12.26"),
        ("w/c 20 dec", "14.12.26-18.12.26"),  # a Sunday: the week that holds it
        ("week of 19 dec", "14.12.26-18.12.26"),  # a Saturday: the week that holds it
        ("w/c 21 dec mon-wed", "21.12.26-23.12.26"),
        ("tue w/c 21 dec", "22.12.26-22.12.26"),
        ("w/c 7 dec - w/c 21 dec", "07.12.26-25.12.26"),
        ("w/c 7 dec for 2 weeks", "07.12.26-18.12.26"),
        ("w/c 7 dec for a week", "07.12.26-11.12.26"),
        ("7 dec for two days", "07.12.26-08.12.26"),
        ("7 dec for 3 working days", "07.12.26-09.12.26"),
    ],
)
def test_a_week_is_named_by_a_day_of_it(text: str, expected: str) -> None:
    assert weeks(text) == expected and asked(f"kofi {text} harbour").complete


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("23-21 dec", ["21.12.26-23.12.26", "23.11.26-21.12.26", "23.12.26-21.01.27"]),
        ("dec 23 - 21", ["21.12.26-23.12.26", "23.12.26-21.01.27"]),
        ("28-2 dec", ["02.12.26-28.12.26", "28.11.26-02.12.26", "28.12.26-02.01.27"]),
        ("20 nov - 18", ["18.11.26-20.11.26", "20.11.26-18.12.26"]),
        ("5 dec to 1 dec", ["01.12.26-05.12.26", "05.12.26-01.01.27"]),
        ("5/12-1/12", ["01.12.26-05.12.26", "05.12.26-01.01.27"]),
        ("23rd until 21st dec", ["21.12.26-23.12.26", "23.11.26-21.12.26", "23.12.26-21.01.27"]),
    ],
)
def test_days_that_run_backwards_in_a_month_may_be_meant_in_several_ways(text: str, expected: list[str]) -> None:
    intent = asked(f"kofi {text} harbour")
    assert [f"{first:%d.%m.%y}-{last:%d.%m.%y}" for first, last in intent.perhaps] == expected
    assert intent.days is None and intent.asks and not intent.complete and not intent.unknown
    assert intent.put(intent.days_place, "1-2 Dec 2026") == "kofi 1-2 Dec 2026 harbour"


@pytest.mark.parametrize("text", ["28 dec - 3 jan", "30 nov - 4 dec", "fri-mon", "w52-w2", "24-24 nov", "21-23 dec"])
def test_what_goes_on_into_the_next_month_or_week_does_not_run_backwards(text: str) -> None:
    intent = asked(f"kofi {text} harbour")
    assert intent.complete and not intent.perhaps


@pytest.mark.parametrize(
    ("text", "team", "project"),
    [
        ("kofi and ana tomorrow harbour", ["Kofi Mensah", "Ana Duarte"], "Harbour S2"),
        ("Kofi, Ana tomorrow Harbour", ["Kofi Mensah", "Ana Duarte"], "Harbour S2"),
        ("kofi & ana tomorrow harbour", ["Kofi Mensah", "Ana Duarte"], "Harbour S2"),
        ("kofi+ana tomorrow harbour", ["Kofi Mensah", "Ana Duarte"], "Harbour S2"),
        ("book harbour for kofi, ana, and may lee on 24 nov", ["Kofi Mensah", "Ana Duarte", "May Lee"], "Harbour S2"),
        ("hold kofi mensah, ana duarte & sam 24-27 nov hb2", ["Kofi Mensah", "Ana Duarte", "Sam Okafor"], "Harbour S2"),
        ("kofi and aurora fri harbour", ["Kofi Mensah", "Aurora Lint"], "Harbour S2"),
        ("kofi, aurora, fri", ["Kofi Mensah"], "Aurora titles"),  # a list of who, what and when
        ("kofi and kofi mensah fri harbour", ["Kofi Mensah"], "Harbour S2"),
    ],
)
def test_several_artists_are_told_one_after_the_other(text: str, team: list[str], project: str) -> None:
    intent = asked(text)
    assert [one.name for one in intent.team] == team and intent.complete and not intent.unknown
    assert intent.project and intent.project.name == project


def test_who_somebody_of_several_is_may_be_open_and_some_can_be_kept_alone() -> None:
    people = named("Ana Duarte", "Ana Silva", "Kofi Mensah")
    intent = read("kofi and ana tomorrow harbour", people, PROJECTS, BRITISH, ISO, TODAY)
    assert intent.asks and not intent.team and not intent.complete
    assert intent.put(intent.who[1].place, "Ana Silva") == "kofi and Ana Silva tomorrow harbour"
    assert asked("tomorrow kofi, ana & sam harbour").only(["Ana Duarte"]) == "tomorrow Ana Duarte harbour"
    assert asked("kofi and aurora fri").projects == ()  # which of both "aurora" is, is asked by asking for the project


@pytest.mark.parametrize(
    ("text", "unknown"),
    [
        ("kofi tomorrow harbour comp", ["comp"]),
        ("kofi xyz tomorrow harbour abc", ["xyz", "abc"]),
        ("kofi ana tomorrow harbour", ["ana"]),  # two who are not joined
        ("kofi or ana tomorrow harbour", ["or ana"]),
        ("kofi tomorrow harbour and aurora", ["aurora"]),
        ("kofi 24 nov 26 nov harbour", ["26 nov"]),
        ("kofi tomorrow harbour pencil hold", ["pencil"]),
        ("not kofi tomorrow harbour", ["not"]),
        ("kofi every monday harbour", ["every"]),
        ("kofi 24-27 nov harbour except 26 nov", ["except 26 nov"]),
        ("kofi tomorrow harbour £500", ["500"]),
        ("kofi tomorrow afternoon 9-11 harbour", ["afternoon"]),
        ("kofi tomorrow 9-13 2h harbour", ["2h"]),
        ("kofi the first half of december harbour", ["first half of december"]),
    ],
)
def test_words_that_are_left_over_are_known_and_nothing_is_complete_with_them(text: str, unknown: list[str]) -> None:
    intent = asked(text)
    assert list(intent.unknown_words) == unknown
    assert intent.title == "" and intent.asks and not intent.complete
    assert asked(intent.understood).unknown == ()
    assert asked(intent.quoting).unknown == () and asked(intent.quoting).title


def test_words_beyond_what_is_read_are_left_over_too() -> None:
    intent = asked("kofi tomorrow harbour " + "a " * 60 + "cancel")
    assert intent.unknown_words[-1].endswith("cancel") and not intent.complete


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("kofi tomorrow harbour: final comp", "final comp"),
        ("kofi tomorrow harbour : 24 nov delivery, ana checks", "24 nov delivery, ana checks"),
        ("harbour: kofi tomorrow", ""),
        ('kofi "v2" tomorrow harbour: notes', "v2 notes"),
        ("kofi tomorrow harbour “grade”", "grade"),
        ("kofi tomorrow harbour:", ""),
        ("kofi tomorrow 9:30-12:00 harbour", ""),
        ("kofi tomorrow Dune: Part Two", ""),
    ],
)
def test_a_title_stands_in_quotes_or_after_a_colon(text: str, title: str) -> None:
    intent = read(text, ARTISTS, [*PROJECTS, *named("Dune: Part Two")], BRITISH, ISO, TODAY)
    assert (intent.title, intent.unknown_words, intent.complete) == (title, (), True)
    assert intent.artist and intent.artist.name == "Kofi Mensah"


def test_what_is_added_goes_before_the_title() -> None:
    assert asked("kofi tomorrow: notes").put(None, "Harbour S2") == "kofi tomorrow Harbour S2: notes"


@pytest.mark.parametrize(
    ("text", "half"),
    [
        ("half day", "first"), ("half a day", "first"), ("half-day", "first"), ("a half day", "first"),
        ("1/2 day", "first"), ("½ day", "first"), ("morning", "first"), ("am", "first"), ("in the morning", "first"),
        ("afternoon", "second"), ("pm", "second"), ("half day pm", "second"), ("half day, afternoon", ""),
        ("afternoon half day", "second"), ("half a day in the afternoon", ""), ("9am-1pm", ""), ("9-11 am", ""),
    ],
)  # fmt: skip
def test_half_a_day_is_the_first_half_unless_the_afternoon_is_said(text: str, half: str) -> None:
    intent = asked(f"Kofi tomorrow {text} Harbour")
    assert intent.half == half or intent.unknown
    assert asked("Kofi tomorrow harbour half day 24 nov").unknown
    several = asked("Kofi 24-25 nov half day harbour")
    assert several.half == "first" and not several.complete and not several.unknown


def test_a_length_in_hours_alone_is_no_time_yet() -> None:
    intent = asked("kofi tomorrow 2h harbour")
    assert intent.hours == (None, None) and not intent.complete


CHANGES = [
    ("move ana to next week", "move", "30.11.26-04.12.26 week", ""),
    ("Move Ana Kestrel mon-wed to next week", "move", "30.11.26-04.12.26 week", "23.11.26-25.11.26"),
    ("shift ana's kestrel to 1 dec", "move", "01.12.26-01.12.26", ""),
    ("reschedule ana 24-27 nov to 1-4 dec", "move", "01.12.26-04.12.26", "24.11.26-27.11.26"),
    ("move ana 24 nov to 26 nov", "move", "26.11.26-26.11.26", "24.11.26-24.11.26"),
    ("move ana from 24 nov to 25 nov to 1 dec", "move", "01.12.26-01.12.26", "24.11.26-25.11.26"),
    ("move ana to w/c 21 dec", "move", "21.12.26-25.12.26 week", ""),
    ("ana kestrel move to friday", "move", "27.11.26-27.11.26", ""),
    ("move ana by 2 days", "move", "2 day", ""),
    ("move ana two days earlier", "move", "-2 day", ""),
    ("push ana a week", "move", "1 week", ""),
    ("delay ana kestrel by 2 hours", "move", "2 hour", ""),
    ("extend ana to 5 dec", "extend", "05.12.26-05.12.26", ""),
    ("extend ana until friday", "extend", "27.11.26-27.11.26", ""),
    ("extend ana by friday", "extend", "27.11.26-27.11.26", ""),
    ("extend ana by two more days", "extend", "2 day", ""),
    ("extend ana by another week", "extend", "1 week", ""),
    ("cancel ana kestrel", "cancel", "", ""),
    ("cancel ana's booking on 24 nov", "cancel", "", "24.11.26-24.11.26"),
    ("release ana's hold", "cancel", "", ""),
    ("edit ana kestrel", "edit", "", ""),
    ("move ana", "move", "", ""),
]


@pytest.mark.parametrize(("text", "verb", "to", "days"), CHANGES)
def test_words_that_change_a_booking_are_never_a_new_one(text: str, verb: str, to: str, days: str) -> None:
    intent = asked(text)
    change = intent.change
    assert change and change.verb == verb and not intent.asks
    goes = f"{change.to.first:%d.%m.%y}-{change.to.last:%d.%m.%y}{' week' * change.to.week}" if change.to else ""
    assert (goes or f"{change.by or ''} {change.unit}".strip()) == to
    assert (f"{intent.days[0]:%d.%m.%y}-{intent.days[1]:%d.%m.%y}" if intent.days else "") == days
    assert [one.name for one in intent.artists] == ["Ana Duarte"] and not intent.unknown


def test_a_verb_in_a_name_is_the_name_unless_it_comes_first() -> None:
    jobs = [*PROJECTS, *named("Night Shift")]
    assert read("kofi 24 nov night shift", ARTISTS, jobs, BRITISH, ISO, TODAY).complete
    assert read("shift kofi to 24 nov", ARTISTS, jobs, BRITISH, ISO, TODAY).change
    assert asked("move ana to kofi").unknown_words == ("kofi",)
    assert asked("please move ana to next week asap").unknown_words == ("asap",)


@pytest.mark.parametrize(
    ("text", "of_whom", "when"),
    [
        ("free compositor next week", "compositor", "30.11.26-04.12.26"),
        ("free 2d compositor 7-11 dec", "2d compositor", "07.12.26-11.12.26"),
        ("who is free 7-11 Dec", "", "07.12.26-11.12.26"),
        ("who's free tomorrow?", "", "24.11.26-24.11.26"),
        ("is kofi available w/c 21 dec", "kofi", "21.12.26-25.12.26"),
        ("any free animators", "animators", ""),
    ],
)
def test_who_is_free_is_no_booking(text: str, of_whom: str, when: str) -> None:
    intent = asked(text)
    assert intent.who_is_free and not intent.asks and days(text) == when
    assert " ".join(intent.unknown_words) == of_whom
    assert not asked("kofi 24 nov harbour").who_is_free


def check(intent: BookingRequest) -> None:
    if intent.days:
        assert intent.days[0] <= intent.days[1] <= intent.days[0] + LONGEST
    assert len(intent.title) <= len(intent.text)
    assert not (intent.asks and intent.change)
    for start, end in (mention.place for mention in (*intent.who, intent.job) if mention):
        assert 0 <= start < end <= len(intent.text)
    assert not intent.unknown or not intent.complete
    asked(intent.quoting)
    asked(intent.understood)


SCRAPS = """move extend cancel half day free w/c wc & + : "q
    24 27 nov - – to 2pm 9:00 w48 week next mon wed tomorrow for 3 days 2h 24/11 2026-11-24 31.12. ana kofi May
    harbour s2 aurora pencil hold "a b" , . 2027 0 99 999 1st 24th am 24h … → ' ( [ 1/2/3 53 kw w"""
SCRAP = st.sampled_from(SCRAPS.split())


@given(
    st.one_of(
        st.text(max_size=200), st.lists(SCRAP, max_size=14).map(" ".join), st.lists(SCRAP, max_size=8).map("".join)
    )
)
def test_nothing_that_can_be_typed_breaks_it(text: str) -> None:
    for language in (BRITISH, AMERICAN, GERMAN):
        check(asked(text, language))


@given(st.lists(SCRAP, max_size=10).map(" ".join), st.dates(date(1990, 1, 1), date(2200, 12, 31)))
def test_nor_does_any_day_it_is_typed_on(text: str, today: date) -> None:
    check(asked(text, today=today))


WRITTEN = {
    "en_GB": (
        "{d} {b}", "{d}{b}", "{d} {B} {Y}", "{b} {d} {Y}", "{d}/{m}/{Y}", "{Y}-{mm}-{dd}", "{d}.{m}.{Y}",
    ),
    "en_US": ("{b} {d}", "{B} {d}, {Y}", "{m}/{d}/{Y}", "{Y}-{mm}-{dd}"),
}  # fmt: skip


def written(day: date, form: str) -> str:
    return form.format(
        d=day.day, dd=f"{day:%d}", m=day.month, mm=f"{day:%m}", b=f"{day:%b}", B=f"{day:%B}", Y=f"{day:%Y}"
    )  # fmt: skip


@given(st.data())
def test_what_is_written_out_is_read_back(data: st.DataObject) -> None:
    """Any artist, job, dates, status and title, in any form and order of the parts, come back as they went in."""
    locale = data.draw(st.sampled_from(list(WRITTEN)))
    form = data.draw(st.sampled_from(WRITTEN[locale]))
    first = data.draw(st.dates(TODAY, TODAY + timedelta(days=300 if "Y" not in form else 3000)))
    last = first + timedelta(days=data.draw(st.integers(0, 30)))
    between = data.draw(st.sampled_from([" - ", "-", " to ", " – ", " until "]))
    when = written(first, form) + (between + written(last, form) if last > first else "")
    artist, project = data.draw(st.sampled_from(ARTISTS[:6])), data.draw(st.sampled_from(PROJECTS[:4]))
    status = data.draw(st.sampled_from(["hold", "pencil", "confirmed"]))
    title = data.draw(st.sampled_from(["", '"grade v2"', '"24 Nov cut"']))
    parts = data.draw(st.permutations([artist.name, project.name, when, status, title]))
    intent = asked(" ".join(filter(None, parts)), Language.of(locale))
    assert (intent.artist, intent.project, intent.status) == (artist, project, status)
    assert intent.days == (first, last)
    assert intent.title == title.strip('"')


@given(st.text(st.characters(categories=("L", "N")), min_size=2, max_size=20), st.sampled_from(ARTISTS))
def test_an_artist_written_in_full_is_always_among_those_found(name: str, other: Somebody) -> None:
    somebody = Somebody(uuid4(), f"{name} Quux")
    intent = read(f"{name} Quux Harbour confirmed", [somebody, other], PROJECTS, BRITISH, ISO, TODAY)
    assert somebody in intent.artists
