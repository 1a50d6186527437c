"""What a new studio begins with: ticked off by what is there, gone when all of it is."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

import pytest
from flask.testing import FlaskClient

from studio.accounts.models import Tenant
from studio.extensions import db
from studio.schedule import first_steps
from tests.bookings.test_form import HTMX
from tests.support.cast import World, days
from tests.support.statements import statements

As = Callable[[str], FlaskClient]
STEPS = "/harbour/schedule/first-steps"


@pytest.fixture
def new(world: World) -> Iterator[World]:
    """Harbour Post as it was on its first day, the others in it."""
    with world.acting():
        db.session.get_one(Tenant, world.tenant.id).first_steps_hidden = False
        db.session.commit()
    yield world


def done(client: FlaskClient) -> list[str]:
    """What is ticked off on the page, in the order of the list."""
    page = client.get("/harbour/schedule").text
    return re.findall(r"<li data-done>.*?<span>(.*?)</span>", page, re.S)


def test_a_step_is_ticked_off_by_what_is_there_and_the_list_goes_with_the_last(new: World, as_: As) -> None:
    mia = as_("mia")
    assert done(mia) == ["Invite the others"]
    ana = new.artist("Ana")
    assert done(mia) == ["Add your artists", "Invite the others"]
    harbour = new.project("Harbour")
    assert done(mia) == ["Add your artists", "Add a project", "Invite the others"]
    new.booking(ana, harbour, days(0))
    assert 'id="first-steps"' not in mia.get("/harbour/schedule").text
    assert mia.get(STEPS, headers=HTMX).text == ""


def test_the_steps_lead_where_they_are_done_and_nobody_is_sent_where_they_may_not(new: World, as_: As) -> None:
    page = as_("mia").get(STEPS, headers=HTMX).text
    for address in ("artists/new", "imports/new", "projects/new", "bookings/new"):
        assert f'href="/harbour/{address}"' in page
    assert "Invite" not in as_("sara").get("/harbour/schedule").text
    for name in ("ana", "vera"):
        assert 'id="first-steps"' not in as_(name).get("/harbour/schedule").text
        assert as_(name).get(STEPS).status_code == as_(name).post(f"{STEPS}/dismissal").status_code == 403


def test_somebody_puts_the_list_away_for_the_whole_studio(new: World, as_: As) -> None:
    mia, sara = as_("mia"), as_("sara")
    etag = mia.get("/harbour/schedule").headers["ETag"]
    assert sara.post(f"{STEPS}/dismissal", headers=HTMX).text == ""
    assert 'id="first-steps"' not in mia.get("/harbour/schedule", headers={"If-None-Match": etag}).text
    assert sara.post(f"{STEPS}/dismissal").location == "/harbour/schedule"


def test_an_invitation_nobody_took_up_yet_is_enough(new: World, as_: As) -> None:
    with new.acting():
        db.session.execute(db.text("UPDATE memberships SET removed_at = now() WHERE id <> :me"), {"me": new.mia.id})
        db.session.commit()
    mia = as_("mia")
    assert done(mia) == []
    mia.post("/harbour/invitations", data={"email": "nora@noir.test", "role": "viewer"})
    assert done(mia) == ["Invite the others"]


def test_one_query_asks_and_none_of_a_studio_at_work(new: World, as_: As, monkeypatch: pytest.MonkeyPatch) -> None:
    mia = as_("mia")
    new.booking(new.artist("Ana"), new.project("Harbour"), days(0))
    with statements() as asked:
        mia.get("/harbour/schedule")
    monkeypatch.setattr(first_steps, "MANY", 2)  # an artist, a project, a booking
    with statements() as busy:
        mia.get("/harbour/schedule")
    assert len(asked) == len(busy) + 1


def test_another_studio_s_rows_tick_nothing_off_here(new: World, other: World, as_: As) -> None:
    other.booking(other.artist("Otto"), other.project("Secret"), days(0))
    assert done(as_("mia")) == ["Invite the others"]
