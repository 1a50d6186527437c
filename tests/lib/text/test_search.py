"""Finding and sorting by name, as people do."""

from __future__ import annotations

from dataclasses import dataclass

from studio.lib.hues import HUES, hue_for, least_used
from studio.lib.pagination import page_of
from studio.lib.search import by_name, fold, matching


@dataclass
class Named:
    name: str


def test_accents_and_case_are_folded() -> None:
    assert fold("Tomás ŁUKA Straße") == "tomas luka strasse"


def test_every_word_must_occur_somewhere() -> None:
    rows = ["ana lisbon", "ana london"]
    assert matching(rows, "lis ana", str.split) == ["ana lisbon"]
    assert matching(rows, "  ", str.split) == rows
    assert matching(rows, "paris", str.split) == []


def test_names_sort_without_regard_to_accents() -> None:
    rows = [Named(name) for name in ("Öz", "oa", "Ob", "Z")]
    assert [row.name for row in sorted(rows, key=by_name)] == ["oa", "Ob", "Öz", "Z"]


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
