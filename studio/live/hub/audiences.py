"""Who is shown the same: what is rendered for one page goes to all pages of its audience, and to no other."""

from __future__ import annotations

from typing import NamedTuple
from urllib.parse import urlsplit
from uuid import UUID

from studio.accounts.identity import Member, TenantInfo
from studio.accounts.roles import ADMIN, ARTIST, OWNER, SCHEDULER, VIEWER

LONGEST = 8190  # of an address: gunicorn takes none that is longer
WIDE, NARROW = "wide", "narrow"
NOBODY = UUID(int=0)
# Roles that are shown the same pages; an artist is a viewer with a schedule of their own.
SHOWN_AS = {OWNER: SCHEDULER, ADMIN: SCHEDULER, SCHEDULER: SCHEDULER, ARTIST: ARTIST, VIEWER: VIEWER}


class Audience(NamedTuple):
    """`path` is inside the tenant, "" for pages nothing is rendered for; `member` only where it makes a difference."""

    path: str = ""
    query: str = ""
    shape: str = WIDE
    role: str = VIEWER
    locale: str = ""
    zone: str = ""
    member: UUID = NOBODY
    studio_locale: str = ""  # whose weeks the page has

    @property
    def view(self) -> str:
        """What a page compares with what it looks at: it may have gone elsewhere meanwhile."""
        return f"{self.shape} {self.path}?{self.query}" if self.path else ""

    def viewer(self) -> Member:
        """Somebody of this audience, without a name: what is rendered must not depend on it."""
        return Member(self.member, NOBODY, "", "", self.role, self.zone, self.locale)


ELSEWHERE = Audience()  # told what changed, and nothing else


def audience(member: Member, tenant: TenantInfo, view: str, shape: str, painted: frozenset[str]) -> Audience:
    """The audience of a page at the address `view`, for pages among the `painted` paths."""
    address = urlsplit(view[:LONGEST])
    root, path = f"/{tenant.slug}", address.path
    if not path.startswith(f"{root}/") or path.removeprefix(root) not in painted:
        return ELSEWHERE
    role = SHOWN_AS[member.role]
    own = member.id if role == ARTIST and shape == NARROW else NOBODY
    if role == ARTIST and own == NOBODY:
        role = VIEWER
    here = path.removeprefix(root), address.query, shape
    return Audience(*here, role, member.locale, member.zone, own, tenant.locale)
