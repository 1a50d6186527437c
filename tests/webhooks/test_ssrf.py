"""No webhook reaches what only our own machines can reach, whatever its address looks like or turns into."""

from __future__ import annotations

import socket
import threading
import time
from ipaddress import ip_address
from typing import Any

import pytest

from studio.lib.http import ssrf
from studio.lib.http.ssrf import BadUrl, NotOnTheInternet, checked, is_open, resolve
from studio.webhooks import client
from studio.webhooks.client import WebhookRequest, send

CLOSED_ADDRESSES = """
127.0.0.1 127.8.8.8 0.0.0.0 10.0.0.1 172.16.0.1 192.168.1.1 100.64.0.1 169.254.169.254 192.0.0.192 192.0.2.1 198.18.0.1
224.0.0.1 240.0.0.1 255.255.255.255 168.63.129.16 192.88.99.1 :: ::1 ::ffff:127.0.0.1 ::ffff:8.8.8.8 ::7f00:1
64:ff9b::7f00:1 64:ff9b:1::1 2002:7f00:1:: 2001:0:7f00:1:: 2001:db8::1 3fff::1 fc00::1 fd00:ec2::254 fe80::1 fec0::1
ff02::1 5f00::1
"""


@pytest.mark.parametrize("address", CLOSED_ADDRESSES.split())
def test_what_is_not_the_open_internet_is_closed(address: str) -> None:
    assert not is_open(ip_address(address))


@pytest.mark.parametrize("address", ["8.8.8.8", "93.184.215.14", "2606:4700::1111", "2a00:1450:4001::200e"])
def test_the_internet_is_open(address: str) -> None:
    assert is_open(ip_address(address))


@pytest.mark.parametrize(
    "url",
    [
        "", "hooks.example.com", "http://hooks.example.com/", "ftp://hooks.example.com/", "https://", "https:///path",
        "https://[::1", "https://host:99999/", "https://mia:secret@hooks.example.com/", "https://a.example/#part",
        "https://a.example/a b", "https://a.example/\n", "https://a.example/\x00", "https://münchen.example/",
        "https://a.example\\@10.0.0.1/", f"https://a.example/{'x' * 500}", "https://a.example:22/",
        "https://localhost/", "https://db.internal/", "https://printer.local./", "https://127.0.0.1/",
        "https://[::1]:8443/", "https://[::ffff:10.0.0.1]/", "https://169.254.169.254/latest/meta-data",
    ],
)  # fmt: skip
def test_an_address_that_cannot_be_right_is_refused_before_anybody_is_asked(url: str) -> None:
    with pytest.raises(BadUrl) as refused:
        checked(url)
    assert str(refused.value)


@pytest.mark.parametrize("url", ["https://hooks.example.com/studio?key=1", "https://8.8.8.8:8443/x", "https://a.b:443"])
def test_an_address_on_the_internet_is_fine(url: str) -> None:
    assert checked(url).hostname


def answers(monkeypatch: pytest.MonkeyPatch, *addresses: str) -> list[str]:
    """The name server says this of every name; gives the names it was asked."""
    asked: list[str] = []

    def look_up(host: str, port: int, **options: Any) -> list[Any]:
        asked.append(host)
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, port)) for address in addresses]

    monkeypatch.setattr(ssrf.socket, "getaddrinfo", look_up)
    return asked


@pytest.mark.parametrize("address", ["10.0.0.7", "::1", "fe80::1%eth0", "169.254.169.254"])
def test_a_name_that_leads_inside_is_refused(monkeypatch: pytest.MonkeyPatch, address: str) -> None:
    answers(monkeypatch, "93.184.215.14", address)
    with pytest.raises(NotOnTheInternet):
        resolve("rebound.example", 443, 1)
    inside = send(WebhookRequest("https://rebound.example/", {}, b""), 1)

    def unknown(*args: Any, **options: Any) -> None:
        time.sleep(0.05)
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    monkeypatch.setattr(ssrf.socket, "getaddrinfo", unknown)
    assert inside == send(WebhookRequest("https://rebound.example/", {}, b""), 1)  # tells nobody what is inside
    assert inside.error == "no_host"


def test_a_name_server_that_is_silent_is_left_when_the_time_is_up(monkeypatch: pytest.MonkeyPatch) -> None:
    silent = threading.Event()
    monkeypatch.setattr(ssrf.socket, "getaddrinfo", lambda *args, **options: silent.wait(30))
    began = time.monotonic()
    assert send(WebhookRequest("https://slow.example/", {}, b""), 0.3).error == "timeout"
    assert time.monotonic() - began < 5
    silent.set()


def test_the_name_is_asked_for_once_and_the_address_that_was_looked_at_is_used(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    asked = answers(monkeypatch, "93.184.215.14")
    used: list[Any] = []

    def connect(where: Any, timeout: float) -> socket.socket:
        used.append(where)
        raise ConnectionRefusedError

    monkeypatch.setattr(client.socket, "create_connection", connect)
    outcome = send(WebhookRequest("https://hooks.example.com/x", {}, b"{}"), 1)
    assert (outcome.error, asked, used) == ("broken", ["hooks.example.com"], [("93.184.215.14", 443)])


@pytest.mark.parametrize("url", ["https://2130706433/", "https://0x7f.1/", "https://127.1/", "https://0177.0.0.1/"])
def test_other_spellings_of_this_machine_are_refused_too(url: str) -> None:
    assert send(WebhookRequest(url, {}, b""), 1).error in ("forbidden", "no_host")


def test_without_leave_nothing_is_sent_to_this_machine_even_if_the_database_says_so() -> None:
    with socket.create_server(("127.0.0.1", 0)) as here:
        port = here.getsockname()[1]
        here.settimeout(0.2)
        assert send(WebhookRequest(f"https://127.0.0.1:{port}/", {}, b""), 1).error == "forbidden"
        with pytest.raises(TimeoutError):
            here.accept()
