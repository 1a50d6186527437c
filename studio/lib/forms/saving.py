"""Saving what a form says; a constraint that refuses it becomes an error of its field."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from typing import Any

from flask_wtf import FlaskForm
from sqlalchemy.exc import IntegrityError

from studio.lib.db import db


def save_or_errors(form: FlaskForm, refusals: Mapping[str, tuple[str, Any]], change: Callable[[], Any]) -> Any:
    """Run `change` in a savepoint: its result, or True if it has none.

    A constraint named in `refusals`, with its field and message, becomes an error of that field, and None.
    """
    results: list[Any] = []
    constraint = refused(refusals, lambda: results.append(change()))
    if constraint is None:
        return results[0] or True
    field, message = refusals[constraint]
    form[field].errors = [*form[field].errors, message]
    return None


def refused(constraints: Collection[str], change: Callable[[], Any]) -> str | None:
    """Run `change` in a savepoint; the one of `constraints` that refused it, or None when it stands.

    The database judges, so two people adding the same name at once are both told the truth.
    """
    try:
        with db.session.begin_nested():
            change()
        return None
    except IntegrityError as error:
        constraint = getattr(getattr(error.orig, "diag", None), "constraint_name", None)
        if constraint not in constraints:
            raise
        return str(constraint)
