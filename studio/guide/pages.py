"""The pages of docs/guide as HTML, and as sections of plain words for the search. Read once per process."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import NamedTuple

from markdown_it import MarkdownIt
from markdown_it.token import Token
from markupsafe import Markup

from studio.config import ROOT
from studio.guide.contents import ORDER
from studio.guide.webp import dimensions
from studio.lib.text.search import fold

FOLDER = ROOT / "docs" / "guide"
ELSEWHERE = {"../api.md": "/api/v1/docs"}  # what is shown elsewhere in the app than in the guide
# Raw HTML stays text, and addresses of scripts are no links: pages hold words, tables and pictures.
MARKDOWN = MarkdownIt("commonmark", {"html": False}).enable("table")


class Section(NamedTuple):
    """What stands under one heading. The first of a page has no anchor."""

    title: str
    anchor: str
    text: str


@dataclass(frozen=True)
class GuidePage:
    slug: str
    title: str
    summary: str  # its first paragraph
    html: Markup  # without the title
    sections: tuple[Section, ...]


@cache
def page(slug: str) -> GuidePage:
    """LookupError when there is no such page."""
    if slug not in ORDER:
        raise LookupError(f"The guide has no page {slug!r}.")
    title, *body = split(MARKDOWN.parse((FOLDER / f"{slug}.md").read_text()))
    for token in body:
        adapt(token)
    give_anchors(body)
    html = Markup(MARKDOWN.renderer.render(body, MARKDOWN.options, {}))  # noqa: S704 - raw HTML is off
    found = tuple(sections(body, plain(title)))
    summary = next(plain(token) for token in body if token.type == "inline")
    return GuidePage(slug, plain(title), summary, html, found)


def pages() -> tuple[GuidePage, ...]:
    """All of them, in reading order."""
    return tuple(page(slug) for slug in ORDER)


def split(tokens: list[Token]) -> list[Token]:
    """The words of the title, then the tokens of the body."""
    if [token.tag for token in tokens[:1]] != ["h1"]:
        raise ValueError("A page of the guide begins with its title.")
    return [tokens[1], *tokens[3:]]


def adapt(token: Token) -> None:
    """Have links lead to pages of the app and pictures know their size; a row of a table may be wider than a phone."""
    if token.type == "table_open":
        token.attrSet("class", "guide-table")
        token.attrSet("tabindex", "0")
    for child in token.children or ():
        if child.type == "link_open":
            child.attrSet("href", address(str(child.attrGet("href"))))
        elif child.type == "image":
            width, height = dimensions(FOLDER / str(child.attrGet("src")))
            child.attrs |= {"width": width, "height": height, "loading": "lazy"}
            if width < height:
                child.attrSet("class", "guide-phone")


def address(link: str) -> str:
    """`holds.md#ranks` is the page `holds` beside this one, as it is a file beside it in the folder."""
    name, mark, anchor = link.partition("#")
    return ELSEWHERE.get(name) or name.removesuffix(".md") + mark + anchor


def give_anchors(tokens: list[Token]) -> None:
    for heading, inline in headings(tokens):
        heading.attrSet("id", anchor_of(plain(inline)))


def headings(tokens: list[Token]) -> Iterator[tuple[Token, Token]]:
    return ((token, tokens[at + 1]) for at, token in enumerate(tokens) if token.type == "heading_open")


def anchor_of(title: str) -> str:
    return "-".join(re.findall(r"[a-z0-9]+", fold(title)))


def sections(tokens: list[Token], title: str) -> Iterator[Section]:
    anchor, texts, heading = "", list[str](), False
    for token in tokens:
        if token.type == "heading_open":
            yield Section(title, anchor, " · ".join(texts))
            anchor, texts, heading = str(token.attrGet("id")), [], True
        elif token.type == "inline" and heading:
            title, heading = plain(token), False
        elif token.type == "inline":
            texts.append(plain(token))
    yield Section(title, anchor, " · ".join(texts))


def plain(inline: Token) -> str:
    """The words of a line, without marks, and of a picture what it shows."""
    breaks = {"softbreak": " ", "hardbreak": " "}
    return "".join(breaks.get(child.type, child.content) for child in inline.children or ())


def picture(name: str) -> Path:
    """Where a picture is. LookupError when there is none of that name."""
    path = FOLDER / "pictures" / name
    if not re.fullmatch(r"[a-z0-9-]{1,60}\.webp", name) or not path.is_file():
        raise LookupError(f"The guide has no picture {name!r}.")
    return path
