"""An artist's availability: seen by everybody, changed by those who may, and why somebody is away by few."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from studio.accounts.models import Tenant
from studio.artists.models import Artist
from studio.availability.models import EffectivePattern, StudioHoliday, TimeBlock
from studio.availability.patterns import OFFICE, WorkingPattern, as_lists, one_week
from studio.extensions import db
from studio.lib.spans import Span
from tests.bookings.test_detail import words
from tests.conftest import browser
from tests.support.cast import NOTHING, World, settle

As = Callable[[str], FlaskClient]
TODAY = datetime.now(UTC).date()
SOON = TODAY + timedelta(days=10)
HOURS = "09:00–13:00, 14:00–18:00"
PATTERN = {"effective_from": str(SOON), **{f"week1_day{n}": "9-13, 14-18" for n in range(1, 4)}}
LEAVE = {
    "kind": "sick", "all_day": "y", "starts_on": str(SOON), "ends_on": str(SOON), "repeats": "never", "note": "Flu.",
}  # fmt: skip
HOURS_OFF = {"kind": "busy", "starts_time": "09:00", "ends_time": "11:00", "repeats": "never"}


def page_of(artist: Artist) -> str:
    return f"/harbour/artists/{artist.id}/availability"


def kept(world: World, model: Any) -> list[Any]:
    with world.acting():
        rows = list(db.session.scalars(select(model).where(model.removed_at.is_(None)).order_by(model.id)))
        db.session.expunge_all()
        return rows


def added(world: World, artist: Artist, kind: str = "sick", by: str = "sara", **columns: Any) -> TimeBlock:
    with world.acting(by):
        given = columns or {"starts_on": SOON, "ends_on": SOON, "note": "Flu."}
        block = TimeBlock.add(world.members[by], artist, kind, **given)
        settle()
    return block


class TestPage:
    def test_everybody_reads_the_week_and_who_said_so(self, world: World, as_: As) -> None:
        ana = world.artist("Ana", department="Comp")
        page = as_("vera").get(page_of(ana)).text
        assert "Mon – Fri" in page and "09:00 – 13:00, 14:00 – 18:00" in page and "40 h a week" in page
        assert "The usual week" in page and "New pattern" not in page and "Add time off" not in page
        with world.acting("sara"):
            EffectivePattern.add(world.sara, date(2026, 1, 5), one_week(OFFICE))
            EffectivePattern.add(world.sara, date(2026, 1, 5), one_week(OFFICE, OFFICE), department="Comp")
            EffectivePattern.add(world.sara, SOON, one_week(OFFICE, OFFICE, OFFICE), ana)
            settle()
        page = as_("vera").get(page_of(ana)).text
        assert "16 h a week" in page and "24 h a week" in page and "8 h a week" not in page.replace("48 h", "")
        assert "The department’s" in page and "Their own" in page and "The studio’s" not in page

    def test_tabs_lead_from_one_page_to_the_other(self, world: World, as_: As) -> None:
        ana = world.artist("Ana")
        assert f'href="{page_of(ana)}"' in as_("vera").get(f"/harbour/artists/{ana.id}").text
        assert f'href="{page_of(ana)}" aria-current="page"' in as_("vera").get(page_of(ana)).text

    def test_why_somebody_is_away_is_for_schedulers_and_themselves(self, world: World, as_: As) -> None:
        ana = world.artist("Ana", member_id=world.ana.id)
        added(world, ana)
        for name in ("sara", "ana"):
            page = as_(name).get(page_of(ana)).text
            assert "Sick" in page and "Flu." in page
        page = as_("vera").get(page_of(ana)).text
        assert "Time off" in page and "Sick" not in page and "Flu." not in page

    def test_what_was_over_90_days_ago_is_not_listed_and_what_comes_again_is(self, world: World, as_: As) -> None:
        ana, long_ago = world.artist("Ana"), TODAY - timedelta(days=100)
        added(world, ana, starts_on=long_ago, ends_on=long_ago, note="Alone.")
        added(world, ana, starts_on=long_ago, ends_on=long_ago, note="Yearly.", rule="FREQ=YEARLY")
        added(world, ana, starts_on=TODAY - timedelta(days=5), ends_on=TODAY - timedelta(days=4), note="Latest.")
        page = as_("sara").get(page_of(ana)).text
        assert "Alone." not in page and "Yearly." in page and "Latest." in page and "every year" in page
        assert page.count("data-over") == 1

    def test_the_year_says_of_each_day_what_it_is(self, world: World, as_: As) -> None:
        ana = world.artist("Ana", holiday_region="GB-ENG")
        added(world, ana, starts_on=date(2027, 3, 1), ends_on=date(2027, 3, 5))
        page = " ".join(as_("vera").get(page_of(ana) + "?year=2027").text.split())
        assert 'title="Good Friday"' in page and page.count('data-day="away"') == 5 + 1  # and in the key
        assert (
            "248 working days" in page and '<td data-day="free">6<span class="visually-hidden"> Day off</span>' in page
        )

    @pytest.mark.parametrize("query", ["year=9999", "month=2027-13", "month=9999-01", "block=x", f"block={NOTHING}"])
    def test_an_address_that_makes_no_sense_shows_this_year(self, world: World, as_: As, query: str) -> None:
        answer = as_("vera").get(f"{page_of(world.artist('Ana'))}?{query}")
        assert answer.status_code == 200 and f'id="year-title">{TODAY.year}<' in answer.text

    def test_the_studios_own_holidays_are_listed(self, world: World, as_: As) -> None:
        with world.acting("mia"):
            StudioHoliday.insert(world.mia, day=date(TODAY.year, 8, 3), name="Summer party")
            settle()
        assert "Summer party" in as_("vera").get(page_of(world.artist("Ana"))).text


class TestPatterns:
    def test_the_form_goes_on_as_it_is(self, world: World, as_: As) -> None:
        page = as_("sara").get(f"/harbour/artists/{world.artist('Ana').id}/patterns/new").text
        assert page.count(f'value="{HOURS}"') == 5

    def test_one_is_added_changed_and_removed(self, world: World, as_: As) -> None:
        ana, sara = world.artist("Ana"), as_("sara")
        answer = sara.post(f"/harbour/artists/{ana.id}/patterns", data=PATTERN)
        assert (answer.status_code, answer.location) == (303, page_of(ana))
        [pattern] = kept(world, EffectivePattern)
        assert (pattern.effective_from, pattern.pattern.weeks) == (SOON, one_week(OFFICE, OFFICE, OFFICE).weeks)
        one = f"/harbour/artists/{ana.id}/patterns/{pattern.id}"
        assert sara.get(f"{one}/edit").text.count(f'value="{HOURS}"') == 3
        turns = {**PATTERN, "version": "1", "alternates": "y", "week2_day5": "22:00-06:00", "week1_day2": ""}
        assert sara.post(one, data=turns).status_code == 303
        [pattern] = kept(world, EffectivePattern)
        assert pattern.weeks == as_lists(WorkingPattern((
            (OFFICE, (), OFFICE, (), (), (), ()), ((), (), (), (), ((time_(22), time_(6)),), (), ()),
        )))  # fmt: skip
        assert "on average" in sara.get(page_of(ana)).text
        assert sara.post(f"{one}/removal").status_code == 303
        assert kept(world, EffectivePattern) == []

    @pytest.mark.parametrize(
        ("change", "says"),
        [
            ({"effective_from": ""}, "This is needed."),
            ({"effective_from": "2026-02-30"}, "This is not a date."),
            ({"week1_day1": "nine to five"}, "Hours such as 9-13, 14-18."),
            ({"week1_day1": "9-25"}, "Hours such as 9-13, 14-18."),
            ({"week1_day1": ", ".join(f"{n}-{n + 1}" for n in range(7))}, "At most 6 intervals a day."),
            ({"week1_day1": "9-13, 12-18"}, "Two of the intervals overlap."),
            ({"week1_day1": "22-10"}, "Two of the intervals overlap."),
        ],
    )
    def test_what_makes_no_sense_is_an_error_and_stays(
        self, world: World, as_: As, change: dict[str, str], says: str
    ) -> None:
        ana = world.artist("Ana")
        answer = as_("sara").post(
            f"/harbour/artists/{ana.id}/patterns", data={**PATTERN, "week1_day4": "8-9", **change}
        )
        assert answer.status_code == 422 and says in answer.text and 'value="8-9"' in answer.text
        assert all(f'value="{typed}"' in answer.text for typed in change.values() if typed)
        assert kept(world, EffectivePattern) == []

    def test_two_do_not_begin_on_one_day(self, world: World, as_: As) -> None:
        ana, sara = world.artist("Ana"), as_("sara")
        assert sara.post(f"/harbour/artists/{ana.id}/patterns", data=PATTERN).status_code == 303
        answer = sara.post(f"/harbour/artists/{ana.id}/patterns", data=PATTERN)
        assert answer.status_code == 422
        assert 'id="effective_from-error"' in answer.text and "Another pattern begins on that day." in answer.text

    def test_a_stale_form_is_told_what_happened_and_can_save_again(self, world: World, as_: As) -> None:
        ana, sara = world.artist("Ana"), as_("sara")
        sara.post(f"/harbour/artists/{ana.id}/patterns", data=PATTERN)
        one = f"/harbour/artists/{ana.id}/patterns/{kept(world, EffectivePattern)[0].id}"
        assert sara.post(one, data={**PATTERN, "version": "1", "week1_day1": "10-12"}).status_code == 303
        answer = as_("mia").post(one, data={**PATTERN, "version": "1", "week1_day1": "8-9"})
        assert answer.status_code == 409 and "Somebody else was faster." in answer.text
        assert 'value="8-9"' in answer.text and 'name="version" type="hidden" value="2"' in answer.text
        assert as_("mia").post(one, data={**PATTERN, "version": "2", "week1_day1": "8-9"}).status_code == 303

    def test_a_pattern_of_four_weeks_keeps_them(self, world: World, as_: As) -> None:
        ana = world.artist("Ana")
        four = WorkingPattern(tuple(one_week(*[OFFICE] * n).weeks[0] for n in range(1, 5)), SOON)
        with world.acting("sara"):
            row = EffectivePattern.add(world.sara, SOON, four, ana)
            settle()
        page = as_("sara").get(f"/harbour/artists/{ana.id}/patterns/{row.id}/edit").text
        assert page.count(f'value="{HOURS}"') == 1 + 2 + 3 + 4


def time_(hour: int) -> Any:
    return datetime(2026, 1, 1, hour).time()  # noqa: DTZ001


class TestTimeBlocks:
    def test_days_are_added_changed_and_removed(self, world: World, as_: As) -> None:
        ana, sara = world.artist("Ana"), as_("sara")
        blocks = f"/harbour/artists/{ana.id}/time-blocks"
        answer = sara.post(blocks, data=LEAVE)
        [block] = kept(world, TimeBlock)
        assert (answer.status_code, answer.location) == (303, f"{page_of(ana)}?block={block.id}")
        assert (block.kind, block.starts_on, block.ends_on, block.note, block.rule) == ("sick", SOON, SOON, "Flu.", "")
        assert "No booking overlaps it." in sara.get(answer.location).text
        last = SOON + timedelta(days=2)
        changed = {**LEAVE, "ends_on": str(last), "repeats": "fortnightly", "until": "2030-01-31", "version": "1"}
        assert sara.post(f"{blocks}/{block.id}", data=changed).status_code == 303
        [block] = kept(world, TimeBlock)
        assert (block.ends_on, block.rule) == (last, "FREQ=WEEKLY;INTERVAL=2;UNTIL=20300131T235959")
        form = sara.get(f"{blocks}/{block.id}/edit").text
        assert '<option selected value="fortnightly">' in form and 'value="2030-01-31"' in form
        assert sara.post(f"{blocks}/{block.id}/removal").status_code == 303
        assert kept(world, TimeBlock) == []

    def test_hours_are_by_the_artists_clock(self, world: World, as_: As) -> None:
        yuki = world.artist("Yuki", zone="Asia/Tokyo")
        data = {**HOURS_OFF, "starts_on": "2027-03-01", "ends_on": "2027-03-01", "repeats": "weekly"}
        assert as_("sara").post(f"/harbour/artists/{yuki.id}/time-blocks", data=data).status_code == 303
        [block] = kept(world, TimeBlock)
        assert (block.starts_at, block.zone) == (datetime(2027, 3, 1, tzinfo=UTC), "Asia/Tokyo")
        page = as_("sara").get(page_of(yuki)).text
        assert "Mon 1 Mar 2027 09:00 – 11:00, every week" in page

    def test_a_time_that_comes_twice_is_asked_about_and_one_that_is_skipped_refused(
        self, world: World, as_: As
    ) -> None:
        blocks, sara = f"/harbour/artists/{world.artist('Ana').id}/time-blocks", as_("sara")
        autumn = {**HOURS_OFF, "starts_on": "2027-10-31", "ends_on": "2027-10-31", "starts_time": "01:30"}
        answer = sara.post(blocks, data=autumn)
        assert answer.status_code == 422
        assert 'name="starts_which"' in answer.text and 'name="ends_which"' not in answer.text
        assert sara.post(blocks, data={**autumn, "starts_which": "later"}).status_code == 303
        assert f"{kept(world, TimeBlock)[0].starts_at:%H:%M}" == "01:30"
        spring = {**HOURS_OFF, "starts_on": "2027-03-28", "ends_on": "2027-03-28", "starts_time": "01:30"}
        answer = sara.post(blocks, data=spring)
        assert answer.status_code == 422 and "there is no such time" in answer.text

    @pytest.mark.parametrize(
        ("change", "says"),
        [
            ({"kind": "asleep"}, "Choose one of the list."),
            ({"repeats": "hourly"}, "Choose one of the list."),
            ({"repeats": "kept"}, "Choose one of the list."),
            ({"starts_on": ""}, "This is needed."),
            ({"ends_on": "2026-02-30"}, "This is not a date."),
            ({"ends_on": "2020-01-01"}, "The end must not be before the start."),
            ({"ends_on": "2199-01-01"}, "Two years at most."),
            ({"all_day": ""}, "A time is needed, or choose whole days."),
            ({"all_day": "", "starts_time": "9:00", "ends_time": "09:00"}, "The end must be after the start."),
            ({"repeats": "weekly", "until": "2020-01-01"}, "Not before the first day."),
            ({"note": "x" * 501}, "At most 500 characters."),
        ],
    )
    def test_what_makes_no_sense_is_an_error_and_nothing_is_lost(
        self, world: World, as_: As, change: dict[str, str], says: str
    ) -> None:
        form = {name: value for name, value in {**LEAVE, **change}.items() if name != "all_day" or value}
        answer = as_("sara").post(f"/harbour/artists/{world.artist('Ana').id}/time-blocks", data=form)
        assert answer.status_code == 422 and says in answer.text
        assert ("Flu." in answer.text) == ("note" not in change)
        assert kept(world, TimeBlock) == []

    def test_a_rule_the_form_has_no_words_for_stays(self, world: World, as_: As) -> None:
        ana, rule = world.artist("Ana"), "FREQ=WEEKLY;BYDAY=MO,WE"
        block = added(world, ana, starts_on=SOON, ends_on=SOON, rule=rule)
        one = f"/harbour/artists/{ana.id}/time-blocks/{block.id}"
        assert "every week on Mon, Wed" in as_("sara").get(f"{one}/edit").text
        assert as_("sara").post(one, data={**LEAVE, "repeats": "kept", "version": "1"}).status_code == 303
        assert kept(world, TimeBlock)[0].rule == rule

    def test_bookings_it_falls_on_are_listed_and_stay(self, world: World, as_: As) -> None:
        ana, titles, reel = world.artist("Ana"), world.project("Titles"), world.project("Reel")
        start = datetime.combine(SOON, time_(9), UTC)
        hit = world.booking(ana, titles, Span(start, start + timedelta(hours=8)))
        beside = start + timedelta(days=3)
        world.booking(ana, reel, Span(beside, beside + timedelta(hours=8)))
        world.booking(world.artist("Kofi"), reel, Span(start, start + timedelta(hours=8)))
        sara = as_("sara")
        page = sara.get(sara.post(f"/harbour/artists/{ana.id}/time-blocks", data=LEAVE).location).text
        assert "1 booking overlaps it" in page and f"/harbour/bookings/{hit.id}" in page and "Reel" not in page
        weekly = {**LEAVE, "starts_on": str(SOON - timedelta(days=4)), "ends_on": str(SOON - timedelta(days=4))}
        again = sara.post(f"/harbour/artists/{ana.id}/time-blocks", data={**weekly, "repeats": "weekly"})
        page = sara.get(again.location).text
        assert "1 booking overlaps it" in page and "Reel" in page

    def test_a_stale_form_keeps_what_was_typed(self, world: World, as_: As) -> None:
        ana = world.artist("Ana")
        one = f"/harbour/artists/{ana.id}/time-blocks/{added(world, ana).id}"
        assert as_("mia").post(one, data={**LEAVE, "kind": "travel", "version": "1"}).status_code == 303
        answer = as_("sara").post(one, data={**LEAVE, "note": "Still flu.", "version": "1"})
        assert answer.status_code == 409 and "Still flu." in answer.text and "Travel" in answer.text


class TestWhoMay:
    @pytest.mark.parametrize("name", ["ana", "vera"])
    def test_other_artists_and_viewers_only_read(self, world: World, as_: As, name: str) -> None:
        artist, client = world.artist("Kofi"), as_(name)
        block, base = added(world, artist), f"/harbour/artists/{artist.id}"
        assert client.get(page_of(artist)).status_code == 200
        for path in ("patterns/new", "time-blocks/new", f"time-blocks/{block.id}/edit"):
            assert client.get(f"{base}/{path}").status_code == 403
        for path in ("patterns", "time-blocks", f"time-blocks/{block.id}", f"time-blocks/{block.id}/removal"):
            assert client.post(f"{base}/{path}", data={**PATTERN, **LEAVE}).status_code == 403

    def test_another_studios_and_another_artists_do_not_exist(self, world: World, other: World, as_: As) -> None:
        kofi, olga = world.artist("Kofi"), other.artist("Olga")
        ours, theirs = added(world, kofi), f"/harbour/artists/{olga.id}"
        sara = as_("sara")
        for path in ("availability", "patterns/new", "time-blocks/new", f"time-blocks/{ours.id}/edit"):
            assert sara.get(f"{theirs}/{path}").status_code == 404
        assert sara.post(f"{theirs}/time-blocks", data=LEAVE).status_code == 404
        mine = world.artist("Ana")
        for path in ("", "/removal"):
            assert sara.post(f"/harbour/artists/{mine.id}/time-blocks/{ours.id}{path}", data=LEAVE).status_code == 404
        assert (
            browser(sara.application, other.tokens["oscar"]).get(f"/other/artists/{kofi.id}/availability").status_code
            == 404
        )


class TestHistory:
    def test_what_happened_stands_in_the_history_of_the_artist(self, world: World, as_: As) -> None:
        ana, sara = world.artist("Ana"), as_("sara")
        base = f"/harbour/artists/{ana.id}"
        sara.post(f"{base}/patterns", data=PATTERN)
        sara.post(f"{base}/time-blocks", data=LEAVE)
        block = kept(world, TimeBlock)[0]
        sara.post(f"{base}/time-blocks/{block.id}", data={**LEAVE, "note": "Still flu.", "version": "1"})
        sara.post(f"{base}/time-blocks/{block.id}/removal")
        page = sara.get(f"{base}/history").text
        kinds = [part.split('"')[0] for part in page.split('<li data-kind="')[1:]]
        assert kinds == [
            "time_block.removed", "time_block.edited", "time_block.added", "working_pattern.added", "artist.added",
        ]  # fmt: skip
        assert "Sick" in page and "Still flu." in page
        page = as_("vera").get(f"{base}/history").text
        assert "Time off" in page and "Sick" not in page and "lu." not in page and "time_block.edited" not in page


def test_it_answers_whether_they_are_free_and_why_not(world: World, other: World, as_: As) -> None:
    kofi = world.artist("Kofi", zone="UTC")
    added(world, kofi, starts_on=date(2027, 3, 3), ends_on=date(2027, 3, 3), note="Flu.")
    booked = datetime(2027, 3, 4, 9, tzinfo=UTC)
    world.booking(kofi, world.project("Film"), Span(booked, booked + timedelta(hours=4)))
    days = f"{page_of(kofi)}/days?from=2027-03-01&until="
    assert "Kofi is free , Mon 1 – Tue 2 Mar." in words(as_("vera").get(f"{days}2027-03-02").text)
    for who, kind in (("sara", "Sick"), ("vera", "Time off")):
        said = words(as_(who).get(f"{days}2027-03-05").text)
        assert f"Kofi is not available: {kind}, Wed 3 Mar." in said and "Already booked: Film, Thu 4 Mar" in said
    assert said in words(as_("vera").get(f"{page_of(kofi)}?from=2027-03-01&until=2027-03-05").text)  # without scripts
    for bad in ("2027-02-01", "x", "9999-01-01", "2031-01-01"):
        assert as_("vera").get(f"{days}{bad}").status_code == 422
    theirs = other.artist("Olive")
    assert as_("vera").get(f"{page_of(theirs)}/days").status_code == 404


class TestPlacement:
    """A block put down on other days of a calendar."""

    def test_days_are_moved_and_stretched_and_taken_back(self, world: World, as_: As) -> None:
        ana, sara = world.artist("Ana"), as_("sara")
        start = datetime.combine(SOON + timedelta(days=2), time_(9), UTC)
        world.booking(ana, world.project("Titles"), Span(start, start + timedelta(hours=8)))
        one = f"/harbour/artists/{ana.id}/time-blocks/{added(world, ana).id}/placement"
        answer = sara.put(one, data={"by": "2", "version": "1"})
        told = json.loads(answer.headers["HX-Trigger"])["placed"]
        assert answer.status_code == 200 and told["message"].endswith("1 booking overlaps it.")
        [block] = kept(world, TimeBlock)
        assert (block.starts_on, block.ends_on, block.note) == (
            SOON + timedelta(days=2),
            SOON + timedelta(days=2),
            "Flu.",
        )
        sara.put(one, data={"ends_on": str(SOON + timedelta(days=5)), "version": "2"})
        assert kept(world, TimeBlock)[0].ends_on == SOON + timedelta(days=5)
        assert sara.put(one, data={**told["undo"], "version": "3"}).status_code == 200
        assert kept(world, TimeBlock)[0].days == (SOON, SOON)

    def test_hours_keep_their_clock(self, world: World, as_: As) -> None:
        ana, hours = world.artist("Ana"), [datetime(2027, 3, 27, h, tzinfo=UTC) for h in (9, 11)]
        block = added(world, ana, "busy", starts_at=hours[0], ends_at=hours[1])
        one = f"/harbour/artists/{ana.id}/time-blocks/{block.id}/placement"
        answer = as_("sara").put(one, data={"by": "1", "version": "1"})  # the clocks go forward
        assert json.loads(answer.headers["HX-Trigger"])["placed"]["undo"] == {"by": -1}
        assert kept(world, TimeBlock)[0].starts_at == datetime(2027, 3, 28, 8, tzinfo=UTC)

    @pytest.mark.parametrize(
        ("sent", "status", "says"),
        [
            ({"by": "1", "version": "7"}, 409, "Somebody changed it"),
            ({"by": "x", "version": "1"}, 422, "valid integer"),
            ({"by": "36000", "version": "1"}, 200, ""),
            ({"by": "36600000", "version": "1"}, 422, "between"),
            ({"starts_on": "2150-01-01", "version": "1"}, 422, "must not be before"),
            ({"ends_on": "2150-01-01", "version": "1"}, 422, "Two years at most."),
            ({"ends_on": "soon", "version": "1"}, 422, "not a date"),
        ],
    )
    def test_what_makes_no_sense_is_a_sentence(
        self, world: World, as_: As, sent: dict[str, str], status: int, says: str
    ) -> None:
        ana = world.artist("Ana")
        answer = as_("sara").put(f"/harbour/artists/{ana.id}/time-blocks/{added(world, ana).id}/placement", data=sent)
        assert answer.status_code == status and says in answer.text

    def test_who_may_not_change_it_cannot_and_what_comes_again_is_not_moved(
        self, world: World, other: World, as_: As
    ) -> None:
        ana, olga = world.artist("Ana", member_id=world.ana.id), other.artist("Olga")
        weekly = added(world, ana, starts_on=SOON, ends_on=SOON, rule="FREQ=WEEKLY")
        path, sent = f"time-blocks/{weekly.id}/placement", {"by": "1", "version": "1"}
        answer = as_("sara").put(f"/harbour/artists/{ana.id}/{path}", data=sent)
        assert answer.status_code == 422 and "It comes again" in answer.text
        assert as_("ana").put(f"/harbour/artists/{ana.id}/{path}", data=sent).status_code == 403
        oscar = browser(as_("sara").application, other.tokens["oscar"])
        assert oscar.put(f"/other/artists/{olga.id}/{path}", data=sent).status_code == 404

    def test_what_an_artist_puts_elsewhere_waits_for_an_answer_again(self, world: World, as_: As) -> None:
        with world.acting("mia"):
            db.session.get_one(Tenant, world.tenant.id).change(approval_kinds=["vacation"])
            settle()
        ana = world.artist("Ana", member_id=world.ana.id)
        mine = {"status": "approved", "requested_by": world.ana.id, "requested_at": datetime.now(UTC)}
        block = added(world, ana, "vacation", starts_on=SOON, ends_on=SOON, **mine)
        one = f"/harbour/artists/{ana.id}/time-blocks/{block.id}/placement"
        assert 'data-version="1"' in as_("ana").get(one).text
        answer = as_("ana").put(one, data={"by": "1", "version": "1"})
        assert "A scheduler answers it." in json.loads(answer.headers["HX-Trigger"])["placed"]["message"]
        assert kept(world, TimeBlock)[0].status == "requested"
        assert 'data-block="' in as_("ana").get(f"{page_of(ana)}?year={SOON.year}").text
        assert 'data-own="' not in as_("vera").get(f"{page_of(ana)}?year={SOON.year}").text

    def test_a_month_names_what_is_on_its_days_and_keeps_reasons(self, world: World, as_: As) -> None:
        ana = world.artist("Ana")
        added(world, ana, starts_on=date(2027, 2, 26), ends_on=date(2027, 3, 2))
        start = datetime(2027, 3, 3, 9, tzinfo=UTC)
        added(world, ana, "busy", starts_at=start, ends_at=start + timedelta(hours=2), rule="FREQ=WEEKLY")
        page = as_("sara").get(page_of(ana) + "?month=2027-03").text
        assert page.count(">Sick</a>") == 2 and page.count(">09:00 Busy</a>") == 5
        assert page.count("data-own=") == 1 and "month=2027-02" in page and "month=2027-04" in page
        page = as_("vera").get(page_of(ana) + "?month=2027-03").text
        assert page.count('month-own">Time off<') == 2 and "Sick" not in page and "data-date" not in page

    def test_the_form_of_a_new_one_begins_with_the_days_of_its_address(self, world: World, as_: As) -> None:
        new = f"/harbour/artists/{world.artist('Ana').id}/time-blocks/new"
        page = as_("sara").get(f"{new}?starts_on=2027-03-01&ends_on=2027-03-04").text
        assert 'value="2027-03-01"' in page and 'value="2027-03-04"' in page
        page = as_("sara").get(f"{new}?starts_on=2027-03-05&ends_on=2027-03-04").text
        assert page.count('value="2027-03-05"') == 2
