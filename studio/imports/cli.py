"""`flask import bookings FILE.csv --tenant SLUG --as EMAIL`, and the same for artists."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from typing import Any, BinaryIO

import click
from flask.cli import with_appcontext
from flask_babel import gettext as _
from uuid_utils.compat import uuid7

from studio.accounts.identity import Member, TenantInfo, member_by_email
from studio.accounts.models import Tenant
from studio.extensions import db
from studio.imports import refused_csv
from studio.imports.encoding import UnreadableFile
from studio.imports.kinds import KINDS, Kind
from studio.imports.models import ARTISTS, BOOKINGS
from studio.imports.reader import CsvReader
from studio.imports.reading import Reading
from studio.lib.current import current


class Refusal(click.ClickException):
    """The import did not begin."""

    exit_code = 2


@click.group("import")
def import_() -> None:
    """Bring data in from files."""


def options(command: Callable[..., None]) -> Callable[..., None]:
    """The file, the studio and the member, as every kind of import takes them."""
    for each in (
        with_appcontext,
        click.option("--refused", "report", type=click.File("w", "utf-8", lazy=False), metavar="FILE",
                     help="Write refused rows here."),
        click.option("--dry-run", is_flag=True, help="Do everything, then take it back."),
        click.option("--as", "email", required=True, metavar="EMAIL", help="The member who imports it."),
        click.option("--tenant", "slug", required=True, metavar="SLUG", help="The studio it goes to."),
        click.argument("file", type=click.File("rb"), metavar="FILE.csv"),
    ):  # fmt: skip
        command = each(command)
    return command


@import_.command()
@options
def bookings(**given: Any) -> None:
    """Book every row of FILE.csv; PostgreSQL judges each one."""
    bring_in(KINDS[BOOKINGS], **given)


@import_.command()
@options
def artists(**given: Any) -> None:
    """Add or update, by email or name, the artist of every row of FILE.csv."""
    bring_in(KINDS[ARTISTS], **given)


def bring_in(kind: Kind, file: BinaryIO, slug: str, email: str, dry_run: bool, report: Any) -> None:
    tenant = tenant_named(slug)
    with current.acting(tenant):
        member = member_who_may(tenant, email)
        reader = opened(file, kind)
        for notice in reader.notices:
            click.echo(notice, err=True)
        with current.acting(tenant, member):
            run(kind, reader, member, dry_run, size_of(file), report)


def tenant_named(slug: str) -> TenantInfo:
    tenant = Tenant.named(slug)
    if tenant is None:
        raise Refusal(_("There is no studio %(slug)s.", slug=slug))
    info = TenantInfo.of(tenant)
    db.session.rollback()  # the next transaction belongs to the tenant
    return info


def member_who_may(tenant: TenantInfo, email: str) -> Member:
    member = member_by_email(tenant, email)
    if member is None:
        raise Refusal(_("%(email)s is not a member of %(slug)s.", email=email, slug=tenant.slug))
    if not member.can("imports.write"):
        values = {"email": email, "role": member.role, "slug": tenant.slug}
        raise Refusal(_("%(email)s is %(role)s in %(slug)s and may not import.", **values))
    return member


def opened(file: BinaryIO, kind: Kind) -> CsvReader:
    try:
        return CsvReader(file, Reading(locale=current.tenant.locale), kind.columns())
    except (UnreadableFile, OSError) as error:
        raise Refusal(f"{file.name}: {error}") from error


def size_of(file: BinaryIO) -> int:
    return os.fstat(file.fileno()).st_size


def run(kind: Kind, reader: CsvReader, member: Member, dry_run: bool, size: int, report: Any) -> None:
    current.set_request_id(f"import-{uuid7().hex}")
    accepted, refused = 0, []
    write = refused_csv.writer(report, reader.header.cells) if report else None
    for batch in with_bar(kind.preview(reader, member) if dry_run else kind.run(reader, member, 0), size):
        accepted += batch.accepted
        refused += [(row.line, row.reason) for row in batch.refused]
        if write:
            write(batch.refused)
        if not dry_run:
            db.session.commit()
    for line, reason in refused:
        click.echo(_("line %(line)s: %(reason)s", line=line, reason=reason), err=True)
    if dry_run:
        click.echo(_("Dry run: nothing was kept."), err=True)
    click.echo(f"accepted {accepted}, refused {len(refused)}")


def with_bar(batches: Iterator[Any], size: int) -> Iterator[Any]:
    """A progress bar by bytes read, in a terminal only."""
    with ExitStack() as stack:
        bar = click.progressbar(length=size, label=_("Importing"), file=sys.stderr, hidden=not sys.stderr.isatty())
        shown = stack.enter_context(bar)
        for batch in batches:
            yield batch
            shown.update(batch.position - shown.pos)
