"""One line a request: JSON in production, readable in development; both carry the request id."""

from __future__ import annotations

import json
import logging
import sys
import time
from typing import Any
from uuid import UUID

from flask import Flask, Response, g, request
from uuid_utils.compat import uuid7

from studio.lib.current import Client, current

requests = logging.getLogger("studio.requests")


class JsonLines(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        line: dict[str, Any] = {
            "at": self.formatTime(record, "%Y-%m-%dT%H:%M:%S%z"),
            "level": record.levelname.lower(),
            "message": record.getMessage(),
            "request_id": current.request_id,
            **getattr(record, "fields", {}),
        }
        if record.exc_info:
            line["exception"] = self.formatException(record.exc_info)
        return json.dumps(line, default=str)


class Readable(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        fields = getattr(record, "fields", {})
        tail = " ".join(f"{name}={value}" for name, value in fields.items())
        head = f"{self.formatTime(record, '%H:%M:%S')} {record.getMessage()} {tail}".rstrip()
        return f"{head}\n{self.formatException(record.exc_info)}" if record.exc_info else head


def init_app(app: Flask, development: bool) -> None:
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(Readable() if development else JsonLines())
    for logger in (requests, app.logger, logging.getLogger("studio")):
        logger.handlers[:] = [handler]
        logger.propagate = False
        logger.setLevel(logging.INFO)
    app.before_request(begin)
    app.after_request(log)


def begin() -> None:
    current.set_request_id(name_of_request(request.headers.get("X-Request-Id", "")))
    current.set_client(Client(request.remote_addr or "", request.user_agent.string[:300]))
    current.set()
    g.began = time.perf_counter()


def name_of_request(given: str) -> str:
    """The id its sender gave it, if that is one to be kept; else a new one."""
    return given if given.isascii() and 8 <= len(given) <= 64 and given.isprintable() else uuid7().hex


def path() -> str:
    """The address without the secret of a mailed link: logs are read by more people than mails."""
    secret = str((request.view_args or {}).get("token") or "")
    return (request.script_root + request.path).replace(secret, "…") if secret else request.script_root + request.path


def log(response: Response) -> Response:
    if request.blueprint != "static":
        tenant = current.tenant.slug if current.has_tenant else request.environ.get("studio.tenant")
        member = current.member.id if current.member else None
        write(request.method, path(), response.status_code, g.get("began"), tenant, member, request.remote_addr)
    return response


def write(
    method: str,
    path: str,
    status: int,
    began: float | None,
    tenant: str | None,
    member: UUID | None,
    client: str | None,
) -> None:
    fields = {
        "method": method,
        "path": path,
        "status": status,
        "ms": round((time.perf_counter() - began) * 1000, 1) if began is not None else None,
        "tenant": tenant,
        "member": str(member) if member else None,
        "client": client,
    }
    requests.info("request", extra={"fields": fields})
