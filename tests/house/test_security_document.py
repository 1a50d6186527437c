"""What docs/security.md names as a proof is there."""

from __future__ import annotations

import re

import pytest

from studio.config import ROOT

TEXT = (ROOT / "docs" / "security.md").read_text()
NAMED = sorted(set(re.findall(r"`((?:tests|studio|docs|templates|static)/[\w./-]+(?:::\w+)?)`", TEXT)))


def test_something_is_named() -> None:
    assert len(NAMED) > 30


@pytest.mark.parametrize("name", NAMED)
def test_what_is_named_exists(name: str) -> None:
    path, _, test = name.partition("::")
    assert (ROOT / path).exists()
    assert not test or f"def {test}(" in (ROOT / path).read_text()


def test_every_chapter_of_the_standard_is_there() -> None:
    assert re.findall(r"^### V(\d+) ", TEXT, re.M) == [str(number) for number in range(1, 18)]
