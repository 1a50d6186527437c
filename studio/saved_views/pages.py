"""Which page's addresses can be saved: the app that puts the features together says so."""

from __future__ import annotations

from collections.abc import Callable
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


def init_app(app: Flask, page: SavablePage) -> None:
    app.extensions["saved_views"] = page


def savable_page() -> SavablePage:
    page: SavablePage = current_app.extensions["saved_views"]
    return page
