"""What a template asks of the static files is there: a missing icon draws nothing, and nobody would be told."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from studio.config import ROOT
from studio.ops.assets import SHEETS

# Mail programs read styles only where they stand, and have no content policy of ours.
TEMPLATES = sorted(path for path in (ROOT / "templates").rglob("*.html") if path.parent.name != "mail")
SPRITE = (ROOT / "static/vendor/lucide/icons.svg").read_text()
ICONS = set(re.findall(r'<symbol id="([\w-]+)"', SPRITE))
PLAIN_STYLE = re.compile(r'style="(?!--|\{)')


def name_of(path: Path) -> str:
    return str(path.relative_to(ROOT / "templates"))


@pytest.mark.parametrize("path", TEMPLATES, ids=name_of)
def test_every_icon_is_in_the_sprite(path: Path) -> None:
    asked = set(re.findall(r"\b(?:icon|empty)\(\s*'([\w-]+)'", path.read_text()))
    assert asked <= ICONS


@pytest.mark.parametrize("path", TEMPLATES, ids=name_of)
def test_nothing_inline_that_the_content_policy_would_refuse(path: Path) -> None:
    text = path.read_text()
    assert not re.search(r"<script(?![^>]*\bsrc=)|<style|\son\w+=|hx-on|[\"']js:", text)
    assert not PLAIN_STYLE.search(text), "a style attribute may only set custom properties"


def test_every_stylesheet_is_sent_and_every_behaviour_linked() -> None:
    head = (ROOT / "templates/layout/_head.html").read_text()
    (verbs,) = (re.findall(r"'([\w-]+)'", listed) for listed in re.findall(r"in \(([^)]*)\)", head))
    assert {path.stem for path in (ROOT / "static/css").glob("*.css")} == set(SHEETS)
    assert {path.stem for path in (ROOT / "static/js/behaviours").glob("*.js")} == set(verbs)


@pytest.mark.parametrize("path", TEMPLATES, ids=name_of)
def test_lines_can_be_read_without_scrolling(path: Path) -> None:
    assert not [line for line in path.read_text().splitlines() if len(line) > 160]
