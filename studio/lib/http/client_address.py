"""Where a request comes from, through as many proxies as TRUSTED_PROXIES says."""

from __future__ import annotations

from ipaddress import AddressValueError, IPv6Address

from flask import request

PREFIX = 64  # bits of an IPv6 address that name a line; whoever has the line may choose the rest


def network_of_client() -> str:
    """What is counted as one place: an IPv4 address, or the /64 of an IPv6 one."""
    return network_of(request.remote_addr or "")


def network_of(address: str) -> str:
    try:
        found = IPv6Address(address)
    except AddressValueError:
        return address
    if found.ipv4_mapped:
        return str(found.ipv4_mapped)
    return f"{IPv6Address(int(found) >> PREFIX << PREFIX)}/{PREFIX}"
