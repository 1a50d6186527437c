"""Addresses of calendars, as people pass them on."""

from __future__ import annotations

from urllib.parse import urlsplit


def with_scheme(url: str) -> str:
    """`webcal://` is `https://` for whoever fetches it."""
    scheme, found, rest = url.partition("://")
    return f"https://{rest}" if found and scheme.lower() in ("webcal", "webcals") else url


def host_of(url: str) -> str:
    """What is shown of an address that is a secret. The address was checked."""
    return (urlsplit(url).hostname or "")[:255] if url else ""
