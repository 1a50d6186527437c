"""The list of artists as CSV and as a workbook: what the list shows, what its reader may see, and nothing that runs."""

from __future__ import annotations

import csv
import re
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from io import BytesIO
from typing import Any
from zipfile import ZipFile

from flask import Flask
from flask.testing import FlaskClient

from studio.artists.models import Artist
from studio.artists.rates import ArtistRate
from studio.custom_fields.models import CustomField
from studio.extensions import db
from studio.lib.money import Money
from tests.conftest import browser
from tests.support.cast import World
from tests.support.statements import statements

Client = Callable[[str], FlaskClient]
EVIL = ("=1+1", "+44 20 7946 0000", "-2", "@SUM(A1)", "\t=1", "'quoted")


def rows(client: FlaskClient, query: str = "", tenant: str = "harbour") -> list[dict[str, str]]:
    answer = client.get(f"/{tenant}/artists.csv{query}")
    assert answer.headers["Content-Disposition"] == "attachment; filename=artists.csv"
    return list(csv.DictReader(answer.get_data().decode("utf-8-sig").splitlines()))


def sheet(client: FlaskClient) -> tuple[str, ZipFile]:
    answer = client.get("/harbour/artists.xlsx")
    assert answer.status_code == 200 and answer.mimetype.endswith("spreadsheetml.sheet")
    book = ZipFile(BytesIO(answer.get_data()))
    return book.read("xl/worksheets/sheet1.xml").decode(), book


def add_fields(world: World) -> dict[str, Any]:
    """A field of each typed kind, and values for them."""
    with world.acting():
        for name, kind in (("Days", "number"), ("Since", "date"), ("Union", "yes_no"), ("City", "text")):
            CustomField.add(None, "artist", name, kind)
        db.session.commit()
    return {"days": "12.5", "since": "2026-03-01", "union": True, "city": "Porto"}


def test_it_has_those_of_the_list_with_all_facts(world: World, as_: Client) -> None:
    custom = add_fields(world)
    ana = world.artist(
        "Ana", department="Comp", skills=["Nuke", "Roto"], skill_levels={"Nuke": 4}, tags=["a", "b"], custom=custom,
        links=["https://a.test/1", "https://b.test"], holiday_region="", notes="quiet", currency="EUR",
    )  # fmt: skip
    world.artist("Kofi", department="Light")
    with world.acting():
        ArtistRate.add(None, ana, date(2020, 1, 1), Money(Decimal("62.50"), "EUR"))
        db.session.commit()
    (row,) = rows(as_("sara"), "?department=Comp")
    assert (row["name"], row["skills"], row["tags"]) == ("Ana", "Nuke: 4, Roto", "a, b")
    assert (row["links"], row["holiday_region"]) == ("https://a.test/1 https://b.test", "none")
    assert (row["rate"], row["currency"], row["notes"]) == ("62.50", "EUR", "quiet")
    assert (row["Days"], row["Since"], row["Union"], row["custom_city"]) == ("12.5", "2026-03-01", "yes", "Porto")


def test_nothing_becomes_a_formula_or_a_link(world: World, as_: Client) -> None:
    for n, text in enumerate(EVIL):
        world.artist(f"Artist {n}", city=text, links=["https://evil.test"])
    assert [row["city"] for row in rows(as_("sara"))] == [f"'{text}" for text in EVIL]
    xml, book = sheet(as_("sara"))
    assert (
        "<f>" not in xml and "hyperlink" not in xml and not [name for name in book.namelist() if "_rels/sheet" in name]
    )
    assert "<t>=1+1</t>" in xml and "<t>https://evil.test</t>" in xml


def test_numbers_and_days_are_typed_in_the_workbook(world: World, as_: Client) -> None:
    world.artist("Ana", custom=add_fields(world), hourly_rate=Decimal("62.50"))
    xml, _ = sheet(as_("sara"))
    values = re.findall(r'<c r="\w+2"(?: s="\d")?(?: t="(\w+)")?><v>([^<]+)</v>', xml)
    assert values == [("", "62.5"), ("", "12.5"), ("", "46082"), ("b", "1")]  # 46082 is 1 March 2026


def test_money_and_private_facts_are_for_who_may_see_them(world: World, as_: Client) -> None:
    world.artist("Kofi", notes="late", emergency_contact="Esi")
    own = world.artist("Ana", notes="late", emergency_contact="Rui", member_id=world.ana.id)
    assert not {"rate", "currency", "notes", "emergency_contact"} & rows(as_("vera"))[0].keys()
    ana, kofi = rows(as_("ana"))
    assert (ana["rate"], ana["emergency_contact"]) == ("50.00", "Rui") and "notes" not in ana
    assert (kofi["rate"], kofi["currency"], kofi["emergency_contact"]) == ("", "", "")
    with world.acting():
        db.session.get_one(Artist, (world.tenant.id, own.id)).edit(None, member_id=None)
        db.session.commit()
    assert "rate" not in rows(as_("ana"))[0]


def test_outsiders_find_only_their_own(app: Flask, world: World, other: World) -> None:
    world.artist("Ana")
    oscar = browser(app, other.tokens["oscar"])
    assert oscar.get("/harbour/artists.csv").status_code == oscar.get("/harbour/artists.xlsx").status_code == 404
    assert rows(oscar, tenant="other") == []


def test_more_artists_take_no_more_statements(world: World, as_: Client) -> None:
    sara, counts = as_("sara"), []
    for group in range(2):
        with world.acting():
            for n in range(1 + 10 * group):
                Artist.add(None, f"Artist {group} {n}")
            db.session.commit()
        with statements() as sql:
            assert len(rows(sara)) == 1 + 11 * group
        counts.append(len(sql))
    assert counts[0] == counts[1]
