"""An artist's profile: what is kept of them, who sees what of it, their photo and rates, and a studio's own fields."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from io import BytesIO
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from studio.artists import photos
from studio.artists.models import Artist
from studio.artists.rates import ArtistRate
from studio.bookings.drafts import Draft
from studio.bookings.substitutes import substitutes
from studio.custom_fields.models import CustomField
from studio.lib import clock
from studio.lib.media.storage import media
from studio.lib.money import Money
from studio.lib.spans import Span
from tests.conftest import browser
from tests.directory.test_artists import edited, fresh
from tests.lib.test_images import picture
from tests.support.cast import World, days, settle

As = Callable[[str], FlaskClient]
MORE = {
    "pronouns": "she/her", "other_roles": "Lead, Roto artist", "employment": "freelance", "phone": "+44 20 7946 0000",
    "emergency_contact": "Jo, +44 20 7946 0001", "notes": "Never on Mondays", "skills": "Nuke: 5, roto: 2, paint",
    "links": "https://reel.example.com/ana\n\nhttps://ana.example.com",
}  # fmt: skip


@pytest.fixture
def ana(world: World) -> Artist:
    return world.artist("Ana", member_id=world.ana.id)


def url(artist: Artist, rest: str = "") -> str:
    return f"/harbour/artists/{artist.id}{rest}"


class TestFacts:
    def test_all_of_a_profile_is_kept_and_shown(self, world: World, as_: As, ana: Artist) -> None:
        client = as_("sara")
        assert client.post(url(ana), data=edited(ana, **MORE, member_id=str(world.ana.id))).status_code == 303
        saved = fresh(world, ana)
        assert saved.skills == ["Nuke", "roto", "paint"] and saved.skill_levels == {"Nuke": 5, "roto": 2}
        assert saved.links == ["https://reel.example.com/ana", "https://ana.example.com"]
        assert (saved.employment, saved.other_roles) == ("freelance", ["Lead", "Roto artist"])
        page, form = client.get(url(ana)).text, client.get(url(ana, "/edit")).text
        for shown in ("she/her", "level 5 of 5", "Freelance", "Never on Mondays", "Jo, +44", "tel:+442079460000"):
            assert shown in page
        assert "Nuke: 5, roto: 2, paint" in form and 'href="https://reel.example.com/ana"' in page

    def test_notes_and_emergency_contact_are_not_for_everybody(self, world: World, as_: As, ana: Artist) -> None:
        as_("sara").post(url(ana), data=edited(ana, **MORE, member_id=str(world.ana.id)))
        seen = {
            name: ("Never on Mondays" in page, "Jo, +44" in page)
            for name in ("sara", "ana", "vera")
            for page in [as_(name).get(url(ana)).text]
        }
        assert seen == {"sara": (True, True), "ana": (False, True), "vera": (False, False)}

    @pytest.mark.parametrize(
        ("field", "typed", "why"),
        [
            ("skills", "Nuke: 9", "from 1 to 5"),
            ("links", "javascript:alert(1)", "https://example.com"),
            ("links", "https://", "https://example.com"),
            ("links", "\n".join(["https://a.example"] * 11), "At most 10"),
            ("employment", "guest", "Choose one"),
        ],
    )
    def test_what_cannot_be_kept_is_said_at_the_field(
        self, as_: As, ana: Artist, field: str, typed: str, why: str
    ) -> None:
        answer = as_("sara").post(url(ana), data=edited(ana, **{**MORE, field: typed}))
        assert answer.status_code == 422 and why in answer.text and "Never on Mondays" in answer.text


class TestPhoto:
    def send(self, client: FlaskClient, artist: Artist, content: bytes) -> Any:
        return client.post(url(artist, "/photo"), data={"photo": (BytesIO(content), "me.png")})

    def test_a_photo_is_shown_replaced_and_removed(self, app: Flask, world: World, as_: As, ana: Artist) -> None:
        client = as_("sara")
        assert self.send(client, ana, picture("PNG")).status_code == 303
        name = fresh(world, ana).photo
        shown = client.get(url(ana, f"/photo/160?v={name}"))
        assert (shown.status_code, shown.mimetype) == (200, "image/webp")
        assert "private" in shown.headers["Cache-Control"] and "immutable" in shown.headers["Cache-Control"]
        project, now = world.project("Kestrel"), clock.now()
        world.booking(ana, project, Span(now, now + timedelta(days=1)))
        for page in ("artists", "schedule", f"projects/{project.id}"):
            assert f'src="/harbour/artists/{ana.id}/photo/64?v={name}"' in client.get(f"/harbour/{page}").text
        assert client.get(url(ana, "/photo/9999")).status_code == 404
        client.post(url(ana, "/photo/removal"))
        assert client.get(url(ana, "/photo/160")).status_code == 404

    def test_files_of_an_old_photo_are_deleted_after_the_change(self, world: World, ana: Artist) -> None:
        with world.acting("sara"):
            artist = Artist.named("Ana")
            assert artist
            photos.set_photo(artist, None, picture("PNG"))
            old = photos.key(artist.id, artist.photo, photos.SMALL)
            assert media().get(old)
            photos.forget(artist.id, artist.photo)
            assert media().get(old) is None

    def test_what_is_no_picture_is_said_at_the_field(self, as_: As, ana: Artist) -> None:
        for content, why in ((b"", "Choose a picture"), (b"#!/bin/sh", "PNG, JPEG and WebP")):
            answer = self.send(as_("sara"), ana, content)
            assert answer.status_code == 422 and why in answer.text

    def test_others_neither_see_nor_change_it(self, app: Flask, as_: As, other: World, ana: Artist) -> None:
        self.send(as_("sara"), ana, picture("PNG"))
        assert self.send(as_("vera"), ana, picture("PNG")).status_code == 403
        assert as_("vera").get(url(ana, "/photo/64")).status_code == 200
        assert browser(app, other.tokens["oscar"]).get(f"/other/artists/{ana.id}/photo/64").status_code == 404


class TestRates:
    def test_a_rate_holds_from_its_day_on(self, world: World, as_: As, ana: Artist) -> None:
        client, form = as_("sara"), {"effective_from": "2026-11-25", "amount": "60", "currency": "GBP"}
        assert client.post(url(ana, "/rates"), data=form).status_code == 303
        booking = world.booking(ana, world.project("S2"), days(0, 5))  # two days at 50, three at 60
        assert "£2,240.00" in client.get(f"/harbour/bookings/{booking.id}").text
        again = client.post(url(ana, "/rates"), data={**form, "amount": "70"})
        assert again.status_code == 422 and "Another rate begins on that day" in again.text
        with world.acting():
            rate = ArtistRate.of_artist(ana)[0]
        assert client.post(url(ana, f"/rates/{rate.id}/removal")).status_code == 303
        assert "£2,000.00" in client.get(f"/harbour/bookings/{booking.id}").text

    def test_only_those_who_may_see_money_and_the_artist_see_rates(self, world: World, as_: As, ana: Artist) -> None:
        with world.acting():
            ArtistRate.add(None, ana, date(2026, 1, 1), Money(Decimal("61.25"), "GBP"))
            settle()
        seen = {name: "61.25" in as_(name).get(url(ana)).text for name in ("sara", "ana", "vera")}
        assert seen == {"sara": True, "ana": True, "vera": False}
        assert as_("vera").post(url(ana, "/rates"), data={}).status_code == 403

    def test_substitutes_are_compared_at_the_rates_of_the_day(self, world: World, ana: Artist) -> None:
        kofi, show = world.artist("Kofi", hourly_rate=Decimal(40)), world.project("S2")
        with world.acting("sara"):
            ArtistRate.add(None, kofi, date(2026, 11, 24), Money(Decimal(55), "GBP"))
            draft = Draft(artist=ana, project=show, span=days(1), status="pencil")
            assert [each.dearer for each in substitutes(draft)] == [Money(Decimal(40), "GBP")]


class TestCustomFields:
    FIELD = {"name": "Union number", "kind": "text", "choices": ""}

    def add(self, client: FlaskClient, **changes: str) -> Any:
        return client.post("/harbour/settings/custom-fields", data={**self.FIELD, **changes})

    def test_a_field_is_asked_for_shown_and_told(self, world: World, as_: As, ana: Artist) -> None:
        admin, client = as_("adam"), as_("sara")
        others = (("Licence", "yes_no", ""), ("Seat", "choice", "A, B"), ("Day fee", "number", ""))
        for name, kind, choices in (*others, ("Since", "date", ""), ("Reel", "link", ""), ("Union number", "text", "")):
            assert self.add(admin, name=name, kind=kind, choices=choices).status_code == 303
        typed = {
            "custom_union_number": "BX-1", "custom_licence": "yes", "custom_seat": "B", "custom_day_fee": "1,250.5",
            "custom_since": "2024-02-01", "custom_reel": "https://reel.example.com",
        }  # fmt: skip
        assert client.post(url(ana), data=edited(ana, **typed)).status_code == 303
        assert fresh(world, ana).custom == {
            "union_number": "BX-1", "licence": True, "seat": "B", "day_fee": "1250.5", "since": "2024-02-01",
            "reel": "https://reel.example.com",
        }  # fmt: skip
        page = client.get(url(ana)).text
        for shown in ("Union number", "BX-1", "Yes", "1,250.5", "1 Feb 2024", 'href="https://reel.example.com"'):
            assert shown in page

    @pytest.mark.parametrize(
        ("kind", "typed", "why"),
        [
            ("number", "many", "amount such as"), ("date", "soon", "not a date"),
            ("link", "javascript:x", "https://example.com"), ("choice", "C", "Choose one"),
            ("text", "x" * 501, "At most 500"),
        ],
    )  # fmt: skip
    def test_a_value_that_the_field_cannot_have_is_refused_at_it(
        self, as_: As, ana: Artist, kind: str, typed: str, why: str
    ) -> None:
        self.add(as_("adam"), kind=kind, choices="A, B" if kind == "choice" else "")
        answer = as_("sara").post(url(ana), data=edited(ana, custom_union_number=typed))
        assert answer.status_code == 422 and why in answer.text

    def test_names_are_given_once_and_keys_are_never_given_again(self, world: World, as_: As) -> None:
        admin = as_("adam")
        self.add(admin)
        assert "Another field has this name" in self.add(admin, name="union NUMBER").text
        assert "What can be chosen" in self.add(admin, name="Seat", kind="choice").text
        with world.acting():
            field = CustomField.of("artist")[0]
        edit = f"/harbour/settings/custom-fields/{field.id}"
        assert admin.post(edit, data={"name": "Union card", "version": "1"}).status_code == 303
        assert admin.post(edit, data={"name": "Card", "version": "1"}).status_code == 409
        assert admin.post(f"{edit}/removal").status_code == 303
        self.add(admin)
        with world.acting():
            assert [(each.name, each.key) for each in CustomField.of("artist")] == [("Union number", "union_number_2")]
        assert admin.get(f"{edit}/edit").status_code == 404

    def test_only_those_who_run_the_studio_define_fields(self, app: Flask, as_: As, world: World, other: World) -> None:
        assert self.add(as_("sara")).status_code == 403
        self.add(as_("adam"))
        with world.acting():
            id = CustomField.of("artist")[0].id
        oscar = browser(app, other.tokens["oscar"])
        assert oscar.get(f"/other/settings/custom-fields/{id}/edit").status_code == 404
