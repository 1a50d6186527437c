"""Time off that artists ask for, its answers, what is left of it, and the bookings it falls on."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from threading import Barrier, Thread

import pytest
from flask import Flask
from flask.testing import FlaskClient

from studio.accounts.models import Tenant
from studio.activity.models import Event
from studio.artists.models import Artist
from studio.availability.models import TimeBlock
from studio.availability.queries import working_time_of
from studio.availability.requests import AlreadyAnswered
from studio.extensions import db
from studio.lib.spans import Span
from tests.conftest import browser
from tests.directory.test_availability import kept
from tests.support.cast import World, settle
from tests.support.statements import statements

As = Callable[[str], FlaskClient]
TODAY = datetime.now(UTC).date()
MONDAY = TODAY + timedelta(days=14 - TODAY.weekday())
HERE = "/harbour/time-off"
ASKED = {
    "kind": "vacation", "all_day": "y", "starts_on": str(MONDAY), "ends_on": str(MONDAY + timedelta(days=1)),
    "repeats": "never", "note": "Lisbon.",
}  # fmt: skip
SETTINGS = {"asks": "y", "approval_kinds": ["vacation", "travel"], "vacation_days": "25", "leave_year_starts": "1"}


def at(day: date, hour: int) -> datetime:
    return datetime.combine(day, time(hour), UTC)


def week() -> Span:
    return Span(at(MONDAY, 9), at(MONDAY + timedelta(days=4), 18))


@pytest.fixture
def ana(world: World) -> Artist:
    """Ana, who signs in; her studio wants to be asked for vacation and travel."""
    with world.acting("mia"):
        tenant = db.session.get_one(Tenant, world.tenant.id)
        tenant.change(approval_kinds=["vacation", "travel"], vacation_days=Decimal(25))
        settle()
    return world.artist("Ana Duarte", member_id=world.ana.id, department="Comp", zone="UTC")


def blocks_of(artist: Artist) -> str:
    return f"/harbour/artists/{artist.id}/time-blocks"


def request_of(world: World, client: FlaskClient, artist: Artist, **other: str) -> TimeBlock:
    assert client.post(blocks_of(artist), data={**ASKED, **other}).status_code == 303
    return kept(world, TimeBlock)[-1]


def hours(world: World, artist: Artist) -> int:
    with world.acting():
        return int(working_time_of(db.session.merge(artist)).hours(week()))


def told(world: World, block: TimeBlock) -> list[tuple[str, str, str]]:
    with world.acting():
        return [(event.kind, event.actor_name, event.state["reason"]) for event in Event.history(block.id)]


class TestAsking:
    def test_what_an_artist_asks_for_counts_when_it_is_approved(self, world: World, as_: As, ana: Artist) -> None:
        page = as_("ana").get(f"{blocks_of(ana)}/new").text
        assert "See what it changes" in page
        row = request_of(world, as_("ana"), ana)
        assert (row.status, row.requested_by, hours(world, ana)) == ("requested", world.ana.id, 40)
        shown = as_("ana").get(f"/harbour/artists/{ana.id}/availability").text
        assert "Requested" in shown and 'data-day="asked"' in shown and "/answer" not in shown
        assert as_("sara").post(f"{blocks_of(ana)}/{row.id}/approval", data={"version": "1"}).status_code == 303
        assert hours(world, ana) == 24
        assert told(world, row) == [("time_block.requested", "Ana", ""), ("time_block.approved", "Sara", "")]

    def test_what_needs_no_approval_holds_at_once_and_nobody_asks_to_be_ill(
        self, world: World, as_: As, ana: Artist
    ) -> None:
        for kind in ("sick", "busy"):
            assert request_of(world, as_("ana"), ana, kind=kind).status == "approved"
        assert as_("sara").post(blocks_of(ana), data=ASKED).status_code == 303  # a scheduler asks nobody
        assert {row.status for row in kept(world, TimeBlock)} == {"approved"} and hours(world, ana) == 24

    def test_the_form_says_what_it_takes_what_is_left_and_what_it_falls_on(
        self, world: World, as_: As, ana: Artist
    ) -> None:
        world.booking(ana, world.project("Kestrel"), week(), "hold")
        taken = as_("ana").get(f"{blocks_of(ana)}/check", query_string=ASKED).text
        assert "2 days; 23 days left after this" in taken and "A scheduler has to approve it" in taken
        assert "Kestrel" in taken and "16 h" in taken and "Find cover" not in taken  # which artists may not
        assert "has to approve" not in as_("sara").get(f"{blocks_of(ana)}/check", query_string=ASKED).text
        plain = as_("ana").post(f"{blocks_of(ana)}/check", data={**ASKED, "ends_on": str(MONDAY)})
        assert "1 day; 24 days left after this" in plain.text and kept(world, TimeBlock) == []
        for nonsense in ({}, {"starts_on": "x"}, {**ASKED, "ends_on": "1999-01-01"}):
            answer = as_("ana").get(f"{blocks_of(ana)}/check", query_string=nonsense)
            assert answer.status_code == 200 and "left after" not in answer.text

    def test_a_change_is_asked_for_again_and_a_note_is_not(self, world: World, as_: As, ana: Artist) -> None:
        row, artist = request_of(world, as_("ana"), ana), as_("ana")
        as_("sara").post(f"{blocks_of(ana)}/{row.id}/approval")
        artist.post(f"{blocks_of(ana)}/{row.id}", data={**ASKED, "note": "Porto.", "version": "2"})
        assert (kept(world, TimeBlock)[0].status, hours(world, ana)) == ("approved", 24)
        artist.post(f"{blocks_of(ana)}/{row.id}", data={**ASKED, "ends_on": str(MONDAY), "version": "3"})
        assert (kept(world, TimeBlock)[0].status, hours(world, ana)) == ("requested", 40)
        assert artist.post(f"{blocks_of(ana)}/{row.id}/removal").status_code == 303
        assert kept(world, TimeBlock) == [] and told(world, row)[-1][0] == "time_block.withdrawn"

    def test_an_artist_leaves_alone_what_is_declined_has_begun_or_others_wrote(
        self, world: World, as_: As, ana: Artist
    ) -> None:
        begun = request_of(world, as_("ana"), ana, starts_on=str(TODAY - timedelta(days=3)))
        as_("sara").post(f"{blocks_of(ana)}/{begun.id}/approval")
        declined = request_of(world, as_("ana"), ana)
        as_("sara").post(f"{blocks_of(ana)}/{declined.id}/refusal", data={"reason": "Delivery week."})
        as_("sara").post(blocks_of(ana), data={**ASKED, "kind": "busy"})
        assert "Answer: Delivery week." in as_("ana").get(f"/harbour/artists/{ana.id}/availability").text
        for row in kept(world, TimeBlock):
            assert as_("ana").get(f"{blocks_of(ana)}/{row.id}/edit").status_code == 403
            assert as_("ana").post(f"{blocks_of(ana)}/{row.id}/removal").status_code == 403


class TestAnswering:
    def test_requests_stand_first_with_what_they_come_to(self, world: World, as_: As, ana: Artist) -> None:
        row = request_of(world, as_("ana"), ana)
        world.booking(ana, world.project("Kestrel"), week())
        page = as_("sara").get(HERE).text
        assert "2 days; 23 days left after this" in page and "1 booking falls on it" in page and "Lisbon." in page
        assert as_("sara").get(f"{HERE}/waiting").text.startswith('<span aria-hidden="true">1</span>')
        assert "Ana Duarte" not in as_("sara").get(f"{HERE}?department=Edit").text
        assert "Kestrel" in as_("sara").get(f"{blocks_of(ana)}/{row.id}/answer").text
        bare = as_("sara").post(f"{blocks_of(ana)}/{row.id}/refusal", data={"version": "1"})
        assert bare.status_code == 422 and "Say why" in bare.text
        said = as_("sara").post(f"{blocks_of(ana)}/{row.id}/refusal", data={"version": "1", "reason": "Delivery."})
        assert said.status_code == 303 and told(world, row)[-1] == ("time_block.declined", "Sara", "Delivery.")
        assert as_("sara").get(f"{HERE}/waiting").text == ""
        assert "Sara" in as_("sara").get(HERE).text and "Delivery." in as_("sara").get(HERE).text

    def test_an_answer_to_what_changed_or_was_answered_is_refused(self, world: World, as_: As, ana: Artist) -> None:
        row, sara = request_of(world, as_("ana"), ana), as_("sara")
        as_("ana").post(f"{blocks_of(ana)}/{row.id}", data={**ASKED, "ends_on": str(MONDAY), "version": "1"})
        stale = sara.post(f"{blocks_of(ana)}/{row.id}/approval", data={"version": "1"})
        assert stale.status_code == 409 and "It changed while you were looking" in stale.text
        assert 'name="version" type="hidden" value="2"' in stale.text
        for _twice in range(2):
            assert sara.post(f"{blocks_of(ana)}/{row.id}/approval", data={"version": "2"}).status_code == 303
        late = as_("adam").post(f"{blocks_of(ana)}/{row.id}/refusal", data={"version": "2", "reason": "No."})
        assert late.status_code == 409 and "it is approved" in late.text

    def test_of_two_answers_at_once_one_holds(self, app: Flask, world: World, ana: Artist) -> None:
        with world.acting("ana"):
            row = TimeBlock.request(world.ana, ana, "vacation", datetime.now(UTC), starts_on=MONDAY, ends_on=MONDAY)
            settle()
        together, found = Barrier(2), []

        def answer(verb: str, name: str) -> None:
            with app.app_context(), world.acting(name):
                mine = db.session.get_one(TimeBlock, (world.tenant.id, row.id))
                together.wait(10)
                db.session.refresh(mine, with_for_update=True)
                try:
                    getattr(mine, verb)(world.members[name], datetime.now(UTC), "Because.")
                    db.session.commit()
                    found.append(verb)
                except AlreadyAnswered as refusal:
                    db.session.rollback()
                    found.append(refusal.status)

        threads = [Thread(target=answer, args=pair) for pair in (("approve", "sara"), ("decline", "adam"))]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(20)
        assert sorted(found) in (["approve", "approved"], ["decline", "declined"])
        assert [kind for kind, *_ in told(world, row)][1:] == [f"time_block.{max(found)}"]


class TestDisplaced:
    def test_bookings_under_approved_time_off_are_listed_marked_and_covered(
        self, world: World, as_: As, ana: Artist
    ) -> None:
        kofi, mirela = world.artist("Kofi", zone="UTC"), world.artist("Mirela", zone="UTC")
        booking = world.booking(ana, world.project("Kestrel"), week())
        with world.acting("sara"):
            for artist in (ana, mirela):  # who has the same skills, and is away herself
                TimeBlock.add(world.sara, artist, "sick", starts_on=MONDAY, ends_on=MONDAY + timedelta(days=1))
            settle()
        sara = as_("sara")
        assert "Kestrel" in (page := sara.get(HERE).text) and "16 h" in page
        assert "is away" in sara.get(f"/harbour/bookings/{booking.id}").text
        schedule = sara.get(f"/harbour/schedule?date={MONDAY}").text
        assert "data-away" in schedule and ", away Mon" in schedule
        assert "away Mon" in sara.get(f"/harbour/schedule?date={MONDAY}&view=list").text
        cover = sara.get(f"{HERE}/bookings/{booking.id}/cover").text
        assert "Give it to Kofi" in cover and "Mirela" not in cover
        with world.acting():
            fields = {name: str(value) for name, value in {
                "artist_id": kofi.id, "project_id": booking.project_id, "status": "confirmed", "counts": "working_time",
                "all_day": "y", "starts_on": MONDAY, "ends_on": MONDAY + timedelta(days=4), "version": 1,
            }.items()}  # fmt: skip
        assert sara.post(f"/harbour/bookings/{booking.id}", data=fields).status_code == 303
        assert "Kestrel" not in sara.get(HERE).text

    def test_a_request_is_drawn_for_those_who_answer_it(self, world: World, as_: As, ana: Artist) -> None:
        request_of(world, as_("ana"), ana)
        shown = [as_(name).get(f"/harbour/schedule?date={MONDAY}").text.count("requested") for name in ("sara", "vera")]
        assert shown[0] > 0 and shown[1] == 0

    def test_as_many_queries_for_one_request_as_for_many(self, world: World, as_: As, ana: Artist) -> None:
        sara, project = as_("sara"), world.project("Kestrel")

        def fill(numbers: range) -> int:
            for n in numbers:
                artist = world.artist(f"Artist {n}")
                world.booking(artist, project, week())
                with world.acting("ana"):
                    for ask in (TimeBlock.request, TimeBlock.add):
                        now = {"now": datetime.now(UTC)} if ask == TimeBlock.request else {}
                        ask(world.ana, artist, "vacation", **now, starts_on=MONDAY, ends_on=MONDAY)
                    settle()
            with statements() as sent:
                assert sara.get(HERE).status_code == 200
            return len(sent)

        assert fill(range(2)) == fill(range(2, 8)) <= 20


class TestAllowances:
    def test_the_studio_says_what_is_asked_for_and_how_much_there_is(self, world: World, as_: As) -> None:
        mia, page = as_("mia"), "/harbour/settings/time-off"
        assert mia.post(page, data=SETTINGS).status_code == 303
        with world.acting():
            tenant = db.session.get_one(Tenant, world.tenant.id)
            assert (tenant.approval_kinds, tenant.vacation_days, tenant.sick_days) == (["vacation", "travel"], 25, None)
        assert 'value="25"' in mia.get(page).text
        for change, says in (
            ({"approval_kinds": []}, "Choose at least one"), ({"approval_kinds": ["sick"]}, "Choose some of the list"),
            ({"vacation_days": "many"}, "Write an amount"), ({"sick_days": "367"}, "between 0 and 366"),
            ({"leave_year_starts": "13"}, "Choose one of the list"),
        ):  # fmt: skip
            answer = mia.post(page, data={**SETTINGS, **change})
            assert answer.status_code == 422 and says in answer.text
        assert as_("sara").get(page).status_code == as_("sara").post(page, data=SETTINGS).status_code == 403

    def test_an_artists_own_days_hold_from_a_year_on(self, world: World, as_: As, ana: Artist) -> None:
        sara, own = as_("sara"), f"/harbour/artists/{ana.id}/allowances"
        given = {"year": str(TODAY.year), "vacation_days": "12.5", "sick_days": ""}
        assert sara.post(own, data=given).status_code == 303 and 'value="12.50"' in sara.get(own).text
        page = " ".join(as_("ana").get(f"/harbour/artists/{ana.id}/availability").text.split())
        assert "Days a year" in page and ">12.5<" in page
        assert "Days a year" not in as_("vera").get(f"/harbour/artists/{ana.id}/availability").text
        assert sara.post(own, data={**given, "vacation_days": ""}).status_code == 303
        assert ">25<" in as_("ana").get(f"/harbour/artists/{ana.id}/availability").text
        assert sara.post(own, data={**given, "year": "2001"}).status_code == 422


class TestWhoMay:
    @pytest.mark.parametrize("name", ["ana", "vera"])
    def test_others_than_schedulers_answer_nothing(self, world: World, as_: As, ana: Artist, name: str) -> None:
        row, client = request_of(world, as_("ana"), ana), as_(name)
        booking = world.booking(ana, world.project("Kestrel"), week())
        one = f"{blocks_of(ana)}/{row.id}"
        for path in (f"{one}/answer", f"{HERE}/waiting", f"{HERE}/bookings/{booking.id}/cover",
                     f"/harbour/artists/{ana.id}/allowances"):  # fmt: skip
            assert client.get(path).status_code == 403
        for path in (f"{one}/approval", f"{one}/refusal", f"/harbour/artists/{ana.id}/allowances"):
            assert client.post(path, data={"reason": "Mine."}).status_code == 403
        assert client.get(HERE).status_code == 303
        page = client.get(f"/harbour/artists/{ana.id}/availability?block={row.id}").text
        assert ("Lisbon." in page) == ("Requested" in page) == (name == "ana")
        assert ("asked for" in client.get(f"/harbour/artists/{ana.id}/history").text) == (name == "ana")

    def test_another_artist_asks_for_nobody_else(self, world: World, as_: As, ana: Artist) -> None:
        kofi = world.artist("Kofi")
        for path in ("", "/check"):
            assert as_("ana").post(f"{blocks_of(kofi)}{path}", data=ASKED).status_code == 403
        assert as_("ana").get(f"{blocks_of(kofi)}/check", query_string=ASKED).status_code == 403

    def test_another_studios_do_not_exist(self, world: World, other: World, as_: As, ana: Artist) -> None:
        row = request_of(world, as_("ana"), ana)
        booking = world.booking(ana, world.project("Kestrel"), week())
        oscar = browser(as_("mia").application, other.tokens["oscar"])
        theirs = f"/other/artists/{ana.id}"
        for path in (f"{theirs}/time-blocks/{row.id}/answer", f"{theirs}/allowances",
                     f"{theirs}/time-blocks/check", f"/other/time-off/bookings/{booking.id}/cover"):  # fmt: skip
            assert oscar.get(path).status_code == 404
        for path in ("approval", "refusal"):
            assert oscar.post(f"{theirs}/time-blocks/{row.id}/{path}", data={"reason": "Mine."}).status_code == 404
        assert oscar.post(f"{theirs}/allowances", data={"year": str(TODAY.year)}).status_code == 404
        page = oscar.get(f"/other/time-off?block={row.id}").text
        assert "Ana Duarte" not in page and "Kestrel" not in page and oscar.get("/other/time-off/waiting").text == ""
