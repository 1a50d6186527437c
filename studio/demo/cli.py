"""`flask seed demo`: something to look at."""

from __future__ import annotations

import click
from flask import current_app

from studio.demo import seed as demo_studio


@click.group()
def seed() -> None:
    """Fill the database with something to look at."""


@seed.command()
def demo() -> None:
    """The demo studio, once: tenants `demo` and `other`, their people and ten weeks of bookings."""
    if not current_app.config["DEVELOPMENT"]:
        click.echo("There is no demo studio in production: everybody knows its password.")
        return
    for line in demo_studio.seed() or ["The demo studio is there already."]:
        click.echo(line)
