"""The tenant as a URL prefix: `/acme/schedule` becomes `/schedule` under SCRIPT_NAME `/acme`."""

from collections.abc import Callable, Iterable
from typing import Any

Environ = dict[str, Any]


class TenantPrefix:
    """Moves a first path segment that is not reserved into SCRIPT_NAME and `studio.tenant`."""

    def __init__(self, app: Callable[[Environ, Any], Iterable[bytes]], reserved: frozenset[str]):
        self.app = app
        self.reserved = reserved

    def __call__(self, environ: Environ, start_response: Any) -> Iterable[bytes]:
        _, _, rest = environ.get("PATH_INFO", "").partition("/")
        slug, slash, path = rest.partition("/")
        if slug and slug not in self.reserved and "." not in slug:
            environ["studio.tenant"] = slug
            environ["SCRIPT_NAME"] = environ.get("SCRIPT_NAME", "") + "/" + slug
            environ["PATH_INFO"] = slash + path or "/"
        return self.app(environ, start_response)
