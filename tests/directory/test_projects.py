"""The projects' pages: found, added, changed, archived; by those who may, and with what each may see."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from flask.testing import FlaskClient

from studio.activity.models import Event
from studio.bookings.models import Booking
from studio.extensions import db
from studio.lib.spans import Span
from studio.projects.models import Project
from tests.conftest import browser
from tests.support.cast import World

As = Callable[[str], FlaskClient]
FORM = {
    "name": "Harbour S2", "code": "HB2", "client": "Channel North", "status": "active", "hue": "green",
    "starts_on": "2026-10-12", "ends_on": "2027-02-05", "deadline": "2027-02-01", "budget": "184,000",
    "currency": "GBP", "notes": "Two lines\r\nof notes",
}  # fmt: skip


def soon(days: int = 1) -> Span:
    start = datetime.now(UTC).replace(microsecond=0) + timedelta(days=days)
    return Span(start, start + timedelta(hours=8))


def edited(project: Project, **changes: Any) -> dict[str, Any]:
    return {**FORM, "name": project.name, "version": str(project.version), **changes}


def fresh(world: World, project: Project) -> Project:
    with world.acting():
        found = db.session.get_one(Project, (world.tenant.id, project.id), populate_existing=True)
        db.session.expunge(found)
        return found


def names(page: str) -> list[str]:
    return [part.split(">", 1)[1].split("<")[0] for part in page.split('class="row-link"')[1:]]


class TestList:
    def test_projects_stand_in_the_order_people_expect(self, world: World, as_: As) -> None:
        for name in ("zebra", "Ötzi", "Aurora", "Éclair"):
            world.project(name)
        assert names(as_("vera").get("/harbour/projects").text) == ["Aurora", "Éclair", "Ötzi", "zebra"]

    def test_they_are_found_by_text_client_status_and_life(self, world: World, as_: As) -> None:
        world.project("Harbour S2", code="HB2", client="Channel North")
        world.project("Night Ferry", client="Channel North", status="lead")
        gone = world.project("Saltmarsh", client="Wren")
        client = as_("sara")
        client.post(f"/harbour/projects/{gone.id}/archive")

        def found(query: str) -> list[str]:
            return names(client.get(f"/harbour/projects?{query}").text)

        assert found("q=hb2") == ["Harbour S2"]
        assert found("q=north+ferry") == ["Night Ferry"]
        assert found("client=Channel+North") == ["Harbour S2", "Night Ferry"]
        assert found("client=Channel+North&status=lead") == ["Night Ferry"]
        assert found("archived=yes") == ["Saltmarsh"]
        assert "No project matches" in client.get("/harbour/projects?status=nonsense").text

    def test_htmx_gets_only_the_list(self, world: World, as_: As) -> None:
        world.project("Harbour S2")
        answer = as_("sara").get("/harbour/projects?q=har", headers={"HX-Request": "true"})
        assert "<html" not in answer.text
        assert names(answer.text) == ["Harbour S2"]

    def test_a_hundred_fit_on_a_page(self, world: World, as_: As) -> None:
        with world.acting():
            for number in range(101):
                Project.add(None, f"Job {number:03}", client="Crowd")
            db.session.commit()
        client = as_("sara")
        first = client.get("/harbour/projects?client=Crowd").text
        assert len(names(first)) == 100
        assert "/harbour/projects?page=2&amp;client=Crowd" in first
        assert names(client.get("/harbour/projects?page=2").text) == ["Job 100"]

    def test_an_empty_list_names_the_next_step(self, world: World, as_: As) -> None:
        assert "Add a project" in as_("sara").get("/harbour/projects").text
        assert "Add a project" not in as_("vera").get("/harbour/projects").text

    def test_type_ahead_offers_what_is_not_archived(self, world: World, as_: As) -> None:
        harbour = world.project("Harbour S2", code="HB2", client="Channel North", hue="green")
        gone = world.project("Harbour S1")
        client = as_("sara")
        client.post(f"/harbour/projects/{gone.id}/archive")
        page = client.get("/harbour/projects/options?q=harbour").text
        assert page.count("<option") == 1
        assert f'value="{harbour.id}" data-hue="green" data-note="HB2 · Channel North"' in page


class TestAdding:
    def test_a_scheduler_adds_a_project(self, world: World, as_: As) -> None:
        answer = as_("sara").post("/harbour/projects", data=FORM)
        assert answer.status_code == 303
        with world.acting():
            project = Project.named("harbour s2")
            assert project
            assert answer.location == f"/harbour/projects/{project.id}"
            assert project.budget == Decimal(184000)
            assert project.notes == "Two lines\nof notes"
            assert (project.starts_on, project.ends_on) == (date(2026, 10, 12), date(2027, 2, 5))
            assert [(e.kind, e.actor_name) for e in Event.history(project.id)] == [("project.added", "Sara")]

    def test_only_a_name_is_needed(self, world: World, as_: As) -> None:
        bare = {"name": "Bare", "status": "lead", "hue": "red", "currency": "EUR"}
        answer = as_("sara").post("/harbour/projects", data=bare)
        assert answer.status_code == 303
        page = as_("sara").get(answer.location).text
        assert page.count("Not set") == 4  # three dates and the budget

    def test_the_form_offers_the_least_used_colour(self, world: World, as_: As) -> None:
        world.project("One", hue="red")
        page = as_("sara").get("/harbour/projects/new").text
        assert 'checked id="hue-1" name="hue" type="radio" value="orange"' in page

    def test_a_name_is_taken_once_whatever_its_case(self, world: World, as_: As) -> None:
        world.project("HARBOUR s2")
        answer = as_("sara").post("/harbour/projects", data=FORM)
        assert answer.status_code == 422
        assert "Another project has this name." in answer.text
        assert 'value="184,000"' in answer.text

    @pytest.mark.parametrize(
        ("field", "value", "message"),
        [
            ("name", "", "This is needed."),
            ("name", "x" * 121, "At most 120 characters."),
            ("notes", "no\x00te", "Characters that cannot be seen"),
            ("notes", "x" * 5001, "At most 5000 characters."),
            ("status", "paused", "Choose one of the list."),
            ("starts_on", "12/10/2026", "This is not a date."),
            ("starts_on", "0001-01-01", "A year between 1990 and 2200."),
            ("ends_on", "2026-10-11", "The end must not be before the start."),
            ("budget", "1000000000000", "An amount between 0 and"),
            ("budget", "1,00", "Write an amount"),
            ("currency", "", "Choose one of the list."),
        ],
    )
    def test_what_cannot_be_is_said_at_its_field(
        self, world: World, as_: As, field: str, value: str, message: str
    ) -> None:
        answer = as_("sara").post("/harbour/projects", data={**FORM, field: value})
        assert answer.status_code == 422
        assert message in answer.text
        with world.acting():
            assert db.session.query(Project).count() == 0

    def test_yen_have_no_decimals(self, world: World, as_: As) -> None:
        form = {**FORM, "currency": "JPY", "budget": "1000.50"}
        assert "JPY has 0 decimals" in as_("sara").post("/harbour/projects", data=form).text

    def test_a_project_may_last_one_day(self, world: World, as_: As) -> None:
        form = {**FORM, "starts_on": "2026-11-23", "ends_on": "2026-11-23"}
        assert as_("sara").post("/harbour/projects", data=form).status_code == 303

    @pytest.mark.parametrize("who", ["ana", "vera"])
    def test_artists_and_viewers_may_not(self, world: World, as_: As, who: str) -> None:
        assert as_(who).post("/harbour/projects", data=FORM).status_code == 403
        assert as_(who).get("/harbour/projects/new").status_code == 403
        assert "New project" not in as_(who).get("/harbour/projects").text


class TestChanging:
    def test_a_change_is_saved_and_told(self, world: World, as_: As) -> None:
        project = world.project("Harbour S2", status="lead", deadline=date(2027, 1, 1), budget=Decimal(1000))
        client = as_("sara")
        page = client.get(f"/harbour/projects/{project.id}/edit").text
        assert 'value="2027-01-01"' in page
        answer = client.post(f"/harbour/projects/{project.id}", data=edited(project, deadline="", hue="rose"))
        page = client.get(answer.location).text
        assert "<strong>Sara</strong> changed this project" in page
        assert "Status: Lead → Active" in page
        assert "Deadline: 1 January 2027 → nothing" in page
        assert "Budget: £1,000.00 → £184,000.00" in page
        assert "→ Rose" in page

    def test_who_was_faster_is_named_and_nothing_typed_is_lost(self, world: World, as_: As) -> None:
        project = world.project("Harbour S2", client="Channel North")
        as_("adam").post(f"/harbour/projects/{project.id}", data=edited(project, client="Redbrick"))
        answer = as_("sara").post(f"/harbour/projects/{project.id}", data=edited(project, client="Wren"))
        assert answer.status_code == 409
        assert "<strong>Adam</strong> changed this project" in answer.text
        assert "Client: Channel North → Redbrick" in answer.text
        assert 'value="Wren"' in answer.text
        assert fresh(world, project).client == "Redbrick"

    def test_a_taken_name_changes_nothing(self, world: World, as_: As) -> None:
        world.project("Night Ferry")
        project = world.project("Harbour S2")
        answer = as_("sara").post(f"/harbour/projects/{project.id}", data=edited(project, name="night ferry"))
        assert answer.status_code == 422
        assert fresh(world, project).version == 1

    def test_the_outsider_finds_nothing(self, world: World, other: World, as_: As, app: Any) -> None:
        project = world.project("Harbour S2")
        oscar = browser(app, other.tokens["oscar"])
        for path in ("/other/projects/{}", "/other/projects/{}/edit", "/harbour/projects/{}"):
            assert oscar.get(path.format(project.id)).status_code == 404
        for path in ("/other/projects/{}", "/other/projects/{}/archive", "/other/projects/{}/restoration"):
            assert oscar.post(path.format(project.id), data=edited(project)).status_code == 404
        assert "Harbour" not in oscar.get("/other/projects/options").text
        assert fresh(world, project).version == 1

    @pytest.mark.parametrize("who", ["ana", "vera"])
    def test_artists_and_viewers_may_not(self, world: World, as_: As, who: str) -> None:
        project = world.project("Harbour S2")
        client = as_(who)
        assert client.post(f"/harbour/projects/{project.id}", data=edited(project)).status_code == 403
        assert client.post(f"/harbour/projects/{project.id}/archive").status_code == 403
        page = client.get(f"/harbour/projects/{project.id}").text
        assert f"{project.id}/edit" not in page
        assert "/archive" not in page


class TestMoney:
    @pytest.mark.parametrize("who", ["mia", "adam", "sara"])
    def test_those_who_book_see_budgets(self, world: World, as_: As, who: str) -> None:
        project = world.project("Harbour S2", budget=Decimal("61234.50"))
        assert "£61,234.50" in as_(who).get("/harbour/projects").text
        assert "£61,234.50" in as_(who).get(f"/harbour/projects/{project.id}").text

    @pytest.mark.parametrize("who", ["ana", "vera"])
    def test_artists_and_viewers_see_none(self, world: World, as_: As, who: str) -> None:
        project = world.project("Harbour S2", budget=Decimal("61234.50"))
        as_("sara").post(f"/harbour/projects/{project.id}", data=edited(project, budget="73000"))
        for path in ("/harbour/projects", f"/harbour/projects/{project.id}", "/harbour/projects/options"):
            page = as_(who).get(path).text.split("<main", 1)[-1].split("</main>")[0]
            assert not [word for word in ("61,234", "73,000", "udget", "£", "GBP") if word in page]


def test_a_page_leads_to_the_projects_first_booking_on_the_schedule(world: World, as_: As) -> None:
    """Also when that is over; one that was cancelled was none."""
    artist, harbour = world.artist("Kofi"), world.project("Harbour S2")
    address = f"/harbour/projects/{harbour.id}"
    assert "First booking" not in as_("vera").get(address).text
    gone = world.booking(artist, harbour, soon(-90))
    with world.acting():
        db.session.get_one(Booking, (world.tenant.id, gone.id)).end(None, "The client left")
        db.session.commit()
    world.booking(artist, harbour, soon(3))
    first = world.booking(artist, harbour, soon(-60))
    day = first.starts_at.astimezone(ZoneInfo("Europe/London")).date()
    page = " ".join(as_("vera").get(address).text.split())
    assert f"/harbour/schedule?date={day}&amp;project={harbour.id}#bar-{first.id}" in page
