"""Finding and sorting by name, as people do."""

from __future__ import annotations

import re
from dataclasses import dataclass

import pytest

from studio.config import ROOT
from studio.lib.hues import HUES, hue_for, least_used
from studio.lib.pagination import page_of
from studio.lib.text.search import PLAIN, by_name, fold, matching


@dataclass
class Named:
    name: str


def test_accents_and_case_are_folded() -> None:
    assert fold("Tomás ŁUKA Straße") == "tomas luka strasse"


@pytest.mark.parametrize(
    ("name", "typed"),
    [
        ("Ørsted", "orsted"), ("Đorđe", "dorde"), ("Ægir", "aegir"), ("Þór", "thor"), ("Cœur", "coeur"),
        ("Işık", "isik"), ("İpek", "ipek"), ("O'Neil", "oneil"), ("O’Neil", "O'NEIL"), ("Ħamrun", "hamrun"),
        ("Jose\u0301", "jose"), ("Eiður", "eidur"),
    ],
)  # fmt: skip
def test_a_name_is_found_by_plain_letters(name: str, typed: str) -> None:
    assert fold(name) == fold(typed)


def test_the_browser_folds_as_the_server_does() -> None:
    written = (ROOT / "static" / "js" / "options.js").read_text().partition("const PLAIN = {")[2].partition("};")[0]
    assert {key.strip('"'): plain for key, plain in re.findall(r'("[^"]+"|\w): "(\w*)"', written)} == PLAIN


def test_every_word_must_occur_somewhere() -> None:
    rows = ["ana lisbon", "ana london"]
    assert matching(rows, "lis ana", str.split) == ["ana lisbon"]
    assert matching(rows, "  ", str.split) == rows
    assert matching(rows, "paris", str.split) == []


def test_names_sort_without_regard_to_accents() -> None:
    rows = [Named(name) for name in ("Öz", "oa", "Ob", "Z")]
    assert [row.name for row in sorted(rows, key=by_name)] == ["oa", "Ob", "Öz", "Z"]


def test_numbers_in_names_sort_as_numbers() -> None:
    rows = [Named(name) for name in ("Artist 10", "Artist 9", "Artist", "Artist 9b", "9", "10", "Bay 007", "Bay 7")]
    assert [row.name for row in sorted(rows, key=by_name)] == [
        "9", "10", "Artist", "Artist 9", "Artist 9b", "Artist 10", "Bay 007", "Bay 7",
    ]  # fmt: skip


def test_a_page_is_the_nearest_there_is() -> None:
    rows = list(range(7))
    assert page_of(rows, 2, size=3).rows == [3, 4, 5]
    assert page_of(rows, 99, size=3).number == 3
    assert page_of(rows, None, size=3).number == page_of(rows, -1, size=3).number == 1
    empty = page_of(list[str](), 1)
    assert (empty.pages, empty.total, list(empty.rows)) == (1, 0, [])


def test_a_newcomer_gets_the_least_used_hue() -> None:
    assert least_used([]) == HUES[0]
    assert least_used([*HUES, "red"]) == "orange"
    assert least_used([hue for hue in HUES if hue != "teal"]) == "teal"
    assert hue_for("Ana") == hue_for("Ana") in HUES
