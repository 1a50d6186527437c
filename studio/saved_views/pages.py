"""Which pages' addresses can be saved: the app that puts the features together says so."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from flask import Flask, current_app
from werkzeug.datastructures import MultiDict

Params = dict[str, str | list[str]]


@dataclass(frozen=True)
class SavablePage:
    """A page that is narrowed down by its address."""

    params: Callable[[MultiDict[str, str], str, datetime, bool], Params]
    """What of an address makes sense to a member in a zone at a moment; with its date, or without."""
    url: Callable[[Params, str, datetime], str]
    """The address that shows what was saved, to a member in a zone at a moment."""
    has_date: bool = True
    """Whether its addresses have a date that a view may keep."""


def init_app(app: Flask, pages: Mapping[str, SavablePage]) -> None:
    app.extensions["saved_views"] = pages


def savable_page(name: str) -> SavablePage:
    pages: Mapping[str, SavablePage] = current_app.extensions["saved_views"]
    return pages[name]
