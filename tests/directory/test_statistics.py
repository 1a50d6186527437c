"""An artist's statistics: how much of their working time is booked, what became of holds, and who may see it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any
from unittest.mock import patch

import pytest
from flask.testing import FlaskClient

from studio.availability.working_time import DAYS_OFF_TOO, WorkingTime
from studio.bookings.models import Booking
from studio.directory.statistics import medians
from studio.directory.statistics.charts import columns
from studio.directory.statistics.medians import Medians, medians_of
from studio.directory.statistics.periods import Parts, Period, choices
from studio.directory.statistics.queries import Holds
from studio.directory.statistics.utilisation import Claim, Utilisation, utilisation_of
from studio.extensions import db
from studio.lib import clock
from studio.lib.weeks import ISO, Week
from tests.support.cast import World, days, settle
from tests.support.statements import statements

As = Callable[[str], FlaskClient]
LONDON = WorkingTime("Europe/London")
NOVEMBER = Period(date(2026, 11, 23), date(2026, 12, 6))  # two weeks, from a Monday
QUERY = "from=2026-11-23&to=2026-12-06"


def claim(first: int, count: int = 1, status: str = "confirmed", project: str = "p", **more: Any) -> Claim:
    span = days(first, count)
    return Claim("a", project, span.start, span.end, status, **{"counts": "working_time", **more})


def of(*claims: Claim, period: Period = NOVEMBER, week: Week = ISO) -> Utilisation:
    return utilisation_of(LONDON, claims, Parts.of(period, week))


class TestPeriods:
    def test_weeks_and_months_are_cut_off_where_the_period_begins_and_ends(self) -> None:
        period = Period(date(2026, 11, 25), date(2026, 12, 1))
        assert period.weeks(ISO) == [(date(2026, 11, 25), date(2026, 11, 29)), (date(2026, 11, 30), date(2026, 12, 1))]
        assert period.months() == [(date(2026, 11, 25), date(2026, 11, 30)), (date(2026, 12, 1), date(2026, 12, 1))]
        assert period.weeks(Week(first=6))[0].last == date(2026, 11, 28)

    def test_what_is_offered_is_whole_weeks_a_quarter_and_years(self) -> None:
        offered = {str(name): period for name, period in choices(date(2026, 11, 26), ISO)}
        assert offered == {
            "Last 12 weeks": (date(2026, 9, 7), date(2026, 11, 29)),
            "This quarter": (date(2026, 10, 1), date(2026, 12, 31)),
            "This year": (date(2026, 1, 1), date(2026, 12, 31)), "Last year": (date(2025, 1, 1), date(2025, 12, 31)),
        }  # fmt: skip


class TestUtilisation:
    def test_it_is_what_is_pencilled_and_confirmed_of_the_working_hours(self) -> None:
        found = of(claim(0, 2), claim(2, 1, "pencil", "q"), claim(3, 2, "hold"))
        assert (found.whole.available, found.whole.booked, found.whole.held) == (80, 24, 16)
        assert [week.hours.utilisation for week in found.weeks] == [Decimal("0.6"), 0]
        assert [(part.period.first.month, part.hours.available) for part in found.months] == [(11, 48), (12, 32)]
        assert list(found.projects) == ["p", "q"] and found.projects["p"].by_status == {"confirmed": 16, "hold": 16}

    def test_a_booking_counts_the_days_that_lie_in_the_period(self) -> None:
        assert of(claim(-4, 6)).whole.booked == 16

    def test_a_week_is_over_when_more_is_booked_than_is_worked(self) -> None:
        found = of(claim(0, 7, counts=DAYS_OFF_TOO))
        assert [week.period.first for week in found.weeks_over] == [NOVEMBER.first]
        weekend = Period(date(2026, 11, 28), date(2026, 11, 29))
        assert (hours := of(claim(5, counts=DAYS_OFF_TOO), period=weekend).whole).over and hours.utilisation is None

    def test_the_longest_gap_goes_over_days_off_and_ends_at_a_booking(self) -> None:
        assert of(claim(2), claim(8)).gap == (date(2026, 11, 26), date(2026, 11, 30), 3, 24)
        assert of(claim(0, 14, "hold")).gap == (date(2026, 11, 23), date(2026, 12, 4), 10, 80)
        assert of(claim(0, 14)).gap is None

    def test_a_chart_is_as_high_as_its_highest_column(self) -> None:
        busy, idle = of(claim(0, 7, counts=DAYS_OFF_TOO)), of()
        over = columns(busy.weeks, {NOVEMBER.first: Decimal("0.5")}, str)
        assert [text for _at, text in over.lines] == ["0%", "100%", "200%"] and over.columns[0].over
        [bar] = over.columns[0].bars
        assert bar.length == pytest.approx(176 * 0.7) and bar.start + bar.length == over.lines[0][0]
        assert over.columns[0].median == pytest.approx(14 + 176 * 0.75) and over.columns[1].median is None
        assert not any(column.bars for column in columns(idle.weeks, {}, str).columns)

    def test_the_median_is_of_those_who_work(self) -> None:
        nobody = utilisation_of(LONDON, [], Parts.of(Period(date(2026, 11, 28), date(2026, 11, 29)), ISO))
        found = medians_of([of(), of(claim(0, 5)), of(claim(0, 10))], [Holds(4, 1), Holds(2, 1), Holds()])
        assert (found.utilisation, found.conversion, found.longest_gap) == (Decimal("0.5"), Decimal("0.375"), 5)
        assert found.weeks == {NOVEMBER.first: 1, date(2026, 11, 30): 0}
        assert medians_of([nobody], []) == Medians(None, None, None, {}, {})


def this_week() -> str:
    """The query of the days around today: when holds are placed, by the clock."""
    today = datetime.now(UTC).date()
    return f"from={today - timedelta(days=2)}&to={today + timedelta(days=2)}"


class TestPage:
    def test_it_shows_numbers_charts_and_the_tables_behind_them(self, world: World, as_: As) -> None:
        kofi, mirela = world.artist("Kofi"), world.artist("Mirela")
        world.booking(kofi, world.project("Harbour S2"), days(0, 2))
        world.booking(kofi, world.project("Titles"), days(2), "hold")
        world.booking(mirela, world.project("Reel"), days(0, 12))
        page = " ".join(as_("sara").get(f"/harbour/artists/{kofi.id}/statistics?{QUERY}").text.split())
        assert "<dd>20%</dd>" in page and "16 of 80 h" in page and "Studio’s median: 60%" in page
        assert page.count('role="img" aria-labelledby="') == 3 and page.count("<summary>As a table</summary>") == 3
        assert "Mon 23 – Sun 29 Nov 2026, 16 of 40 h booked, 40%" in page
        assert "Titles: 8 h" in page and "Reel" not in page
        assert 'class="chart-median"' in page and 'style="' not in page.partition('id="statistics"')[2]
        assert "8 working days" in page and "Wed 25 Nov – Fri 4 Dec" in page

    def test_holds_count_as_converted_once_they_became_firm(self, world: World, as_: As) -> None:
        kofi, show = world.artist("Kofi"), world.project("Harbour S2")
        placed = [world.booking(kofi, show, days(n), "hold") for n in range(4)]
        world.booking(kofi, show, days(7), "pencil")
        with world.acting("sara"):
            first, second, third = (db.session.get_one(Booking, (world.tenant.id, each.id)) for each in placed[:3])
            first.confirm(world.sara)
            second.pencil_in(world.sara)
            second.cancel(world.sara, "The client left.")
            third.release(world.sara, "Not needed.")
            settle()
        page = " ".join(as_("sara").get(f"/harbour/artists/{kofi.id}/statistics?{this_week()}").text.split())
        assert "<dd>50%</dd>" in page and "2 of 4 placed, 1 still waits" in page and "So few say little." in page

    def test_nothing_booked_is_said_with_a_way_on(self, world: World, as_: As) -> None:
        page = as_("sara").get(f"/harbour/artists/{world.artist('Kofi').id}/statistics").text
        assert "Nothing is booked in this time" in page and "<dd>0%</dd>" in page
        assert 'aria-current="true">Last 12' in page

    @pytest.mark.parametrize(
        ("query", "says"),
        [
            ("from=2026-11-23&to=2026-11-22", "Not before the first day"),
            ("from=2026-01-01&to=2027-01-02", "a year after"), ("from=x&to=2026-11-22", "This is not a date."),
            ("from=2026-11-23", "This is needed."), ("from=1812-01-01&to=1812-01-02", "A year between"),
        ],
    )  # fmt: skip
    def test_a_period_that_makes_no_sense_is_an_error_at_its_field(
        self, world: World, as_: As, query: str, says: str
    ) -> None:
        answer = as_("sara").get(f"/harbour/artists/{world.artist('Kofi').id}/statistics?{query}")
        assert answer.status_code == 422 and says in answer.text

    def test_schedulers_see_everybodys_artists_their_own_and_viewers_none(self, world: World, as_: As) -> None:
        ana, kofi = world.artist("Ana", member_id=world.ana.id), world.artist("Kofi")
        for name, own, others in (("sara", 200, 200), ("ana", 200, 403), ("vera", 403, 403)):
            for artist, status in ((ana, own), (kofi, others)):
                base, client = f"/harbour/artists/{artist.id}", as_(name)
                assert client.get(f"{base}/statistics").status_code == status
                assert (f'href="{base}/statistics"' in client.get(f"{base}/projects").text) == (status == 200)

    def test_it_takes_as_many_statements_however_much_there_is(self, world: World, as_: As) -> None:
        kofi, client = world.artist("Kofi"), as_("sara")
        world.booking(kofi, world.project("Harbour S2"), days(0))
        with statements() as few:
            client.get(f"/harbour/artists/{kofi.id}/statistics?{QUERY}")
        for n in range(1, 4):
            world.booking(world.artist(f"Artist {n}"), world.project(f"Project {n}"), days(n), "hold")
            world.booking(kofi, world.project(f"Reel {n}"), days(n))
        with statements() as many:
            client.get(f"/harbour/artists/{kofi.id}/statistics?{QUERY}")
        assert len(few) == len(many)


class TestLargeStudio:
    def test_a_worker_works_its_median_out_once_and_it_is_kept(self, world: World, as_: As) -> None:
        kofi, client = world.artist("Kofi"), as_("sara")
        world.booking(kofi, world.project("Harbour S2"), days(0, 5))
        path = f"/harbour/artists/{kofi.id}/statistics?{QUERY}"
        with patch.object(medians, "AT_ONCE", 0), patch.object(medians, "enqueue") as asked:
            assert "is being worked out" in client.get(path).text and "is being worked out" in client.get(path).text
            [call] = asked.call_args_list
            job, name, *rest = call.args
            with world.acting():
                job(name, *rest)
                kept = medians.kept(*rest)
                assert kept == medians.worked_out(medians.active(), rest[0], rest[1], clock.now())
            page = client.get(path).text
        assert "Studio’s median: 50%" in page and "is being worked out" not in page
