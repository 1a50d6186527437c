"""The shared fields: what they make of what is typed, by the viewer's locale."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import pytest
from flask import Flask
from flask_babel import force_locale
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from werkzeug.datastructures import MultiDict
from wtforms import Form

from studio.artists.forms import ArtistForm
from studio.extensions import db
from studio.lib.forms.fields import (
    CalendarDateField,
    CurrencyField,
    EmailField,
    ListField,
    NameField,
    NotesField,
    TextField,
    VersionField,
    ZoneField,
)
from studio.lib.forms.money import MoneyField
from studio.lib.forms.saving import refused
from studio.projects.forms import ProjectForm
from studio.projects.models import Project
from tests.support.cast import World

TYPED = ("line", "notes", "words", "amount", "day", "email", "version")


class Example(Form):
    line = TextField("Line", 5)
    called = NameField("Called", 20)
    name = TextField("Name", 120, required=True)
    notes = NotesField("Notes", 50)
    words = ListField("Words")
    amount = MoneyField("Amount")
    currency = CurrencyField("Currency", default="GBP")
    email = EmailField("Email")
    day = CalendarDateField("Day")
    zone = ZoneField("Zone", default="UTC")
    version = VersionField()


@pytest.fixture(autouse=True)
def context(app: Flask) -> Iterator[None]:
    with app.test_request_context():
        yield


def typed(**values: str) -> Any:
    form = Example(MultiDict({"currency": "GBP", "zone": "UTC", **values}))
    form.validate()
    return form


def test_text_is_stripped_and_composed() -> None:
    assert typed(line="  e\u0301a ").line.data == "éa"
    assert typed().line.data == ""


def test_text_left_out_of_the_request_stays_as_it_was() -> None:
    assert Example(MultiDict({"email": "a@b.test"}), data={"line": "kept", "words": ["a", "b"]}).line.data == "kept"
    assert Example(MultiDict({"email": "a@b.test"}), data={"words": ["a", "b"]}).words.data == ["a", "b"]


@pytest.mark.parametrize("hidden", ["\x00", "\x07", "\x7f", "\x85", "\u2028", "\u202e", "\t", "\n"])
def test_one_line_has_no_characters_that_cannot_be_seen(hidden: str) -> None:
    assert typed(line=f"a{hidden}b").line.errors


def test_a_name_has_single_spaces_and_nothing_hidden() -> None:
    assert typed(called=" Bo\u00a0\u200b Lind\t").called.data == "Bo Lind"
    for hidden in ("\u2060", "\u00ad", "\ufeff", "\x00", "\u202e"):
        assert typed(called=f"Bo{hidden}Lind").called.errors == ["Characters that cannot be seen are not allowed."]


@pytest.mark.parametrize("typed_name", ["", "  ", "\u200b", "\ufeff\u200d"])
def test_a_needed_text_must_be_visible(typed_name: str) -> None:
    assert typed(name=typed_name).name.errors == ["This is needed."]
    assert not typed(name="Ó").name.errors


def test_notes_have_lines_and_tabs_but_no_nul() -> None:
    assert typed(notes="a\r\nb\tc").notes.data == "a\nb\tc"
    assert not typed(notes="a\r\nb\tc").notes.errors
    assert typed(notes="a\x00b").notes.errors


def test_limits_count_characters() -> None:
    assert not typed(line="ééééé").line.errors
    assert typed(line="éééééé").line.errors == ["At most 5 characters."]


def test_lists_lose_gaps_and_doubles_but_keep_their_order() -> None:
    form = typed(words=" Nuke,roto ,, NUKE, clean   up,")
    assert form.words.data == ["Nuke", "roto", "clean up"]
    assert Example(data={"words": ["a", "b"]}).words._value() == "a, b"
    assert typed(words=",".join(map(str, range(41)))).words.errors


@pytest.mark.parametrize(
    ("locale", "written", "amount"),
    [
        ("en_GB", "1,234.50", "1234.50"), ("en_GB", " 12 ", "12"), ("en_GB", "0", "0"), ("en_GB", "-0", "0"),
        ("de_DE", "1.234,50", "1234.50"), ("de_DE", "12,5", "12.5"), ("fr_FR", "1\u202f234,5", "1234.5"),
        ("sv_SE", "1\u00a0234,5", "1234.5"),
    ],
)  # fmt: skip
def test_amounts_are_read_by_locale(locale: str, written: str, amount: str) -> None:
    with force_locale(locale):
        form = typed(amount=written)
    assert form.amount.data == Decimal(amount)
    assert not form.amount.errors


@pytest.mark.parametrize(
    ("locale", "written"),
    [
        ("en_GB", "1,5"), ("en_GB", "1.234,50"), ("de_DE", "1.5"), ("en_GB", "1e5"), ("en_GB", "Infinity"),
        ("en_GB", "NaN"), ("en_GB", "£5"), ("en_GB", "--5"), ("en_GB", "1_000"), ("en_GB", "9" * 400),
        ("en_GB", "\x00"),
    ],
)  # fmt: skip
def test_what_could_be_misread_is_refused(locale: str, written: str) -> None:
    with force_locale(locale):
        form = typed(amount=written)
    assert form.amount.errors
    assert form.amount._value() == written


@pytest.mark.parametrize(("locale", "shown"), [("en_GB", "1234.50"), ("de_DE", "1234,50")])
def test_an_amount_is_written_as_it_can_be_read_again(locale: str, shown: str) -> None:
    with force_locale(locale):
        assert Example(data={"amount": Decimal("1234.5")}).amount._value() == shown
        assert typed(amount=shown).amount.data == Decimal("1234.5")
    assert Example().amount._value() == ""


def test_decimals_are_those_of_the_currency() -> None:
    assert typed(amount="10.005").amount.errors == ["GBP has 2 decimals."]
    assert typed(amount="10.5", currency="JPY").amount.errors == ["JPY has 0 decimals."]
    assert not typed(amount="10.50", currency="BHD").amount.errors


def test_dates_are_days_of_this_age() -> None:
    assert typed(day="2026-02-29").day.errors == ["This is not a date."]
    assert typed(day="9999-12-31").day.errors
    assert typed(day=" ").day.data is None


def test_addresses_are_addresses() -> None:
    assert typed(email="Ana@Studio.TEST").email.data == "Ana@studio.test"
    assert typed(email="ana@").email.errors
    assert not typed(email="").email.errors


def test_zones_and_currencies_are_of_their_lists() -> None:
    assert typed(zone="Europe/Nowhere").zone.errors == ["Choose one of the list."]
    assert typed(currency="XXX").currency.errors == ["Choose one of the list."]


@pytest.mark.parametrize(("raw", "version"), [("3", 3), ("", None), ("x", None), ("-1", None), ("9" * 30, None)])
def test_a_version_is_a_number_or_nothing(raw: str, version: int | None) -> None:
    assert typed(version=raw).version.data == version


def test_whoever_may_not_see_money_gets_a_form_without_it(world: World) -> None:
    """Today whoever writes sees money; a role that does not must neither read nor change it."""
    with world.acting():
        artist, project = ArtistForm.for_(world.vera), ProjectForm.for_(world.vera)
    assert not {"hourly_rate", "currency"} & set(artist.details())
    assert not {"budget", "currency"} & set(project.details())


def test_only_the_named_constraints_are_explained_and_nothing_stays_behind(world: World) -> None:
    with world.acting():
        taken = Project.add(None, "Harbour S2").name
        assert refused(["uq_projects_name"], lambda: Project.add(None, taken)) == "uq_projects_name"
        with pytest.raises(IntegrityError):
            refused(["uq_projects_name"], lambda: Project.add(None, "Other", status="paused"))
        assert db.session.scalars(select(Project.name)).all() == ["Harbour S2"]


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.fixed_dictionaries({name: st.text() for name in ("line", "notes", "words", "amount", "day", "email", "version")})
)
def test_no_text_breaks_a_form(values: dict[str, str]) -> None:
    form = typed(**values)
    assert form.line.errors or "\x00" not in form.line.data
    assert form.words.errors or not any("\x00" in word for word in form.words.data)
