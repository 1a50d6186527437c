"""The one table that says which role may do what. What is not listed is denied."""

from collections.abc import Collection

OWNER, ADMIN, SCHEDULER, ARTIST, VIEWER = ROLES = ("owner", "admin", "scheduler", "artist", "viewer")

EVERYONE = frozenset(ROLES)
BOOKERS = frozenset((OWNER, ADMIN, SCHEDULER))
ADMINS = frozenset((OWNER, ADMIN))

PERMISSIONS: dict[str, frozenset[str]] = {
    "schedule.read": EVERYONE,
    "bookings.write": BOOKERS,
    "answers.write": EVERYONE,  # of bookings of one's own; whoever writes bookings, in an artist's stead
    "own_time.write": EVERYONE,  # time off of one's own; whoever writes artists, in their stead
    "views.share": BOOKERS,
    "feeds.write": EVERYONE,
    "feeds.studio": BOOKERS,  # of projects and saved views, beside one's own bookings
    "artists.read": EVERYONE,
    "artists.write": BOOKERS,
    "projects.read": EVERYONE,
    "projects.write": BOOKERS,
    "money.read": BOOKERS,
    "statistics.read": BOOKERS,
    "imports.write": BOOKERS,
    "members.write": ADMINS,
    "tenant.write": ADMINS,
    "audit.read": ADMINS,
    "webhooks.write": ADMINS,
    "tokens.write": EVERYONE,
    "tokens.oversee": frozenset((OWNER,)),
}
PAGES_ONLY = frozenset(
    ("imports.write", "tokens.write", "tokens.oversee", "views.share")
)  # for no token, whatever its member may
ONES_OWN = frozenset(("answers.write", "own_time.write", "feeds.write"))  # every role's, and about nobody but oneself
SCOPES = tuple(permission for permission in PERMISSIONS if permission not in PAGES_ONLY)


def may(role: str, permission: str) -> bool:
    """Whether `role` has `permission`. Raises KeyError for a permission nobody defined."""
    return role in PERMISSIONS[permission]


def scopes_of(role: str) -> tuple[str, ...]:
    """What a token of somebody with `role` may be given."""
    return tuple(scope for scope in SCOPES if may(role, scope))


def grantable(role: str, scopes: Collection[str] | None = None) -> tuple[str, ...]:
    """The roles a member with `role` may give to others: never more than their own, nor than their token's scopes."""
    if role not in ADMINS:
        return ()
    roles = ROLES[ROLES.index(role) :]
    if scopes is None:
        return roles
    return tuple(given for given in roles if set(scopes_of(given)) - ONES_OWN <= set(scopes))


def is_less(role: str, than: str) -> bool:
    """Whether a member with `role` may less than one with the other."""
    return ROLES.index(role) > ROLES.index(than)
