"""Everything about people and studios over HTTP, a file a subject; all of it hangs on one blueprint."""

from studio.accounts.routes import (
    accept_invitation,
    audit,
    members,
    passwords,
    preferences,
    profile,
    sessions,
    tenants,
    tokens,
)
from studio.accounts.routes.blueprint import pages

__all__ = [
    "accept_invitation",
    "audit",
    "members",
    "pages",
    "passwords",
    "preferences",
    "profile",
    "sessions",
    "tenants",
    "tokens",
]
