"""The list of artists: found by facts, by plain letters, by when they are free; with what each filter would leave."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from typing import Any
from urllib.parse import parse_qsl

import pytest
from flask.testing import FlaskClient
from werkzeug.datastructures import MultiDict

from studio.artists.models import Artist
from studio.artists.rates import ArtistRate
from studio.availability.models import TimeBlock
from studio.custom_fields.models import ARTIST, CustomField
from studio.directory.artist_search.free_time import FreeTime, Work, free_time
from studio.directory.selection import matching
from studio.extensions import db
from studio.lib.money import Money
from tests.conftest import browser
from tests.directory.test_artists import names, queries
from tests.support.cast import MONDAY, World, days

As = Callable[[str], FlaskClient]
LIST = "/harbour/artists"
WEEK = "free_from=2026-11-23&free_to=2026-11-27"
NOW = MONDAY


def found(client: FlaskClient, query: str) -> list[str]:
    answer = client.get(f"{LIST}?{query}")
    assert answer.status_code == 200
    return names(answer.text)


@pytest.fixture
def people(world: World) -> dict[str, Artist]:
    facts: dict[str, dict[str, Any]] = {
        "Søren Ørsted": {"department": "Comp", "city": "Århus", "skills": ["Nuke", "Roto"],
                         "skill_levels": {"Nuke": 4}},
        "Sinéad O’Neil": {"department": "Comp", "city": "Cork", "skills": ["Nuke"], "skill_levels": {"Nuke": 2},
                          "employment": "freelance", "tags": ["remote"]},
        "Take 10": {"department": "Edit", "city": "Oslo", "skills": ["Avid"], "tags": ["remote", "night"]},
        "Take 9": {"department": "Edit", "city": "", "skills": ["Nuke"], "employment": "placeholder"},
    }  # fmt: skip
    return {name: world.artist(name, **each) for name, each in facts.items()}


@pytest.mark.parametrize(
    ("query", "who"),
    [
        ("", ["Sinéad O’Neil", "Søren Ørsted", "Take 9", "Take 10"]),
        ("q=orsted", ["Søren Ørsted"]),
        ("q=oneil+CORK", ["Sinéad O’Neil"]),
        ("q=100%25", []),
        ("skill=Nuke:3", ["Søren Ørsted"]),
        ("skill=Nuke&skill=Roto", ["Søren Ørsted"]),
        ("skill=Nuke:2&employment=freelance&employment=staff", ["Sinéad O’Neil", "Søren Ørsted"]),
        ("tag=remote&tag=night", ["Take 10"]),
        ("department=Edit&city=Oslo&city=Cork", ["Take 10"]),
        ("sort=city", ["Søren Ørsted", "Sinéad O’Neil", "Take 10", "Take 9"]),
        ("sort=recent", ["Take 9", "Take 10", "Sinéad O’Neil", "Søren Ørsted"]),
        ("skill=&level=9&hours=x&free_from=soon&rate_from=-1&sort=odd&view=odd&page=99999999999&employment=king",
         ["Sinéad O’Neil", "Søren Ørsted", "Take 9", "Take 10"]),
    ],
)  # fmt: skip
def test_artists_are_found_by_what_is_known_of_them(people: Any, as_: As, query: str, who: list[str]) -> None:
    assert found(as_("vera"), query) == who


def test_another_studios_artists_are_in_no_list_and_no_count(people: Any, other: World, app: Any) -> None:
    page = browser(app, other.tokens["oscar"]).get("/other/artists?department=Comp").text
    assert "No artist matches" in page and "Ørsted" not in page and "Nuke" not in page


def test_what_is_found_by_follows_a_change(world: World, people: dict[str, Artist], as_: As) -> None:
    with world.acting():
        db.session.merge(people["Take 9"]).edit(world.sara, name="Łukasz", tags=["crowd"])
        db.session.commit()
    assert found(as_("vera"), "q=lukasz+crowd") == ["Łukasz"]
    assert found(as_("vera"), "q=take") == ["Take 10"]


def offered(page: str, name: str) -> list[str]:
    """What a filter offers, with how many each would leave."""
    chosen = re.search(rf'<select class="input" id="artist-{re.escape(name)}".*?</select>', page, re.S)
    assert chosen
    return re.findall(r'<option value="[^"]+">([^<]+)', chosen[0])


def test_each_filter_counts_what_the_others_leave(people: Any, as_: As) -> None:
    page = as_("vera").get(f"{LIST}?department=Comp&skill=Nuke").text
    assert offered(page, "department") == ["Edit (1)"]  # one more would be found; those on are chips
    assert offered(page, "city") == ["Århus (1)", "Cork (1)"]
    assert offered(page, "employment") == ["Freelance (1)", "Staff (1)"]
    assert offered(page, "skill") == ["Roto (1)"]
    assert offered(page, "tag") == ["remote (1)"]


def test_an_empty_list_says_which_filter_to_take_off(people: Any, as_: As) -> None:
    page = as_("vera").get(f"{LIST}?department=Edit&city=Cork&skill=Nuke").text
    ways = re.findall(r'href="([^"]+)">Without ([^<]+?) <span class="count">(\d+)', page)
    assert [(words, count) for _href, words, count in ways] == [("Edit", "1"), ("Cork", "1")]
    assert found(as_("vera"), ways[0][0].split("?")[1].replace("&amp;", "&")) == ["Sinéad O’Neil"]


class TestMoney:
    @pytest.fixture
    def paid(self, world: World) -> None:
        world.artist("Cheap", hourly_rate=Decimal(40))
        dear, euro = world.artist("Dear", hourly_rate=Decimal(10)), world.artist("Euro", currency="EUR")
        world.artist("Free", hourly_rate=None)
        with world.acting("mia"):
            ArtistRate.add(world.mia, dear, date(2026, 1, 1), Money(Decimal(90), "GBP"))
            ArtistRate.add(world.mia, euro, date(2199, 1, 1), Money(Decimal(50), "GBP"))
            db.session.commit()

    def test_rates_of_today_are_asked_and_sorted_by(self, paid: None, as_: As) -> None:
        sara = as_("sara")
        assert found(sara, "rate_from=45&rate_to=100") == ["Dear"]
        assert found(sara, "rate_from=100&rate_to=30.5") == ["Cheap", "Dear"]
        assert found(sara, "sort=rate") == ["Cheap", "Dear", "Free", "Euro"]
        assert found(sara, "sort=-rate") == ["Dear", "Cheap", "Free", "Euro"]
        assert "£90.00" in sara.get(LIST).text and "£10.00" not in sara.get(LIST).text

    @pytest.mark.parametrize("who", ["vera", "ana"])
    def test_who_sees_no_money_learns_none_by_filtering_or_sorting(self, paid: None, as_: As, who: str) -> None:
        plain = found(as_(who), "")
        for query in ("rate_from=45", "rate_to=45", "sort=rate", "sort=-rate"):
            assert found(as_(who), query) == plain
        page = as_(who).get(f"{LIST}?rate_from=45&view=cards").text
        assert "rate_from" not in page and "£" not in page


class TestCustomFields:
    @pytest.fixture
    def keys(self, world: World) -> dict[str, str]:
        with world.acting("mia"):
            kinds = {"Card": "text", "Height": "number", "Visa": "date", "Union": "choice", "Drives": "yes_no"}
            made = [
                CustomField.add(None, ARTIST, n, k, ["A", "B"] if k == "choice" else None) for n, k in kinds.items()
            ]
            keys = {field.name: field.key for field in made}
            db.session.commit()
        world.artist(
            "Ana", custom={"card": "Straße 7", "height": "9.5", "visa": "2026-05-01", "union": "A", "drives": True}
        )
        world.artist("Ben", custom={"height": "10", "visa": "2027-01-31", "union": "B", "drives": False})
        world.artist("Cy")
        return keys

    @pytest.mark.parametrize(
        ("query", "who"),
        [
            ("custom.card=strasse", ["Ana"]),
            ("custom.height.from=9.6", ["Ben"]),
            ("custom.height.from=10&custom.height.to=9", ["Ana", "Ben"]),
            ("custom.visa.to=2026-12-31", ["Ana"]),
            ("custom.union=A&custom.union=B", ["Ana", "Ben"]),
            ("custom.drives=no", ["Ben"]),
            (
                "custom.height.from=tall&custom.visa.to=never&custom.drives=perhaps&custom.nothing=1",
                ["Ana", "Ben", "Cy"],
            ),
        ],
    )
    def test_each_kind_is_asked_as_it_is(self, keys: Any, as_: As, query: str, who: list[str]) -> None:
        assert found(as_("vera"), query) == who

    def test_their_values_are_counted_and_shown_where_they_are_asked_about(self, keys: Any, as_: As) -> None:
        page = as_("vera").get(f"{LIST}?custom.union=A").text
        assert offered(page, "custom.union") == ["B (1)"]
        assert offered(page, "custom.drives") == ["Yes (1)"]
        assert '<td data-label="Union">A</td>' in page
        assert "<dt>Height</dt><dd>9.5</dd>" in as_("vera").get(f"{LIST}?view=cards").text


class TestFree:
    @pytest.fixture
    def booked(self, world: World) -> dict[str, Artist]:
        """All week free; free from Wednesday; off on Monday, and half of Friday taken; taken; and only held."""
        job = world.project("Harbour S2")
        made = {name: world.artist(name) for name in ("All", "Later", "Some", "Taken", "Held")}
        world.booking(made["Later"], job, days(0, 2), "pencil")
        world.booking(made["Taken"], job, days(0, 5))
        world.booking(made["Held"], job, days(0, 5), "hold")
        friday = days(4)
        world.booking(made["Some"], job, type(friday)(friday.start, friday.start + timedelta(hours=4)))
        with world.acting():
            TimeBlock.insert(
                None, artist_id=made["Some"].id, kind="vacation", starts_on=date(2026, 11, 23),
                ends_on=date(2026, 11, 23), zone="", rule="", note="",
            )  # fmt: skip
            db.session.commit()
        return made

    def test_who_is_free_all_the_time_comes_first_then_the_most(self, booked: Any, as_: As) -> None:
        page = as_("vera").get(f"{LIST}?{WEEK}").text
        assert names(page) == ["All", "Held", "Some", "Later"]
        told = re.findall(r'data-tone="(?:ok|warn)">(Free[^<]+)</span> <small\s+class="muted">([^<]+)', page)
        assert told == [
            ("Free all 5 days", "40 h"), ("Free all 5 days", "40 h"), ("Free 3 of 4 days, until Thu 26 Nov", "28 h"),
            ("Free 3 of 5 days, from Wed 25 Nov", "24 h"),
        ]  # fmt: skip

    def test_enough_hours_fit_and_fewer_stand_below(self, booked: Any, as_: As) -> None:
        page = as_("vera").get(f"{LIST}?{WEEK}&hours=28").text
        assert re.findall(r'data-tone="(ok|warn)">Free', page) == ["ok", "ok", "ok", "warn"]
        assert found(as_("vera"), f"{WEEK}&sort=name") == ["All", "Held", "Later", "Some"]

    def test_counts_and_ways_out_are_of_those_who_are_free(self, booked: Any, as_: As) -> None:
        page = as_("vera").get(f"{LIST}?{WEEK}").text
        assert offered(page, "employment") == ["Staff (4)"]
        page = as_("vera").get(f"{LIST}?{WEEK}&q=taken").text
        assert re.findall(r'>Without ([^<]+?) <span class="count">(\d+)', page) == [
            ("“taken”", "4"), ("Free Mon 23 – Fri 27 Nov", "1")
        ]  # fmt: skip

    def test_days_are_the_artists_own(self, world: World, as_: As) -> None:
        tokyo = world.artist("Yuki", zone="Asia/Tokyo")
        world.booking(tokyo, world.project("Job"), type(days(0))(NOW - timedelta(hours=9), NOW))  # Monday there
        assert found(as_("vera"), "free_from=2026-11-23&free_to=2026-11-23") == []
        assert found(as_("vera"), "free_from=2026-11-24") == ["Yuki"]

    def test_the_number_of_queries_does_not_grow(self, world: World, as_: As) -> None:
        client, job, counts = as_("sara"), world.project("Job"), []
        for number in range(2):
            for n in range(1 + 8 * number):
                world.booking(world.artist(f"A{number}-{n}"), job, days(0, 1))
            counts.append(queries(lambda: client.get(f"{LIST}?{WEEK}&sort=rate&skill=comp&view=cards")))
        assert counts[0] == counts[1]


def test_free_time_is_what_bookings_leave_of_work() -> None:
    three = tuple(date(2026, 11, day) for day in (2, 3, 4))
    work = Work(three, (40, 40, 40), (200, 230, 300, 400), (220, 250, 340, 440), (0, 0, 1, 2))
    assert free_time(work, [(0, 250)], None) == FreeTime(80, 2, 3, False, first=three[1])
    assert free_time(work, [(210, 240)], None) == FreeTime(100, 2, 3, False, first=three[1])
    assert free_time(work, [(320, 330), (340, 400)], None) == FreeTime(110, 2, 3, False)
    assert free_time(work, [(430, 9999)], Decimal("0.01")) == FreeTime(110, 2, 3, True, last=three[1])
    assert free_time(Work((), (), (), (), ()), [(0, 9)], None) == FreeTime(0, 0, 0, False)


def test_all_whom_the_filters_ask_for_are_given_in_order(world: World, people: dict[str, Artist]) -> None:
    with world.acting("sara"):
        asked = matching(MultiDict({"department": "Edit"}))
        assert asked == [people["Take 9"].id, people["Take 10"].id]
        assert matching(MultiDict(parse_qsl(WEEK)))[:2] == [people["Sinéad O’Neil"].id, people["Søren Ørsted"].id]


def test_a_search_is_saved_under_a_name(people: Any, as_: As) -> None:
    sara = as_("sara")
    query = f"skill=Nuke:3&{WEEK}&view=cards&nonsense=1&rate_from=20"
    answer = sara.post(f"{LIST}/views", data={"name": "Nuke", "query": query, "shared": "y"})
    there = sara.get(str(answer.location)).location
    asked = f"skill=Nuke%3A3&rate_from=20&view=cards&saved={str(answer.location).rsplit('/', 1)[1]}"
    assert there == f"{LIST}?{asked}&free_from=2026-11-23&free_to=2026-11-27"
    assert '<h1 class="topbar-title">Nuke</h1>' in sara.get(there).text
    assert "Nuke" in sara.get(f"{LIST}/views").text and "Nuke" not in sara.get("/harbour/schedule/views").text
    assert "rate_from" not in str(as_("vera").get(str(answer.location)).location)
