"""Names: one spelling, one key, nothing that cannot be seen."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from studio.lib.text.names import clean_name, has_invisible, name_key

SAME = (
    ("ipek test", "İPEK TEST", "İpek Test"),
    ("Bo Lind", "Bo  Lind", "Bo\u00a0Lind", "Bo\u200b Lind", " bo lind\t"),
    ("Øystein", "øystein", "ØYSTEIN"),
    ("Jose\u0301", "José"),
    ("ΟΔΥΣΣΕΥΣ", "Οδυσσεύς".replace("ύ", "υ")),
)
DIFFERENT = (("Bjørn", "Bjorn"), ("José", "Jose"), ("Weiß", "Weiss"), ("Bo Lind", "Bolind"), ("Anna", "Anna-"))


@pytest.mark.parametrize("names", SAME)
def test_spaces_and_case_do_not_tell_two_people_apart(names: tuple[str, ...]) -> None:
    assert len(set(map(name_key, names))) == 1


@pytest.mark.parametrize("names", DIFFERENT)
def test_letters_and_marks_do(names: tuple[str, str]) -> None:
    assert name_key(names[0]) != name_key(names[1])


@given(st.text(max_size=40))
def test_cleaning_twice_and_the_key_of_a_key_change_nothing(text: str) -> None:
    assert clean_name(clean_name(text)) == clean_name(text)
    assert name_key(name_key(text)) == name_key(text) == name_key(clean_name(text))


@pytest.mark.parametrize("hidden", ["\u2060", "\u00ad", "\ufeff", "\u202e", "\x00", "\u3164", "\U000e0041", "\u200d"])
def test_what_cannot_be_seen_is_found(hidden: str) -> None:
    assert has_invisible(f"Bo{hidden} Lind")
    assert not has_invisible("Bo Lind")


@pytest.mark.parametrize("name", ["می\u200cخواهم", "क्\u200dष", "👩\u200d🎨 Ana", "O’Neil", "Søren-Æ"])
def test_joiners_inside_a_word_and_what_is_seen_may_stay(name: str) -> None:
    assert not has_invisible(clean_name(name))
