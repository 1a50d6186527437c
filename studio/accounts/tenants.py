"""Opening a studio: its address, its first owner, and how it writes times and money; the formats there are."""

from __future__ import annotations

import re
from collections.abc import Iterable
from itertools import count
from unicodedata import normalize

from babel.core import get_global, parse_locale
from babel.numbers import get_territory_currencies
from uuid_utils.compat import uuid7

from studio.accounts.identity import Member, TenantInfo
from studio.accounts.models import RESERVED_SLUGS, Membership, Tenant, User
from studio.accounts.roles import OWNER
from studio.activity import audit
from studio.extensions import db
from studio.lib.clock import ZONES
from studio.lib.current import current
from studio.lib.db import act_for
from studio.lib.holidays import guess
from studio.lib.money import CURRENCIES

SLUG = re.compile(r"[a-z0-9][a-z0-9-]{0,38}[a-z0-9]")
LONGEST = 40
LOCALES = (
    "en_GB", "en_US", "en_CA", "en_AU", "en_IE", "cs_CZ", "da_DK", "de_AT", "de_CH", "de_DE", "es_ES", "es_MX", "fi_FI",
    "fr_CA", "fr_CH", "fr_FR", "hu_HU", "it_IT", "ja_JP", "ko_KR", "nb_NO", "nl_BE", "nl_NL", "pl_PL", "pt_BR", "pt_PT",
    "ro_RO", "sv_SE", "tr_TR",
)  # fmt: skip
MAIN_ZONES = {
    "AU": "Australia/Sydney", "BR": "America/Sao_Paulo", "CA": "America/Toronto", "ES": "Europe/Madrid",
    "MX": "America/Mexico_City", "PT": "Europe/Lisbon", "US": "America/New_York",
}  # fmt: skip
HABITS = ("zone", "currency", "locale", "holiday_region")  # what a studio is opened with, beside its name


def open_tenant(owner: User, name: str, slug: str, **habits: str) -> Tenant:
    """A new studio and its owner; `habits` are some of HABITS. Raises IntegrityError (uq_tenants_slug) when somebody
    was faster."""
    tenant = Tenant(id=uuid7(), name=name, slug=slug, **habits)
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


def suggest_habits(tags: Iterable[str]) -> dict[str, str]:
    """HABITS as somebody may have them whose browser asks for these languages, the first that makes sense counting."""
    language, territory = next(filter(None, map(language_and_territory, tags)), ("en", "GB"))
    zones = (zone for zone, of in get_global("zone_territories").items() if of == territory and zone in ZONES)
    currencies = (code for code in get_territory_currencies(territory) if code in CURRENCIES)
    zone = MAIN_ZONES.get(territory) or next(zones, "Europe/London")
    return {
        "zone": zone,
        "currency": next(currencies, "GBP"),
        "locale": nearest_locale(language, territory),
        "holiday_region": guess(zone),
    }


def language_and_territory(tag: str) -> tuple[str, str] | None:
    """("de", "AT") of `de-AT`; of `de` where most who speak it live; None of what is no language."""
    try:
        language, territory = parse_locale(tag, sep="-")[:2]
    except ValueError:
        return None
    likely = get_global("likely_subtags").get(language)
    return (language, territory or likely.rpartition("_")[2]) if likely else None


def nearest_locale(language: str, territory: str) -> str:
    """One of LOCALES: of both, of the language where most speak it, of the language anywhere, or the usual one."""
    likely = (get_global("likely_subtags").get(language) or "").rpartition("_")[2]
    wanted = (f"{language}_{territory}", f"{language}_{likely}" if language != "en" else "en_GB")
    spoken = (locale for locale in LOCALES if locale.startswith(f"{language}_"))
    return next((locale for locale in wanted if locale in LOCALES), next(spoken, LOCALES[0]))
