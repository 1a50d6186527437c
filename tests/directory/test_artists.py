"""The artists' pages: found, added, changed, archived; by those who may, and with what each may see."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import event

from studio.accounts.models import Membership
from studio.activity.models import Event
from studio.artists.models import Artist
from studio.extensions import db
from studio.lib.spans import Span
from tests.conftest import browser
from tests.support.cast import NOTHING, World

As = Callable[[str], FlaskClient]
FORM = {
    "name": "Kofi Mensah", "role": "Compositor", "department": "Comp", "city": "London", "email": "kofi@studio.test",
    "skills": "Nuke, roto,  nuke , , clean  up", "tags": "", "zone": "Europe/London", "hourly_rate": "1,052.50",
    "currency": "GBP", "member_id": "",
}  # fmt: skip


def soon(days: int = 1) -> Span:
    start = datetime.now(UTC).replace(microsecond=0) + timedelta(days=days)
    return Span(start, start + timedelta(hours=8))


def edited(artist: Artist, **changes: Any) -> dict[str, Any]:
    return {**FORM, "name": artist.name, "version": str(artist.version), **changes}


def fresh(world: World, artist: Artist) -> Artist:
    with world.acting():
        found = db.session.get_one(Artist, (world.tenant.id, artist.id), populate_existing=True)
        db.session.expunge(found)
        return found


def names(page: str) -> list[str]:
    return [part.split("<")[0] for part in page.split('class="row-link"')[1:] for part in [part.split(">", 1)[1]]]


class TestList:
    def test_artists_stand_in_the_order_people_expect(self, world: World, as_: As) -> None:
        for name in ("Zoe", "ömer", "Åsa", "bela", "Édith"):
            world.artist(name)
        assert names(as_("vera").get("/harbour/artists").text) == ["Åsa", "bela", "Édith", "ömer", "Zoe"]

    def test_words_are_found_in_any_order_without_case_or_accents(self, world: World, as_: As) -> None:
        world.artist("Tomás Rivas", city="Madrid", skills=["Houdini"])
        world.artist("Ana Duarte", city="Lisbon")
        client = as_("sara")
        for query in ("tomas", "RIVAS tom", "madrid houdini"):
            assert names(client.get("/harbour/artists", query_string={"q": query}).text) == ["Tomás Rivas"]
        assert "No artist matches" in client.get("/harbour/artists?q=nobody").text

    def test_a_department_and_the_archived_can_be_asked_for(self, world: World, as_: As) -> None:
        world.artist("Ana", department="Comp")
        world.artist("Kofi", department="3D")
        gone = world.artist("Gone", department="Comp")
        client = as_("sara")
        client.post(f"/harbour/artists/{gone.id}/archive")
        assert names(client.get("/harbour/artists?department=Comp").text) == ["Ana"]
        assert names(client.get("/harbour/artists?archived=yes").text) == ["Gone"]

    def test_htmx_gets_only_the_list(self, world: World, as_: As) -> None:
        world.artist("Ana")
        answer = as_("sara").get("/harbour/artists?q=an", headers={"HX-Request": "true"})
        assert "<html" not in answer.text
        assert names(answer.text) == ["Ana"]
        assert "HX-Request" in answer.headers["Vary"]

    def test_a_hundred_fit_on_a_page_and_the_filters_go_along(self, world: World, as_: As) -> None:
        with world.acting():
            for number in range(101):
                Artist.add(None, f"Extra {number:03}", department="Crowd")
            db.session.commit()
        client = as_("sara")
        first = client.get("/harbour/artists?department=Crowd&q=extra").text
        assert len(names(first)) == 100
        assert "/harbour/artists?page=2&amp;q=extra&amp;department=Crowd" in first
        assert names(client.get("/harbour/artists?page=2").text) == ["Extra 100"]
        assert names(client.get("/harbour/artists?page=99").text) == ["Extra 100"]
        assert len(names(client.get("/harbour/artists?page=-3&_external=1&_scheme=x").text)) == 100

    def test_an_empty_list_names_the_next_step(self, world: World, as_: As) -> None:
        assert "Add an artist" in as_("sara").get("/harbour/artists").text
        viewer = as_("vera").get("/harbour/artists").text
        assert "No artists yet" in viewer
        assert "Add an artist" not in viewer

    def test_the_number_of_queries_does_not_grow(self, world: World, as_: As, app: Any) -> None:
        client, counts = as_("sara"), []
        for number in range(2):
            for n in range(1 + 20 * number):
                world.artist(f"A{number}-{n}")
            counts.append(queries(lambda: client.get("/harbour/artists")))
        assert counts[0] == counts[1]


def queries(call: Callable[[], Any]) -> int:
    seen: list[str] = []
    engine = db.engine
    event.listen(engine, "before_cursor_execute", note := lambda *args: seen.append(args[2]))
    try:
        assert call().status_code == 200
    finally:
        event.remove(engine, "before_cursor_execute", note)
    return len(seen)


class TestOptions:
    def test_type_ahead_offers_active_artists(self, world: World, as_: As) -> None:
        ana = world.artist("Ana <Duarte>", role="Compositor", city="Lisbon")
        world.artist("Kofi")
        page = as_("sara").get("/harbour/artists/options?q=duarte").text
        assert f'value="{ana.id}"' in page
        assert 'data-note="Compositor · Lisbon"' in page
        assert "Ana &lt;Duarte&gt;" in page
        assert "Kofi" not in page

    def test_at_most_fifty_are_offered(self, world: World, as_: As) -> None:
        with world.acting():
            for number in range(60):
                Artist.add(None, f"Extra {number}")
            db.session.commit()
        assert as_("sara").get("/harbour/artists/options").text.count("<option") == 50


class TestAdding:
    def test_a_scheduler_adds_an_artist(self, world: World, as_: As) -> None:
        answer = as_("sara").post("/harbour/artists", data=FORM)
        assert answer.status_code == 303
        with world.acting():
            kofi = Artist.named("kofi mensah")
            assert kofi
            assert answer.location == f"/harbour/artists/{kofi.id}"
            assert kofi.skills == ["Nuke", "roto", "clean up"]
            assert kofi.hourly_rate == Decimal("1052.50")
            assert kofi.member_id is None
            assert [e.actor_name for e in Event.history(kofi.id)] == ["Sara"]

    def test_the_form_starts_from_the_studios_ways(self, world: World, as_: As) -> None:
        page = as_("sara").get("/harbour/artists/new").text
        assert '<option selected value="Europe/London">' in page
        assert '<option selected value="GBP">' in page

    def test_a_name_is_taken_once_whatever_its_case(self, world: World, as_: As) -> None:
        world.artist("kofi mensah")
        answer = as_("sara").post("/harbour/artists", data=FORM)
        assert answer.status_code == 422
        assert "Another artist has this name." in answer.text
        assert 'value="1,052.50"' in answer.text  # nothing typed is lost

    def test_another_studio_may_have_the_same_name(self, world: World, other: World, as_: As) -> None:
        other.artist("Kofi Mensah")
        assert as_("sara").post("/harbour/artists", data=FORM).status_code == 303

    @pytest.mark.parametrize(
        ("field", "value", "message"),
        [
            ("name", "", "This is needed."),
            ("name", "   ", "This is needed."),
            ("name", "x" * 121, "At most 120 characters."),
            ("name", "Ko\x00fi", "Characters that cannot be seen"),
            ("name", "Ko\x1b[31mfi", "Characters that cannot be seen"),
            ("city", "Lon\ndon", "Characters that cannot be seen"),
            ("skills", "nu\x00ke", "Characters that cannot be seen"),
            ("skills", "x" * 61, "At most 40 entries"),
            ("email", "kofi", "not an email address"),
            ("zone", "Mars/Olympus", "Choose one of the list."),
            ("hourly_rate", "fifty", "Write an amount"),
            ("hourly_rate", "NaN", "Write an amount"),
            ("hourly_rate", "1e9", "Write an amount"),
            ("hourly_rate", "1,5", "Write an amount"),
            ("hourly_rate", "-1", "An amount between 0 and"),
            ("hourly_rate", "99999999999", "An amount between 0 and"),
            ("hourly_rate", "1.005", "GBP has 2 decimals"),
            ("currency", "DEM", "Choose one of the list."),
            ("member_id", NOTHING, "Choose one of the list."),
            ("member_id", "nonsense", "Choose one of the list."),
        ],
    )
    def test_what_cannot_be_is_said_at_its_field(
        self, world: World, as_: As, field: str, value: str, message: str
    ) -> None:
        answer = as_("sara").post("/harbour/artists", data={**FORM, field: value})
        assert answer.status_code == 422
        assert message in answer.text
        with world.acting():
            assert db.session.query(Artist).count() == 0

    def test_an_outsiders_member_cannot_be_linked(self, world: World, other: World, as_: As) -> None:
        answer = as_("sara").post("/harbour/artists", data={**FORM, "member_id": str(other.oscar.id)})
        assert answer.status_code == 422

    @pytest.mark.parametrize("who", ["ana", "vera"])
    def test_artists_and_viewers_may_not(self, world: World, as_: As, who: str) -> None:
        assert as_(who).post("/harbour/artists", data=FORM).status_code == 403
        assert as_(who).get("/harbour/artists/new").status_code == 403
        assert "New artist" not in as_(who).get("/harbour/artists").text

    def test_a_post_without_the_csrf_token_is_refused(self, world: World, as_: As) -> None:
        client = as_("sara")
        del client.environ_base["HTTP_X_CSRFTOKEN"]
        assert client.post("/harbour/artists", data=FORM).status_code == 400


class TestChanging:
    def test_a_change_is_saved_and_told(self, world: World, as_: As) -> None:
        artist = world.artist("Kofi", role="Junior", hourly_rate=Decimal(40))
        client = as_("sara")
        assert client.get(f"/harbour/artists/{artist.id}/edit").status_code == 200
        answer = client.post(f"/harbour/artists/{artist.id}", data=edited(artist, role="Senior", hourly_rate="55"))
        assert answer.status_code == 303
        page = client.get(f"{answer.location}/history").text
        assert "<strong>Sara</strong> changed this artist" in page
        assert "Role: Junior → Senior" in page
        assert "Hourly rate: £40.00 → £55.00" in page

    def test_what_is_saved_is_what_the_form_made_of_it(self, world: World, as_: As) -> None:
        """An address is written in one way, whoever types it how, when it is added and when it is changed."""
        sara = as_("sara")
        url = sara.post("/harbour/artists", data={**FORM, "email": "kofi@STUDIO.test"}).location
        assert "kofi@studio.test" in sara.get(url).text
        sara.post(url, data={**FORM, "email": "mensah@STUDIO.test", "version": "1"})
        assert "mensah@studio.test" in sara.get(url).text

    def test_saving_without_a_change_tells_nothing(self, world: World, as_: As) -> None:
        client = as_("sara")
        url = client.post("/harbour/artists", data=FORM).location
        client.post(url, data={**FORM, "version": "1"})
        with world.acting():
            artist = Artist.named("Kofi Mensah")
            assert artist
            assert [e.kind for e in Event.history(artist.id)] == ["artist.added"]

    def test_who_was_faster_is_named_and_nothing_typed_is_lost(self, world: World, as_: As) -> None:
        artist = world.artist("Kofi", city="Accra")
        as_("adam").post(f"/harbour/artists/{artist.id}", data=edited(artist, city="Lagos"))
        answer = as_("sara").post(f"/harbour/artists/{artist.id}", data=edited(artist, city="Kumasi"))
        assert answer.status_code == 409
        assert "<strong>Adam</strong> changed this artist" in answer.text
        assert "City: Accra → Lagos" in answer.text
        assert 'value="Kumasi"' in answer.text
        assert fresh(world, artist).city == "Lagos"
        assert 'name="version" type="hidden" value="2"' in answer.text
        again = as_("sara").post(f"/harbour/artists/{artist.id}", data=edited(artist, city="Kumasi", version="2"))
        assert again.status_code == 303
        assert fresh(world, artist).city == "Kumasi"

    @pytest.mark.parametrize("version", ["", "x", "99", "9" * 40, "-1", "٣"])
    def test_a_version_that_makes_no_sense_is_stale(self, world: World, as_: As, version: str) -> None:
        artist = world.artist("Kofi")
        answer = as_("sara").post(f"/harbour/artists/{artist.id}", data=edited(artist, version=version))
        assert answer.status_code == 409

    def test_a_taken_name_changes_nothing(self, world: World, as_: As) -> None:
        world.artist("Ana")
        artist = world.artist("Kofi")
        answer = as_("sara").post(f"/harbour/artists/{artist.id}", data=edited(artist, name="ANA"))
        assert answer.status_code == 422
        assert "Another artist has this name." in answer.text
        assert fresh(world, artist).name == "Kofi"

    def test_a_member_is_linked_and_stays_offered_when_they_leave_the_role(self, world: World, as_: As) -> None:
        artist = world.artist("Ana Duarte", member_id=world.ana.id)
        client = as_("sara")
        page = client.get(f"/harbour/artists/{artist.id}/edit").text
        assert f'<option selected value="{world.ana.id}">' in page
        assert str(world.vera.id) not in page  # only artists can be linked

    def test_a_former_member_stays_linked_until_somebody_says_otherwise(self, world: World, as_: As) -> None:
        artist = world.artist("Ana Duarte", member_id=world.ana.id)
        with world.acting():
            db.session.get_one(Membership, (world.tenant.id, world.ana.id)).removed_at = datetime.now(UTC)
            db.session.commit()
        client = as_("sara")
        assert "A former member" in client.get(f"/harbour/artists/{artist.id}/edit").text
        form = edited(artist, member_id=str(world.ana.id))
        assert client.post(f"/harbour/artists/{artist.id}", data=form).status_code == 303
        assert fresh(world, artist).member_id == world.ana.id
        client.post(f"/harbour/artists/{artist.id}", data=edited(artist, version="2"))
        page = client.get(f"/harbour/artists/{artist.id}/history").text
        assert "Sign-in: linked to a member → nothing" in page

    def test_the_outsider_finds_nothing(self, world: World, other: World, as_: As, app: Any) -> None:
        artist = world.artist("Kofi")
        oscar = browser(app, other.tokens["oscar"])
        for path in (
            f"/other/artists/{artist.id}",
            f"/other/artists/{artist.id}/edit",
            f"/harbour/artists/{artist.id}",
        ):
            assert oscar.get(path).status_code == 404
        for path in (f"/other/artists/{artist.id}", f"/other/artists/{artist.id}/archive"):
            assert oscar.post(path, data=edited(artist, city="Nowhere")).status_code == 404
        assert "Kofi" not in oscar.get("/other/artists/options").text
        assert fresh(world, artist).version == 1

    @pytest.mark.parametrize("who", ["ana", "vera"])
    def test_artists_and_viewers_may_not(self, world: World, as_: As, who: str) -> None:
        artist = world.artist("Kofi")
        client = as_(who)
        assert client.post(f"/harbour/artists/{artist.id}", data=edited(artist)).status_code == 403
        assert client.post(f"/harbour/artists/{artist.id}/archive").status_code == 403
        assert client.delete(f"/harbour/artists/{artist.id}/archive").status_code == 403
        page = client.get(f"/harbour/artists/{artist.id}").text
        assert f"{artist.id}/edit" not in page
        assert "/archive" not in page


class TestMoney:
    @pytest.mark.parametrize("who", ["mia", "adam", "sara"])
    def test_those_who_book_see_rates(self, world: World, as_: As, who: str) -> None:
        artist = world.artist("Kofi", hourly_rate=Decimal("61.25"))
        assert "£61.25" in as_(who).get("/harbour/artists").text
        assert "£61.25" in as_(who).get(f"/harbour/artists/{artist.id}").text

    def test_viewers_see_none(self, world: World, as_: As) -> None:
        artist = world.artist("Kofi", hourly_rate=Decimal("61.25"))
        as_("sara").post(f"/harbour/artists/{artist.id}", data=edited(artist, hourly_rate="73.75"))
        for path in ("/harbour/artists", f"/harbour/artists/{artist.id}", "/harbour/artists/options"):
            page = as_("vera").get(path).text
            assert not [word for word in ("61.25", "73.75", "rate", "Rate", "£", "GBP") if word in visible(page)]

    def test_an_artist_sees_only_their_own(self, world: World, as_: As) -> None:
        own = world.artist("Ana Duarte", hourly_rate=Decimal("61.25"), member_id=world.ana.id)
        theirs = world.artist("Kofi", hourly_rate=Decimal("83.75"))
        client = as_("ana")
        assert "£61.25" in client.get(f"/harbour/artists/{own.id}").text
        for path in ("/harbour/artists", f"/harbour/artists/{theirs.id}"):
            page = client.get(path).text
            assert "83.75" not in page
            assert "61.25" not in page
            assert "rate" not in visible(page).lower()

    def test_a_change_of_rate_alone_is_no_news_to_a_viewer(self, world: World, as_: As) -> None:
        artist = world.artist("Kofi", hourly_rate=Decimal(50))
        with world.acting():
            db.session.get_one(Artist, (world.tenant.id, artist.id)).edit(world.sara, hourly_rate=Decimal(60))
            db.session.commit()
        assert "changed this artist" in as_("mia").get(f"/harbour/artists/{artist.id}/history").text
        assert "changed this artist" not in as_("vera").get(f"/harbour/artists/{artist.id}/history").text


def visible(page: str) -> str:
    """The page without ids and digests, which may contain any digits."""
    return page.split("<main", 1)[-1].split("</main>")[0].replace("generate", "")


class TestUpcoming:
    def test_bookings_to_come_are_listed_in_the_shown_zone(self, world: World, as_: As) -> None:
        artist, project = world.artist("Kofi"), world.project("Harbour S2")
        coming = world.booking(artist, project, soon(3), "hold", title="cleanup")
        world.booking(artist, world.project("Last year"), soon(-30))
        with world.acting():
            gone = world.project("Called off")
        dropped = world.booking(artist, gone, soon(5))
        with world.acting():
            db.session.merge(dropped).cancel(None, "off")
            db.session.commit()
        page = as_("vera").get(f"/harbour/artists/{artist.id}").text
        assert f"/harbour/bookings/{coming.id}" in page
        assert "Times in Europe/London" in page
        assert "Last year" not in page
        assert "Called off" not in page

    def test_a_hold_tells_its_place_in_the_line_also_behind_another_project(self, world: World, as_: As) -> None:
        artist, first, second = world.artist("Kofi"), world.project("Harbour S2"), world.project("Kestrel")
        world.booking(artist, first, soon(3), "hold")
        world.booking(artist, second, soon(3), "hold")
        page = as_("vera").get(f"/harbour/projects/{second.id}").text
        assert "2nd hold" in page
        assert "1st hold" not in page

    def test_many_bookings_take_one_query(self, world: World, as_: As) -> None:
        artist, project = world.artist("Kofi"), world.project("Harbour S2")
        client = as_("sara")
        none = queries(lambda: client.get(f"/harbour/artists/{artist.id}"))
        for day in range(1, 61):
            world.booking(artist, project, soon(day))
        assert queries(lambda: client.get(f"/harbour/artists/{artist.id}")) == none
        assert "The next 50 of 60." in client.get(f"/harbour/artists/{artist.id}").text

    def test_nothing_booked_offers_a_booking_to_those_who_may(self, world: World, as_: As) -> None:
        artist = world.artist("Kofi")
        assert f"/bookings/new?artist_id={artist.id}" in as_("sara").get(f"/harbour/artists/{artist.id}").text
        assert "/bookings/new" not in as_("vera").get(f"/harbour/artists/{artist.id}").text
