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
        ("28-2 Dec", "28.11.26-02.12.26"),
        ("28 Dec - 3 Jan 2027", "28.12.26-03.01.27"),
        ("28 Dec - 3 Jan", "28.12.26-03.01.27"),
        ("20 Nov - 22", "20.11.26-22.11.26"),
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
        ("tomorrow morning", (time(9), time(13))),
        ("tomorrow afternoon", (time(14), time(18))),
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
        ("harbour tomorrow kofi comp", "Kofi Mensah", "Harbour S2", "comp"),
        ("Kofi Harbour 24 nov sh010–040", "Kofi Mensah", "Harbour S2", "sh010–040"),
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
        ("Kofi w48 harbour pencil hold", "Kofi Mensah", "Harbour S2", "pencil"),
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
    assert asked("Jan 12-14 an harbour").naming("an", "Ana Duarte") == "Jan 12-14 Ana Duarte harbour"
    text = intent.naming(intent.artist_words, "Ana Silva")
    assert text == "Ana Silva tomorrow harbour hold"
    settled = read(text, people, PROJECTS, BRITISH, ISO, TODAY)
    assert settled.artist and settled.artist.name == "Ana Silva"
    assert read("ana s tomorrow harbour", people, PROJECTS, BRITISH, ISO, TODAY).artist == people[1]


def test_what_is_missing_is_known_and_a_name_can_be_added() -> None:
    intent = asked("Kofi tomorrow")
    assert intent.asks and not intent.complete and intent.projects == ()
    assert asked(intent.naming(intent.project_words, "Night Ferry")).complete
    assert not asked("Kofi").asks
    assert asked("24 nov").only_days and not asked("24 nov comp").only_days
    assert not asked("harbour tomorrow").asks
    assert not asked("Kofi tomorrow 9am harbour").complete


def test_the_trades_words_for_a_status() -> None:
    said = {"hold": "hold", "option": "hold", "pencilled": "pencil", "Confirmed": "confirmed", "firm": "confirmed"}
    assert {word: asked(f"Kofi tomorrow Harbour {word}").status for word in said} == said
    assert asked("Kofi tomorrow Harbour").status == ""


def check(intent: BookingRequest) -> None:
    if intent.days:
        assert intent.days[0] <= intent.days[1] <= intent.days[0] + LONGEST
    assert len(intent.title) <= len(intent.text)
    assert intent.artist_words in intent.text and intent.project_words in intent.text


SCRAPS = """24 27 nov - – to 2pm 9:00 w48 week next mon wed tomorrow for 3 days 2h 24/11 2026-11-24 31.12. ana kofi May
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
