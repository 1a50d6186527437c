"""`flask replay`: the log against the bookings."""

from __future__ import annotations

import click

from studio.accounts.identity import TenantInfo
from studio.accounts.models import Tenant
from studio.bookings import replay as replays
from studio.lib.current import current


@click.command()
@click.option("--tenant", "slug", required=True, metavar="SLUG", help="Whose bookings.")
@click.option("--check", is_flag=True, help="Compare them with the bookings table; exit 1 when they differ.")
def replay(slug: str, check: bool) -> None:
    """Rebuild a tenant's bookings from its event log, in a scratch table."""
    tenant = Tenant.named(slug)
    if tenant is None:
        raise click.ClickException(f"There is no tenant {slug!r}.")
    with current.acting(TenantInfo.of(tenant)):
        report = replays.rebuild(compare=check)
    for difference in report.differences:
        click.echo(difference)
    if report.differences:
        raise click.ClickException(f"{len(report.differences)} differences in {report.log_length:,} events.")
    done = "match" if check else "follow from"
    click.echo(f"{report.bookings:,} bookings {done} their {report.events:,} events.")
