"""The studio's working time: its week, those of departments, its own days off; for those who may change the studio."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import update

from studio.accounts.models import Tenant
from studio.artists.models import Artist
from studio.availability.models import EffectivePattern, StudioHoliday
from studio.availability.patterns import OFFICE, one_week
from studio.availability.queries import working_time_of
from studio.extensions import db
from tests.conftest import browser
from tests.directory.test_availability import kept
from tests.support.cast import World, settle

As = Callable[[str], FlaskClient]
HERE = "/harbour/settings/working-time"
TODAY = datetime.now(UTC).date()
MONDAY = TODAY + timedelta(days=7 - TODAY.weekday())
SHORT = {"effective_from": str(MONDAY), "week1_day1": "9-13, 14-18", "week1_day2": "9-13"}


def hours(world: World, artist: Artist) -> list[int]:
    with world.acting():
        worker = working_time_of(db.session.merge(artist))
        return [int(worker.available_on(MONDAY + timedelta(days=n))) for n in range(7)]


def test_the_studios_week_and_a_departments_hold_for_those_without_their_own(world: World, as_: As) -> None:
    ana, kofi = world.artist("Ana", department="Comp"), world.artist("Kofi")
    mia = as_("mia")
    assert "The usual week" in mia.get(HERE).text
    assert mia.post(f"{HERE}/patterns", data=SHORT).status_code == 303
    assert hours(world, kofi) == hours(world, ana) == [8, 4, 0, 0, 0, 0, 0]
    comp = {**SHORT, "department": "Comp", "week1_day2": ""}
    assert mia.post(f"{HERE}/patterns", data=comp).status_code == 303
    assert (hours(world, kofi), hours(world, ana)) == ([8, 4, 0, 0, 0, 0, 0], [8, 0, 0, 0, 0, 0, 0])
    page = mia.get(HERE).text
    assert "<h2>Comp</h2>" in page and "12 h a week" in page
    answer = mia.post(f"{HERE}/patterns", data=SHORT)
    assert answer.status_code == 422 and 'id="effective_from-error"' in answer.text


def test_a_pattern_is_changed_and_removed_and_a_stale_form_told(world: World, as_: As) -> None:
    mia, kofi = as_("mia"), world.artist("Kofi")
    mia.post(f"{HERE}/patterns", data=SHORT)
    one = f"{HERE}/patterns/{kept(world, EffectivePattern)[0].id}"
    assert 'value="09:00–13:00"' in mia.get(f"{one}/edit").text
    assert mia.post(one, data={**SHORT, "week1_day2": "9-11", "version": "1"}).status_code == 303
    assert hours(world, kofi)[:2] == [8, 2]
    answer = mia.post(one, data={**SHORT, "week1_day2": "9-10", "version": "1"})
    assert answer.status_code == 409 and 'value="9-10"' in answer.text
    assert mia.post(one, data={**SHORT, "week1_day2": "9", "version": "2"}).status_code == 422
    assert mia.post(f"{one}/removal").status_code == 303
    assert hours(world, kofi)[:2] == [8, 8]
    assert mia.get(f"{one}/edit").status_code == 404


def test_a_day_off_is_added_and_a_holiday_worked(world: World, as_: As) -> None:
    with world.acting():
        db.session.execute(update(Tenant).values(holiday_region="GB-ENG"))
        settle()
    mia, artist = as_("mia"), world.artist("Kofi")
    assert mia.post(f"{HERE}/holidays", data={"day": str(MONDAY), "name": "Company day"}).status_code == 303
    assert hours(world, artist)[:2] == [0, 8]
    page = mia.get(HERE).text
    assert "Company day" in page and "Good Friday" in page and "England" in page
    assert mia.post(f"{HERE}/holidays", data={"day": f"{TODAY.year}-12-25", "worked": "y"}).status_code == 303
    assert "Make it a day off" in mia.get(HERE).text
    first, second = kept(world, StudioHoliday)
    for row in (first, second):
        assert mia.post(f"{HERE}/holidays/{row.id}/removal").status_code == 303
    assert kept(world, StudioHoliday) == [] and hours(world, artist)[:2] == [8, 8]


@pytest.mark.parametrize(
    ("form", "says"),
    [
        ({"day": "", "name": "Party"}, "This is needed."),
        ({"day": "soon", "name": "Party"}, "This is not a date."),
        ({"day": "2027-05-03", "name": ""}, "This is needed."),
        ({"day": "2027-05-03", "name": "x" * 121}, "At most 120 characters."),
        ({"day": "2027-05-04", "name": "Party"}, "This day is listed already."),
    ],
)
def test_a_day_that_makes_no_sense_is_an_error_and_stays(
    world: World, as_: As, form: dict[str, str], says: str
) -> None:
    with world.acting("mia"):
        StudioHoliday.insert(world.mia, day=date(2027, 5, 4), name="Picnic")
        settle()
    answer = as_("mia").post(f"{HERE}/holidays", data=form)
    assert answer.status_code == 422 and says in answer.text
    assert ("Party" in answer.text) == (form["name"] == "Party")


@pytest.mark.parametrize("name", ["sara", "ana", "vera"])
def test_only_owners_and_admins_come_in(world: World, as_: As, name: str) -> None:
    assert as_("adam").get(HERE).status_code == 200
    client = as_(name)
    for path in ("", "/patterns/new"):
        assert client.get(HERE + path).status_code == 403
    for path in ("/patterns", "/holidays"):
        assert client.post(HERE + path, data=SHORT).status_code == 403


def test_another_studios_and_an_artists_own_do_not_exist(world: World, other: World, as_: As) -> None:
    ana = world.artist("Ana")
    with world.acting("mia"):
        own = EffectivePattern.add(world.mia, MONDAY, one_week(OFFICE), db.session.merge(ana))
        studios = EffectivePattern.add(world.mia, MONDAY, one_week(OFFICE))
        holiday = StudioHoliday.insert(world.mia, day=MONDAY, name="Picnic")
        settle()
    mia, oscar = as_("mia"), browser(as_("mia").application, other.tokens["oscar"])
    assert mia.get(f"{HERE}/patterns/{own.id}/edit").status_code == 404
    there = "/other/settings/working-time"
    assert oscar.get(f"{there}/patterns/{studios.id}/edit").status_code == 404
    for path in (f"patterns/{studios.id}", f"patterns/{studios.id}/removal", f"holidays/{holiday.id}/removal"):
        assert oscar.post(f"{there}/{path}", data=SHORT).status_code == 404
    assert "Picnic" not in oscar.get(there).text
