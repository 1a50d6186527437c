"""Everything about people and studios over HTTP, a file a subject; all of it hangs on one blueprint."""

from studio.accounts.blueprint import pages
from studio.accounts.routes import joining, members, passwords, profile, signing, tenants, tokens

__all__ = ["joining", "members", "pages", "passwords", "profile", "signing", "tenants", "tokens"]
