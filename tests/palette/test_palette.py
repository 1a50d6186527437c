"""The palette over HTTP: what it finds for whom, what it shows back before it books, what it asks when unsure."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import event, select

from studio.activity.models import Event
from studio.artists.models import Artist
from studio.bookings.models import Booking
from studio.extensions import db
from studio.lib import clock
from tests.support.cast import World, days

As = Callable[[str], FlaskClient]
HTMX = {"HX-Request": "true"}
NOW = datetime(2026, 11, 23, 8, tzinfo=UTC)


@pytest.fixture(autouse=True)
def monday_morning(monkeypatch: pytest.MonkeyPatch) -> None:
    """Words such as "tomorrow" are read on Monday 23 November 2026; sessions opened by the cast stay open."""
    monkeypatch.setattr(clock, "now", lambda: NOW)


@pytest.fixture
def studio(world: World) -> World:
    world.ana_duarte = world.artist("Ana Duarte", role="Compositor", city="Lisbon", zone="Europe/Lisbon")  # type: ignore[attr-defined]
    world.artist("Kofi Mensah", skills=["keying"])
    world.harbour_s2 = world.project("Harbour S2", code="HB2", client="Channel North")  # type: ignore[attr-defined]
    world.project("Aurora titles")
    return world


def ask(client: FlaskClient, words: str, **headers: str) -> str:
    answer = client.get("/harbour/palette", query_string={"q": words}, headers={**HTMX, **headers})
    assert answer.status_code == 200
    return html.unescape(answer.text)


def options(text: str) -> list[str]:
    return [
        " ".join(re.sub("<[^>]+>", " ", one).split())
        for one in re.findall(r'role="option"[^>]*>(.*?)</(?:a|div)>', text, re.S)
    ]


def fields(text: str) -> dict[str, str]:
    form = re.search(r'<form id="palette-form".*?</form>', text, re.S)
    assert form, "nothing is offered"
    return dict(re.findall(r'name="([^"]+)" value="([^"]*)"', form[0]))


def test_without_words_it_lists_what_one_may_do(studio: World, as_: As) -> None:
    sara, vera = options(ask(as_("sara"), "")), options(ask(as_("vera"), ""))
    assert "New booking" in sara and "New project" in sara and "Members" not in sara
    assert "New booking" not in vera and "New artist" not in vera and "Print the schedule" in vera
    assert "Members" in options(ask(as_("mia"), ""))


def test_artists_projects_and_actions_are_found_by_any_of_their_words(studio: World, as_: As) -> None:
    sara = as_("sara")
    assert options(ask(sara, "lisbon"))[0] == "Ana Duarte Compositor · Lisbon"
    assert options(ask(sara, "keying"))[0] == "Kofi Mensah"
    assert options(ask(sara, "channel"))[0] == "Harbour S2 HB2 · Channel North"
    assert options(ask(sara, "import")) == ["Import a schedule", "Import artists"]
    assert f'href="/harbour/artists/{studio.ana_duarte.id}"' in ask(sara, "duarte")
    assert "Nothing is called “qqq”" in ask(sara, "qqq")


def test_a_date_leads_to_the_calendar_as_it_is_open(studio: World, as_: As) -> None:
    sara = as_("sara")
    assert 'href="/harbour/schedule?date=2026-12-07"' in ask(sara, "7 dec")
    here = {"HX-Current-URL": "http://localhost/harbour/schedule?zoom=week&department=Comp&date=2026-01-01"}
    found = ask(sara, "7 dec", **here)
    assert "date=2026-12-07" in found and "zoom=week" in found and "department=Comp" in found
    assert "/harbour/schedule/print?zoom=week&department=Comp" in ask(sara, "", **here)
    elsewhere = ask(sara, "7 dec", **{"HX-Current-URL": "http://localhost/harbour/artists?zoom=week"})
    assert "zoom=week" not in elsewhere


def test_a_booking_in_words_is_shown_back_and_made_when_it_is_confirmed(studio: World, as_: As) -> None:
    sara = as_("sara")
    found = ask(sara, "Ana 24-27 Nov Harbour pencil: comp")
    [offer, *_] = options(found)
    assert offer.startswith("Ana Duarte on Harbour S2 · comp Tue 24 – Fri 27 Nov Pencil Free")
    with studio.acting():
        assert db.session.scalars(select(Booking)).all() == []  # asking books nothing
    answer = sara.post("/harbour/bookings", data=fields(found), headers=HTMX)
    assert answer.status_code == 201
    with studio.acting():
        [booking] = db.session.scalars(select(Booking)).all()
        assert (booking.artist_id, booking.project_id) == (studio.ana_duarte.id, studio.harbour_s2.id)
        assert (booking.status, booking.title) == ("pencil", "comp")
        assert booking.starts_at == datetime(2026, 11, 24, 9, tzinfo=UTC)
        assert booking.ends_at == datetime(2026, 11, 27, 18, tzinfo=UTC)


def test_confirming_twice_books_once(studio: World, as_: As) -> None:
    sara = as_("sara")
    form = fields(ask(sara, "Ana 24-27 Nov Harbour"))
    assert [sara.post("/harbour/bookings", data=form, headers=HTMX).status_code for _ in range(2)] == [201, 201]
    with studio.acting():
        assert len(db.session.scalars(select(Booking)).all()) == 1


def test_times_are_shown_with_their_zone_and_booked_in_it(studio: World, as_: As) -> None:
    sara = as_("sara")
    found = ask(sara, "Kofi tomorrow 2-6pm Harbour confirmed")
    assert "Tue 24 Nov, 14:00 – 18:00 Europe/London Confirmed" in options(found)[0]
    assert sara.post("/harbour/bookings", data=fields(found), headers=HTMX).status_code == 201
    with studio.acting():
        [booking] = db.session.scalars(select(Booking)).all()
        assert (booking.starts_at.hour, booking.ends_at.hour, booking.status) == (14, 18, "confirmed")


def test_hours_of_several_days_are_told_as_the_one_stretch_they_are(studio: World, as_: As) -> None:
    found = options(ask(as_("sara"), "Kofi 8-10 Feb 2027 9am-1pm Harbour"))[0]
    assert "Mon 8 Feb 2027 09:00 – Wed 10 Feb 2027 13:00 Europe/London" in found


def test_dates_are_told_and_weeks_begin_as_the_studio_has_them(
    studio: World, as_: As, monkeypatch: pytest.MonkeyPatch
) -> None:
    """On a Sunday the next week is another one, by where weeks begin."""
    monkeypatch.setattr(clock, "now", lambda: NOW.replace(day=29))
    sara = as_("sara")

    def goes(words: str) -> tuple[str, str]:
        text = ask(sara, words)
        [there] = [option for option in options(text) if option.startswith("Go to")]
        return there, re.findall(r"schedule\?date=([\d-]+)", text)[0]

    assert goes("next week") == ("Go to Mon 30 Nov – Fri 4 Dec", "2026-11-30")
    assert goes("12/7/2027") == ("Go to Mon 12 Jul 2027", "2027-07-12")
    studio.set_locale("en_US")
    assert goes("next week") == ("Go to Mon, Dec 7 – Fri, Dec 11", "2026-12-07")
    assert goes("w/c 12/6") == goes("next week")
    assert goes("12/7/2027") == ("Go to Tue, Dec 7, 2027", "2027-12-07")
    studio.set_locale("de_DE")
    assert goes("next week") == ("Go to Mo., 30. Nov. – Fr., 4. Dez.", "2026-11-30")


def test_it_says_beforehand_what_stands_in_the_way(studio: World, as_: As) -> None:
    sara = as_("sara")
    studio.booking(studio.ana_duarte, studio.harbour_s2, days(1, 2), "confirmed", title="grade")
    studio.booking(studio.ana_duarte, studio.harbour_s2, days(3), "hold")
    assert "Already booked: Harbour S2 · grade" in options(ask(sara, "Ana 24-25 Nov Aurora"))[0]
    assert "Would be the 2nd hold" in options(ask(sara, "Ana 26 Nov Aurora hold"))[0]
    assert "Goes over a hold: Harbour S2" in options(ask(sara, "Ana 26 Nov Aurora"))[0]
    assert "Does not work then" in options(ask(sara, "Ana 28 Nov Aurora"))[0]
    clash = fields(ask(sara, "Ana 24-25 Nov Aurora"))
    answer = sara.post("/harbour/bookings", data=clash, headers=HTMX)
    assert (answer.status_code, answer.headers["HX-Retarget"]) == (409, "#dialog-over")


def test_a_time_the_clocks_skip_is_a_sentence_not_a_crash(studio: World, as_: As) -> None:
    found = ask(as_("sara"), "Kofi 28 Mar 2027 01:30-05:00 Harbour")
    assert "there is no such time" in options(found)[0]
    answer = as_("sara").post("/harbour/bookings", data=fields(found), headers=HTMX)
    assert answer.status_code == 422 and "dialog-title" in answer.text  # the whole form, with the field marked


def test_who_is_not_clear_is_asked_and_choosing_completes_the_words(studio: World, as_: As) -> None:
    sara = as_("sara")
    studio.artist("Ana Silva")
    found = ask(sara, "ana tomorrow harbour")
    assert "Which artist?" in found and "palette-form" not in found
    assert 'data-text="Ana Silva tomorrow harbour"' in found
    assert "palette-form" in ask(sara, "Ana Silva tomorrow harbour")


def test_on_what_is_asked_the_same_way(studio: World, as_: As) -> None:
    studio.project("Harbour S3")
    found = ask(as_("sara"), "kofi tomorrow harbour")
    assert "Which project?" in found and 'data-text="kofi tomorrow Harbour S3"' in found


def test_what_is_missing_is_asked(studio: World, as_: As) -> None:
    sara = as_("sara")
    found = ask(sara, "kofi tomorrow")
    assert "On which project?" in found and 'data-text="kofi tomorrow Harbour S2"' in found
    assert "When?" in ask(sara, "kofi harbour")
    assert "Until when?" in ask(sara, "kofi harbour tomorrow 9am")


def test_the_rest_can_be_filled_in_the_form(studio: World, as_: As) -> None:
    sara = as_("sara")
    found = ask(sara, 'Ana 24 Nov 2-6pm Harbour hold "v2 notes"')
    [href] = re.findall(r'href="(/harbour/bookings/new\?[^"]+)"', found)
    form = html.unescape(sara.get(href, headers=HTMX).text)
    assert 'value="v2 notes"' in form and 'value="14:00"' in form and "Ana Duarte" in form
    assert re.search(r'<input[^>]*checked[^>]*value="hold"', form)
    assert not re.search(r'<input[^>]*checked[^>]*name="all_day"', form)


def test_those_who_may_not_book_are_offered_no_booking(studio: World, as_: As) -> None:
    for name in ("vera", "ana"):
        found = ask(as_(name), "Ana 24-27 Nov Harbour pencil")
        assert "palette-form" not in found and "bookings/new" not in found
        assert "Go to Tue 24 – Fri 27 Nov" in found


def test_without_scripts_it_is_a_page_with_links_and_a_button(studio: World, as_: As) -> None:
    answer = as_("sara").get("/harbour/palette?q=Ana+24-27+Nov+Harbour")
    assert '<button class="palette-option palette-offer"' in answer.text and 'form="palette-form"' in answer.text
    page = answer.text.split('<main id="main"')[1].split("</main>")[0]
    assert 'role="option"' not in page and 'href="/harbour/artists/' in page
    studio.artist("Ana Silva")
    unsure = as_("sara").get("/harbour/palette?q=ana+24+Nov+Harbour").text
    assert 'href="/harbour/palette?q=Ana%20Silva%2024%20Nov%20Harbour"' in unsure
    assert "palette-hint" in as_("sara").get("/harbour/palette?q=kofi+harbour").text


def test_another_studios_people_are_never_found(studio: World, other: World, as_: As) -> None:
    other.artist("Zelda Outsider")
    assert "Zelda" not in "".join(options(ask(as_("sara"), "zelda")))
    assert as_("sara").get("/other/palette?q=zelda").status_code == 404


@pytest.mark.parametrize(
    "words", ["\x00", "<script>alert(1)</script>", "x" * 5000, "24-27 " * 60, "%ff", "\u202e", '"']
)
def test_nonsense_is_answered_calmly(studio: World, as_: As, words: str) -> None:
    found = as_("sara").get("/harbour/palette", query_string={"q": words}, headers=HTMX)
    assert found.status_code == 200
    assert "<script>alert" not in found.text


def test_the_questions_to_the_database_do_not_grow_with_the_studio(studio: World, as_: As) -> None:
    sara = as_("sara")

    def queries() -> int:
        count: list[Any] = []
        listen = lambda *ignored: count.append(1)  # noqa: E731
        event.listen(db.engine, "before_cursor_execute", listen)
        ask(sara, "Kofi 24-27 Nov Harbour pencil")
        event.remove(db.engine, "before_cursor_execute", listen)
        return len(count)

    queries()
    few = queries()
    for number in range(20):
        studio.booking(studio.artist(f"Artist {number}"), studio.harbour_s2, days(number), "hold")
    assert queries() == few <= 5


def texts(found: str) -> list[str]:
    """What the choices put into the words."""
    return re.findall(r'data-text="(.*?)">', found)


def titles(found: str) -> list[str]:
    return re.findall(r'<p class="palette-title"[^>]*>(.*?)</p>', found)


def booked(world: World) -> list[tuple[str, str, str, str]]:
    """Who, from and until in UTC, and the title."""
    with world.acting():
        rows = db.session.execute(select(Booking, Artist).join(Artist, Artist.id == Booking.artist_id))
        found = [(artist.name, *when(one), one.title) for one, artist in rows if not one.cancelled]
    return sorted(found)


def when(booking: Booking) -> tuple[str, str]:
    return f"{booking.starts_at:%d %b %H:%M}", f"{booking.ends_at:%d %b %H:%M}"


def test_what_was_not_understood_is_told_and_nothing_is_booked_before_one_says_what_it_is(
    studio: World, as_: As
) -> None:
    found = ask(as_("sara"), "ana 24-27 nov harbour final comp")
    assert "palette-form" not in found and titles(found)[0] == "Not understood: “final comp”"
    assert texts(found) == ['ana 24-27 nov harbour "final comp"', "ana 24-27 nov harbour"]
    assert 'data-said="Not understood: “final comp”' in found
    for text in texts(found):
        assert "palette-form" in ask(as_("sara"), text)
    assert fields(ask(as_("sara"), "ana 24-27 nov harbour: final comp"))["title"] == "final comp"


def test_days_that_run_backwards_are_asked_about_with_all_they_may_mean(studio: World, as_: As) -> None:
    found = ask(as_("sara"), "ana 23-21 dec harbour hold")
    assert "palette-form" not in found and "Go to" not in found and titles(found)[0] == "Which days?"
    assert options(found)[:3] == ["Mon 21 – Wed 23 Dec", "Mon 23 Nov – Mon 21 Dec", "Wed 23 Dec 2026 – Thu 21 Jan 2027"]
    days = [fields(ask(as_("sara"), text)) for text in texts(found)]
    assert [(one["starts_on"], one["ends_on"]) for one in days] == [
        ("2026-12-21", "2026-12-23"), ("2026-11-23", "2026-12-21"), ("2026-12-23", "2027-01-21"),
    ]  # fmt: skip


def test_several_artists_are_booked_together_and_seen_before(studio: World, as_: As) -> None:
    sara = as_("sara")
    found = ask(sara, "kofi and ana duarte 24-25 nov harbour pencil: comp")
    assert options(found)[0].startswith("Kofi Mensah , Ana Duarte on Harbour S2 · comp Tue 24 – Wed 25 Nov Pencil")
    assert "Book all" in options(found)[0] and 'action="/harbour/bookings/crew"' in found
    answer = sara.post("/harbour/bookings/crew", data=fields(found), headers=HTMX)
    assert answer.status_code == 201
    told = json.loads(answer.headers["HX-Trigger"])["flash"]["message"]
    assert told == "Booked Kofi Mensah, Ana Duarte on Harbour S2, Tue 24 – Wed 25 Nov."
    times = ("24 Nov 09:00", "25 Nov 18:00", "comp")
    assert booked(studio) == [("Ana Duarte", *times), ("Kofi Mensah", *times)]
    assert sara.post("/harbour/bookings/crew", data=fields(found), headers=HTMX).status_code == 201
    assert len(booked(studio)) == 2  # pressed twice


def test_when_one_of_them_is_taken_it_is_said_and_the_others_can_be_had_alone(studio: World, as_: As) -> None:
    kofi = studio.artist("Mirela Pop")
    studio.booking(kofi, studio.harbour_s2, days(1, 2), "confirmed", title="grade")
    found = ask(as_("sara"), "kofi, mirela & ana duarte 24 nov aurora")
    assert "palette-form" not in found and "Already booked: Harbour S2 · grade" in " ".join(found.split())
    assert titles(found)[1] == "Mirela Pop is taken"
    assert texts(found) == ["Kofi Mensah, Ana Duarte 24 nov aurora", "Mirela Pop 24 nov aurora"]
    assert "crew" in ask(as_("sara"), texts(found)[0])
    assert "See ways out" in ask(as_("sara"), texts(found)[1])


@pytest.mark.parametrize("htmx", [True, False])
def test_none_of_several_is_booked_when_one_was_taken_meanwhile(studio: World, as_: As, htmx: bool) -> None:
    sara, words = as_("sara"), "kofi and ana duarte 24-25 nov harbour"
    form = fields(ask(sara, words))
    studio.booking(studio.ana_duarte, studio.harbour_s2, days(2), "confirmed")
    answer = sara.post("/harbour/bookings/crew", data=form, headers=HTMX if htmx else {})
    if htmx:
        assert answer.status_code == 409
        assert "Nothing was booked: Ana Duarte is already booked." in answer.headers["HX-Trigger"]
        assert "askAgain" in answer.headers["HX-Trigger"]
    else:
        page = sara.get(answer.location)
        assert "Nothing was booked: Ana Duarte is already booked." in page.text and words in page.text
    assert [name for name, *_rest in booked(studio)] == ["Ana Duarte"]
    with studio.acting():
        kinds = db.session.scalars(select(Event.kind).order_by(Event.seq)).all()
        assert "booking.conflict" in kinds  # as of any that was refused


def test_what_no_form_of_several_sends_is_refused(studio: World, as_: As) -> None:
    sara = as_("sara")
    assert sara.post("/harbour/bookings/crew", data={}, headers=HTMX).status_code == 400
    many = {f"{number}-artist_id": str(studio.ana_duarte.id) for number in range(21)}
    assert sara.post("/harbour/bookings/crew", data=many, headers=HTMX).status_code == 400
    form = fields(ask(sara, "kofi and ana duarte 24-25 nov harbour")) | {"1-ends_on": "2026-11-01"}
    answer = sara.post("/harbour/bookings/crew", data=form, headers=HTMX)
    assert answer.status_code == 409 and "The end must not be before the start." in answer.headers["HX-Trigger"]
    assert booked(studio) == []
    assert as_("vera").post("/harbour/bookings/crew", data=form, headers=HTMX).status_code == 403


@pytest.mark.parametrize(
    ("words", "begins", "ends"),
    [
        ("half day", "09:00", "13:00"), ("half a day", "09:00", "13:00"), ("morning", "09:00", "13:00"),
        ("afternoon", "14:00", "18:00"), ("half day pm", "14:00", "18:00"), ("am", "09:00", "13:00"),
    ],
)  # fmt: skip
def test_half_a_day_is_half_of_the_artists_own_working_day(
    studio: World, as_: As, words: str, begins: str, ends: str
) -> None:
    sara = as_("sara")
    studio.artist("Yuki Tanaka", zone="Asia/Tokyo")
    found = ask(sara, f"kofi and yuki 24 nov {words} harbour")
    half = "first" if begins == "09:00" else "second"
    assert f"Tue 24 Nov, the {half} half of the day" in options(found)[0]
    assert sara.post("/harbour/bookings/crew", data=fields(found), headers=HTMX).status_code == 201
    there = [f"24 Nov {int(time[:2]) - 9:02}:00" for time in (begins, ends)]
    assert booked(studio) == [
        ("Kofi Mensah", f"24 Nov {begins}", f"24 Nov {ends}", ""), ("Yuki Tanaka", *there, ""),
    ]  # fmt: skip


def test_half_of_several_days_is_asked_about(studio: World, as_: As) -> None:
    found = ask(as_("sara"), "kofi 24-25 nov half day harbour")
    assert "palette-form" not in found and titles(found)[0] == "Half of which day?"
    assert texts(found) == ["kofi 24 Nov 2026 half day harbour", "kofi 25 Nov 2026 half day harbour"]
    assert "From when?" in ask(as_("sara"), "kofi 24 nov 2h harbour")


@pytest.fixture
def planned(studio: World) -> World:
    """Ana Duarte is pencilled Tuesday to Thursday, Kofi twice."""
    studio.kestrel = studio.project("Kestrel", code="KES")  # type: ignore[attr-defined]
    kofi = next(artist for artist in artists_of(studio) if artist.name == "Kofi Mensah")
    studio.booking(studio.ana_duarte, studio.harbour_s2, days(1, 3), "pencil", title="comp")
    studio.booking(kofi, studio.harbour_s2, days(0), "pencil")
    studio.booking(kofi, studio.kestrel, days(3), "confirmed")
    return studio


def artists_of(world: World) -> list[Artist]:
    with world.acting():
        found = db.session.scalars(select(Artist)).all()
        db.session.expunge_all()
    return list(found)


def move(client: FlaskClient, words: str) -> tuple[str, int]:
    """What is offered for some words, and the answer to taking it."""
    found = ask(client, words)
    action = re.search(r'<form id="palette-form" method="post" action="([^"]+/span)"', found)
    assert action, "no move is offered"
    return options(found)[0], client.post(action[1], data=fields(found), headers=HTMX).status_code


@pytest.mark.parametrize(
    ("words", "offered", "begins", "ends"),
    [
        ("move ana to next week", "Tue 24 – Thu 26 Nov → Tue 1 – Thu 3 Dec", "01 Dec 09:00", "03 Dec 18:00"),
        ("shift ana's harbour by 2 days", "→ Thu 26 – Mon 30 Nov", "26 Nov 09:00", "30 Nov 18:00"),
        ("move ana 24-26 nov to 1 dec", "→ Tue 1 – Thu 3 Dec", "01 Dec 09:00", "03 Dec 18:00"),
        ("move ana to 1-2 dec", "→ Tue 1 – Wed 2 Dec 3 → 2 working days", "01 Dec 09:00", "02 Dec 18:00"),
        ("push ana a week later", "→ Tue 1 – Thu 3 Dec", "01 Dec 09:00", "03 Dec 18:00"),
        ("extend ana to fri", "→ Tue 24 – Fri 27 Nov 3 → 4 working days", "24 Nov 09:00", "27 Nov 18:00"),
        ("extend ana by two days", "→ Tue 24 – Mon 30 Nov 3 → 5 working days", "24 Nov 09:00", "30 Nov 18:00"),
        ("extend ana duarte until 2 dec", "→ Tue 24 Nov – Wed 2 Dec", "24 Nov 09:00", "02 Dec 18:00"),
    ],
)
def test_a_booking_is_moved_in_words_and_where_to_is_seen_before(
    planned: World, as_: As, words: str, offered: str, begins: str, ends: str
) -> None:
    option, status = move(as_("sara"), words)
    assert option.startswith("Ana Duarte on Harbour S2 · comp") and offered in option and "Free" in option
    assert status == 200
    assert ("Ana Duarte", begins, ends, "comp") in booked(planned) and len(booked(planned)) == 3


def test_which_of_several_bookings_is_moved_is_asked_and_the_choice_says_all_of_it(planned: World, as_: As) -> None:
    sara = as_("sara")
    found = ask(sara, "move kofi to next week")
    assert "palette-form" not in found and titles(found)[0] == "Which booking?"
    assert texts(found) == [
        "move Kofi Mensah Harbour S2 23 Nov 2026 to next week", "move Kofi Mensah Kestrel 26 Nov 2026 to next week",
    ]  # fmt: skip
    option, status = move(sara, texts(found)[1])
    assert "Thu 26 Nov → Thu 3 Dec" in option and status == 200
    assert move(sara, "move kofi mon to 30 nov")[0].startswith("Kofi Mensah on Harbour S2 Mon 23 Nov → Mon 30 Nov")


def test_two_bookings_alike_are_told_apart_by_status_and_title(planned: World, as_: As) -> None:
    planned.booking(planned.ana_duarte, planned.harbour_s2, days(1, 3), "hold")
    found = ask(as_("sara"), "cancel ana")
    assert texts(found) == [
        'cancel Ana Duarte Harbour S2 24-26 Nov 2026 pencil "comp"', "cancel Ana Duarte Harbour S2 24-26 Nov 2026 hold",
    ]  # fmt: skip
    assert titles(ask(as_("sara"), texts(found)[0]))[0] == "Cancel this booking"
    assert titles(ask(as_("sara"), texts(found)[1]))[0] == "Release this hold"


def test_cancelling_asks_for_the_reason_and_editing_opens_the_form(planned: World, as_: As) -> None:
    found = ask(as_("sara"), "cancel ana harbour")
    assert options(found)[0] == "Ana Duarte · Harbour S2 · comp Tue 24 – Thu 26 Nov"
    assert re.search(r'hx-get="/harbour/bookings/[^"]+/cancellation"', found) and "palette-form" not in found
    assert re.search(r'hx-get="/harbour/bookings/[^"]+/edit"', ask(as_("sara"), "change ana harbour"))


@pytest.mark.parametrize(
    ("words", "answer"),
    [
        ("move ana", "Where to?"),
        ("move ana next week", "There is no such booking on these days."),
        ("move ana to kofi", "Not understood: “kofi”"),
        ("move ana to 23-21 dec", "Where to?"),
        ("extend ana to 24 nov", "Where to?"),  # it is longer by now
        ("move ana kestrel to next week", "There is no such booking"),
        ("move to next week", "Say whose it is"),
        ("cancel everything", "Not understood: “everything”"),
        ("move ana to next week asap", "Not understood: “asap”"),
    ],
)
def test_a_change_that_is_not_clear_is_asked_about_and_never_a_new_booking(
    planned: World, as_: As, words: str, answer: str
) -> None:
    found = " ".join(ask(as_("sara"), words).split())
    assert answer in found and "palette-form" not in found and "bookings/new?" not in found


def test_a_move_onto_somebody_elses_time_says_so_and_comes_to_the_conflict(planned: World, as_: As) -> None:
    planned.booking(planned.ana_duarte, planned.kestrel, days(8), "confirmed")
    option, status = move(as_("sara"), "move ana harbour to next week")
    assert "Already booked: Kestrel" in option and "See ways out" in option and status == 409


def test_who_may_not_book_may_not_move(planned: World, as_: As) -> None:
    assert "palette-form" not in ask(as_("vera"), "move ana to next week")


def link(found: str, words: str) -> str:
    for href, text in re.findall(r'<a class="palette-option" href="([^"]+)".*?<span>(.*?)</span>', found, re.S):
        if text == words:
            return href
    raise AssertionError(f"{words} is not offered: {options(found)}")


@pytest.mark.parametrize(
    ("words", "named", "query"),
    [
        ("who is free 7-11 Dec", "Mon 7 – Fri 11 Dec", "date=2026-12-07"),
        ("free compositor next week", "Mon 30 Nov – Fri 4 Dec", "date=2026-11-30&skill=compositing"),
        ("free keying artists 7-11 dec", "Mon 7 – Fri 11 Dec", "date=2026-12-07&skill=keying"),
        ("available lisbon tomorrow", "Tue 24 Nov", "date=2026-11-24"),
        ("anyone free w/c 21 dec", "Mon 21 – Fri 25 Dec", "date=2026-12-21"),
        (
            "free compositors 1 dec - 15 jan",
            "Tue 1 Dec 2026 – Fri 15 Jan 2027",
            "date=2026-12-01&zoom=quarter&skill=compositing",
        ),
    ],
)
def test_who_is_free_leads_to_the_calendar_with_only_those(
    studio: World, as_: As, words: str, named: str, query: str
) -> None:
    studio.artist("Noor Haddad", role="Senior compositor", skills=["compositing", "roto"])
    found = ask(as_("sara"), words)
    href = link(found, f"Who is free {named}")
    assert href.startswith(f"/harbour/schedule?{query}&free_from=") and "palette-form" not in found
    assert ("q=lisbon" in href) == ("lisbon" in words)
    assert as_("sara").get(href).status_code == 200


def test_when_somebody_should_be_free_is_asked_and_words_nobody_answers_to_are_told(studio: World, as_: As) -> None:
    sara = as_("sara")
    assert texts(ask(sara, "who is free")) == ["who is free today", "who is free this week", "who is free next week"]
    assert "Not understood: “welders”" in ask(sara, "free welders next week")
    assert titles(ask(sara, "who is free 23-21 dec"))[0] == "Which days?"
    studio.project("Free Solo")
    assert "Kofi Mensah on Free Solo" in options(ask(sara, "kofi 24 nov free solo"))[0]


@pytest.mark.parametrize(
    ("words", "first"),
    [
        ("help", "Guide"), ("sign out", "Sign out"), ("log out", "Sign out"), ("members", "Members"),
        ("settings", "Studio settings"), ("import", "Import a schedule"), ("new booking", "New booking"),
        ("schedule", "Schedule"), ("help holds", "Search the guide for “holds”"), ("today", "Go to Mon 23 Nov"),
        ("webhooks", "Webhooks"), ("switch studio", "Switch studio"),
    ],
)  # fmt: skip
def test_what_is_called_by_its_name_comes_first(studio: World, as_: As, words: str, first: str) -> None:
    studio.project("Settings of Signs", client="Help Members Import Schedule")
    assert options(ask(as_("mia"), words))[0] == first


def test_help_leads_to_the_guide_and_signing_out_is_a_form(studio: World, as_: As) -> None:
    sara = as_("sara")
    assert link(ask(sara, "help"), "Guide") == "/harbour/help"
    assert link(ask(sara, "help holds"), "Search the guide for “holds”") == "/harbour/help?q=holds"
    found = ask(sara, "sign out")
    assert re.search(r'<form id="palette-sends" method="post" action="/harbour/sign-out" hidden>', found)
    assert 'data-submits="palette-sends"' in found
    assert (
        '<button class="palette-option" type="submit"\n  form="palette-sends"'
        in sara.get("/harbour/palette?q=sign+out").text
    )
    assert "Members" not in options(ask(as_("vera"), "members"))


def test_how_the_pages_look_is_chosen_by_its_name(studio: World, as_: As) -> None:
    for words, name, value in (("dark", "Dark theme", "dark"), ("system theme", "Theme of the system", "system")):
        found = ask(as_("vera"), words)
        assert options(found)[0] == name and f'data-submits="palette-sends-{value}"' in found
        form = rf'<form id="palette-sends-{value}" method="post" action="/harbour/theme".*?name="theme" value="{value}"'
        assert re.search(form, found, re.S)
