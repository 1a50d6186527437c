"""Opening a studio: the first owner is in at once; who is known is told by mail, and nobody else."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Engine, text

from studio.accounts import forms
from studio.accounts.identity import tenants_of
from studio.accounts.models import RESERVED_SLUGS, Tenant, User
from studio.accounts.tenants import HABITS, LOCALES, slug_state, suggest_habits, suggest_slug
from studio.lib.clock import ZONES
from studio.lib.holidays import regions
from studio.lib.money import CURRENCIES
from tests.conftest import browser
from tests.support.cast import PASSWORD, World, studio
from tests.support.mails import Mail

GOOD = {"studio": "Café Noir", "slug": "", "name": "Nora", "email": "nora@noir.test", "password": "rain on tin roofs"}


def sign_up(client: FlaskClient, **changes: str):  # type: ignore[no-untyped-def]
    return client.post("/sign-up", data={**GOOD, **changes})


def test_signing_up_makes_a_studio_with_its_owner_who_is_in(client: FlaskClient, owner_engine: Engine) -> None:
    answer = sign_up(client)
    assert answer.status_code == 303
    assert answer.location == "/cafe-noir/"
    assert client.get("/cafe-noir/members").status_code == 200
    with owner_engine.begin() as connection:
        connection.execute(text("SET LOCAL ROLE studio_backup"))
        rows = connection.execute(text("SELECT role FROM memberships")).scalars().all()
    assert rows == ["owner"]


def habits(client: FlaskClient, language: str) -> list[str]:
    """What the form offers a browser of this language: zone, currency, formats, public holidays."""
    page = client.get("/sign-up", headers={"Accept-Language": language}).text
    lists = [re.search(rf'<select[^>]*name="{name}".*?</select>', page, re.S) for name in HABITS]
    return [re.findall(r'<option [^>]*selected value="([^"]*)"', found.group())[0] for found in lists if found]


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        ("de-AT,de;q=0.9,en;q=0.8", ["Europe/Vienna", "EUR", "de_AT", "AT"]),
        ("de", ["Europe/Berlin", "EUR", "de_DE", "DE"]),
        ("fr-CH", ["Europe/Zurich", "CHF", "fr_CH", "CH"]),
        ("en-US,en;q=0.5", ["America/New_York", "USD", "en_US", "US"]),
        ("en-NZ", ["Pacific/Auckland", "NZD", "en_GB", "NZ"]),
        ("hi-IN", ["Asia/Kolkata", "INR", "en_GB", "IN"]),
        ("pt", ["America/Sao_Paulo", "BRL", "pt_BR", "BR"]),
        ("", ["Europe/London", "GBP", "en_GB", "GB-ENG"]),
        ("xx-YY,*;q=0.1", ["Europe/London", "GBP", "en_GB", "GB-ENG"]),
        ("tlh-001;q=x, %%%", ["Europe/London", "GBP", "en_GB", "GB-ENG"]),
    ],
)
def test_the_form_offers_what_the_browser_s_language_suggests(
    client: FlaskClient, language: str, expected: list[str]
) -> None:
    assert habits(client, language) == expected


@given(st.lists(st.text(max_size=12)))
def test_whatever_a_browser_asks_for_something_sensible_is_suggested(tags: list[str]) -> None:
    found = suggest_habits(tags)
    assert found["zone"] in ZONES and found["currency"] in CURRENCIES and found["locale"] in LOCALES
    assert found["holiday_region"] in ("", *regions())


def test_a_studio_opens_with_what_was_chosen_or_else_suggested(client: FlaskClient, app: Flask) -> None:
    chosen = {"zone": "Asia/Tokyo", "currency": "JPY", "locale": "ja_JP", "holiday_region": "none"}
    assert sign_up(client, **chosen).status_code == 303
    other = {"email": "noel@blanc.test", "studio": "Blanc"}
    data, suggesting = {**GOOD, **other}, {"Accept-Language": "fr-FR"}
    assert browser(app, None).post("/sign-up", data=data, headers=suggesting).status_code == 303
    with app.app_context():
        opened = [Tenant.named(slug) for slug in ("cafe-noir", "blanc")]
        assert [(t.zone, t.currency, t.locale, t.holiday_region) for t in opened if t] == [
            ("Asia/Tokyo", "JPY", "ja_JP", ""),
            ("Europe/Paris", "EUR", "fr_FR", "FR"),
        ]


def test_a_zone_nobody_knows_is_refused_at_its_field_and_the_rest_stays(client: FlaskClient) -> None:
    page = sign_up(client, zone="Mars/Olympus", currency="JPY")
    assert page.status_code == 422 and 'id="zone-error"' in page.text
    assert '<option selected value="JPY"' in page.text and "data-browser" not in page.text


def test_the_address_may_be_chosen(client: FlaskClient) -> None:
    assert sign_up(client, slug="Noir").location == "/noir/"


@pytest.mark.parametrize(
    ("slug", "words"),
    [
        ("sign-in", "needs this address itself"),
        ("harbour", "taken"),
        ("a", "2 to 40"),
        ("-noir", "2 to 40"),
        ("no ir", "2 to 40"),
        ("x" * 41, "At most 40"),
        ("noir/../x", "2 to 40"),
    ],
)
def test_an_address_that_cannot_be_is_refused_at_its_field(
    world: World, client: FlaskClient, slug: str, words: str
) -> None:
    page = sign_up(client, slug=slug)
    assert page.status_code == 422
    assert 'id="slug-error"' in page.text
    assert words in page.text
    assert 'value="Nora"' in page.text
    assert User.with_email("nora@noir.test") is None


@pytest.mark.parametrize(
    "password", ["short", "password123", "aaaaaaaaaaaa", "nora@noir.test", "Café Noir!"[:9], "x" * 201, ""]
)
def test_a_bad_password_is_refused_and_never_sent_back(client: FlaskClient, password: str) -> None:
    page = sign_up(client, password=password)
    assert page.status_code == 422
    assert 'id="password-error"' in page.text
    assert not password or f'value="{password}"' not in page.text.split('id="password"')[1].split(">")[0]


@pytest.mark.parametrize(
    "email", ["nora", "nora@", "nora@noir.test\nBcc: all@noir.test", "a b@noir.test", "nora@noir..test"]
)
def test_an_address_no_mail_can_reach_is_refused(client: FlaskClient, email: str) -> None:
    page = sign_up(client, email=email)
    assert page.status_code == 422
    assert 'id="email-error"' in page.text


def test_characters_nobody_can_see_are_refused_not_stored(client: FlaskClient) -> None:
    assert sign_up(client, studio="No\x00ir").status_code == 422


def test_a_known_address_is_told_by_mail_and_the_page_is_silent(
    world: World, client: FlaskClient, mails: Callable[[], list[Mail]]
) -> None:
    page = sign_up(client, email="mia@studio.test")
    assert page.status_code == 200
    assert "Check your mail" in page.text
    assert "already" not in page.text
    assert Tenant.named("cafe-noir") is None
    (mail,) = mails()
    assert mail.to == "mia@studio.test"
    assert "Café Noir" in mail.text
    assert mail.link.startswith("/sign-in?next=")


def test_somebody_known_with_the_right_password_just_gets_another_studio(world: World, client: FlaskClient) -> None:
    assert sign_up(client, email="mia@studio.test", password=PASSWORD).location == "/cafe-noir/"
    user = world.account("mia")
    assert [tenant.slug for tenant in tenants_of(user.id)] == ["cafe-noir", "harbour"]
    assert user.name == "Mia"


def test_whoever_is_signed_in_opens_another_studio_with_a_name(as_: Callable[[str], FlaskClient]) -> None:
    sara = as_("sara")
    assert sara.get("/sign-up").location == "/tenants/new"
    assert sara.post("/tenants/new", data={"studio": "Side Project"}).location == "/side-project/schedule"
    page = sara.get("/tenants").text
    assert "/side-project/schedule" in page
    assert "/harbour/schedule" in page
    assert sara.get("/").location == "/tenants"


def test_the_page_says_at_once_whether_an_address_is_free(world: World, client: FlaskClient) -> None:
    offered = client.get("/sign-up/slug", query_string={"studio": "Harbour", "slug": "", "suggested": ""}).text
    assert 'value="harbour-2"' in offered
    assert "/harbour-2 is free" in offered
    typed = client.get(
        "/sign-up/slug", query_string={"studio": "Harbour", "slug": "harbour", "suggested": "harbour-2"}
    ).text
    assert "/harbour is taken" in typed
    assert "Studio needs" in client.get("/sign-up/slug?slug=static").text
    assert "<html" not in typed


def test_a_suggestion_is_always_an_address_that_can_be(app: Flask, world: World) -> None:
    for name in ("Harbour", "日本", "!", "A", "static", "x" * 80, "Ünï  Çode & Söns", "-"):
        assert slug_state(suggest_slug(name)) == "free", name


def test_no_studio_can_hide_the_address_of_a_route(app: Flask) -> None:
    for rule in app.url_map.iter_rules():
        first = re.sub(r"<any\(.*", "artists", rule.rule.split("/")[1])  # one of some pages, reserved like the others
        assert first in RESERVED_SLUGS or not first or "." in first, rule  # a studio's address has no dot


@pytest.mark.parametrize("slug", ["feeds", "status", "metrics", "help", "media", "builds"])
def test_addresses_that_routes_need_later_are_not_given_away(client: FlaskClient, slug: str) -> None:
    assert "Studio needs" in client.get("/sign-up/slug", query_string={"slug": slug}).text


def test_two_who_want_one_address_at_once_are_both_told_the_truth(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    studio("noir", "Noir")
    monkeypatch.setattr(forms, "slug_state", lambda slug: "free")  # it was, when the form was checked
    page = sign_up(client, slug="noir")
    assert page.status_code == 422
    assert "taken" in page.text
    assert User.with_email("nora@noir.test") is None
