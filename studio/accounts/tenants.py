"""Opening a studio: its address, and its first owner; the formats there are."""

from __future__ import annotations

import re
from itertools import count
from unicodedata import normalize

from uuid_utils.compat import uuid7

from studio.accounts.identity import Member, TenantInfo
from studio.accounts.models import RESERVED_SLUGS, Membership, Tenant, User
from studio.accounts.roles import OWNER
from studio.activity import audit
from studio.extensions import db
from studio.lib.current import current
from studio.lib.db import act_for

SLUG = re.compile(r"[a-z0-9][a-z0-9-]{0,38}[a-z0-9]")
LONGEST = 40
LOCALES = (
    "en_GB", "en_US", "en_CA", "en_AU", "en_IE", "cs_CZ", "da_DK", "de_AT", "de_CH", "de_DE", "es_ES", "es_MX", "fi_FI",
    "fr_CA", "fr_CH", "fr_FR", "hu_HU", "it_IT", "ja_JP", "ko_KR", "nb_NO", "nl_BE", "nl_NL", "pl_PL", "pt_BR", "pt_PT",
    "ro_RO", "sv_SE", "tr_TR",
)  # fmt: skip


def open_tenant(owner: User, name: str, slug: str) -> Tenant:
    """A new studio and its owner. Raises IntegrityError (uq_tenants_slug) when somebody was faster."""
    tenant = Tenant(id=uuid7(), name=name, slug=slug)
    act_for(tenant.id, db.session.connection())
    db.session.add(tenant)
    db.session.flush()
    with current.acting(TenantInfo.of(tenant)):
        membership = Membership(user_id=owner.id, role=OWNER, user=owner)
        db.session.add(membership)
        db.session.flush()
        audit.note("studio.opened", tenant.id, name, Member.of(membership, tenant))
        db.session.flush()
    return tenant


def slug_state(slug: str) -> str:
    """ "free", "malformed", "reserved" or "taken"."""
    if not SLUG.fullmatch(slug):
        return "malformed"
    if slug in RESERVED_SLUGS:
        return "reserved"
    return "taken" if Tenant.named(slug) else "free"


def suggest_slug(name: str) -> str:
    """A free address made of a name: "Café Noir" gives "cafe-noir", or "cafe-noir-2"."""
    plain = normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    base = re.sub(r"[^a-z0-9]+", "-", plain)[: LONGEST - 4].strip("-")
    base = base if len(base) > 1 else "my-studio"
    numbered = (f"{base}-{n}" for n in count(2))
    return base if slug_state(base) == "free" else next(slug for slug in numbered if slug_state(slug) == "free")
