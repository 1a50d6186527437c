"""Who is acting, for which tenant, in which request. Set by the middleware, a job or a command."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, NamedTuple
from uuid import UUID


class Client(NamedTuple):
    """Where a request comes from: the address, and the browser or program as it calls itself."""

    address: str
    agent: str


NO_CLIENT = Client("", "")
_tenant: ContextVar[Any] = ContextVar("tenant", default=None)
_member: ContextVar[Any] = ContextVar("member", default=None)
_user_id: ContextVar[UUID | None] = ContextVar("user_id", default=None)
_request_id: ContextVar[str] = ContextVar("request_id", default="")
_client: ContextVar[Client] = ContextVar("client", default=NO_CLIENT)


class NoTenant(RuntimeError):
    """Code that needs a tenant ran without one."""


class _Current:
    """`current.tenant` and `current.member`; plain values, safe to keep after the session is gone."""

    @property
    def tenant(self) -> Any:
        tenant = _tenant.get()
        if tenant is None:
            raise NoTenant("This needs a tenant, and none is set.")
        return tenant

    @property
    def has_tenant(self) -> bool:
        return _tenant.get() is not None

    @property
    def member(self) -> Any:
        return _member.get()

    @property
    def user_id(self) -> UUID | None:
        """Whose own rows may be read and changed. None for a stranger, a job and a command."""
        return _user_id.get()

    @property
    def request_id(self) -> str:
        return _request_id.get()

    @property
    def client(self) -> Client:
        """Nowhere, for a job or a command."""
        return _client.get()

    def set(self, tenant: Any = None, member: Any = None, user_id: UUID | None = None) -> None:
        _tenant.set(tenant)
        _member.set(member)
        _user_id.set(user_id)

    def set_user(self, user_id: UUID | None) -> None:
        _user_id.set(user_id)

    def set_request_id(self, value: str) -> None:
        _request_id.set(value)

    def set_client(self, client: Client) -> None:
        _client.set(client)

    @contextmanager
    def acting(self, tenant: Any, member: Any = None) -> Iterator[None]:
        """Act for `tenant` inside the block, as a job or a command does."""
        tokens = _tenant.set(tenant), _member.set(member)
        try:
            yield
        finally:
            _tenant.reset(tokens[0])
            _member.reset(tokens[1])


current = _Current()
