"""The palette over HTTP: what it finds for whom, what it shows back before it books, what it asks when unsure."""

from __future__ import annotations

import html
import re
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import event, select

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
    assert options(ask(sara, "import")) == ["Import a schedule"]
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
    found = ask(sara, "Ana 24-27 Nov Harbour pencil comp")
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
