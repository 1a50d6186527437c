"""Logs: one JSON line a request in production, with the request id the caller sees."""

from __future__ import annotations

import json
import logging
import sys
from dataclasses import replace

import pytest
from flask import Flask
from flask.testing import FlaskClient

from studio import create_app
from studio.config import Settings
from studio.lib.current import current
from studio.lib.logs import JsonLines, Readable


def line(formatter: logging.Formatter, **fields: object) -> str:
    record = logging.LogRecord("studio", logging.INFO, __file__, 1, "request", None, None)
    record.fields = fields
    return formatter.format(record)


def test_production_writes_one_json_object_a_line() -> None:
    current.set_request_id("abc12345")
    told = json.loads(line(JsonLines(), method="GET", path="/demo/schedule", status=200))
    assert (told["request_id"], told["path"], told["status"]) == ("abc12345", "/demo/schedule", 200)


def test_development_is_readable() -> None:
    assert line(Readable(), status=200).endswith("request status=200")


@pytest.mark.parametrize("formatter", [JsonLines(), Readable()])
def test_an_exception_is_told_with_its_place(formatter: logging.Formatter) -> None:
    try:
        raise ValueError("bad day")
    except ValueError:
        record = logging.LogRecord("studio", logging.ERROR, __file__, 1, "failed", None, sys.exc_info())
    assert "bad day" in formatter.format(record) and "test_logs" in formatter.format(record)


def test_a_request_is_logged_with_where_it_came_from(
    app: Flask, settings: Settings, caplog: pytest.LogCaptureFixture
) -> None:
    """The address at the end of as many proxies as are trusted, and what anybody else says counts for nothing."""
    sent = {"X-Forwarded-For": "198.51.100.7, 203.0.113.9"}
    for proxies in (0, 1):
        behind = create_app(replace(settings, trusted_proxies=proxies))
        logging.getLogger("studio.requests").addHandler(caplog.handler)
        behind.test_client().get("/sign-in", headers=sent)
    clients = [vars(record)["fields"]["client"] for record in caplog.records if record.name == "studio.requests"]
    assert clients == ["127.0.0.1", "203.0.113.9"]


def test_a_request_id_is_kept_when_sane_and_replaced_when_not(app: Flask, client: FlaskClient) -> None:
    given = client.get("/healthz", headers={"X-Request-Id": "trace-12345678"})
    assert given.headers["X-Request-Id"] == "trace-12345678"
    rude = client.get("/healthz", headers={"X-Request-Id": "x" * 500})
    assert len(rude.headers["X-Request-Id"]) == 32
