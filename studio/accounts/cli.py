"""`flask --app wsgi keys ...`: the keys that sign access tokens."""

from __future__ import annotations

import click
from flask.cli import AppGroup

from studio.accounts.signing_keys import OVERLAP, SigningKey
from studio.extensions import db
from studio.lib import clock

keys = AppGroup("keys", help="The keys that sign access tokens.")


@keys.command()
@click.option("--at-once", is_flag=True, help="Refuse what the old keys signed, within a minute: they may be known.")
def rotate(at_once: bool) -> None:
    """Sign with a new key from now on."""
    made = SigningKey.rotate(clock.now(), at_once)
    db.session.commit()
    minutes = 1 if at_once else OVERLAP.seconds // 60
    click.echo(f"{made.kid} signs from now on. What older keys signed is good for {minutes} more minutes at most.")
