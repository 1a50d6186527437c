"""Finding a Chromium for the browser tests, and the order of the steps of `make test`."""

from __future__ import annotations

import base64
import hashlib
import io
import os
import subprocess
import tarfile
from pathlib import Path

import brotli
import pytest

from studio.dev import check
from studio.dev.install import browser, playwright_driver


def script(path: Path, text: str = "exit 0") -> Path:
    path.write_text(f"#!/bin/sh\n{text}\n")
    path.chmod(0o755)
    return path


def test_the_chromium_of_this_run_works_and_a_stub_does_not(tmp_path: Path) -> None:
    assert browser.find(os.environ, tmp_path).exists()
    with pytest.raises(browser.NoBrowser, match="is not a Chromium that renders a page"):
        browser.find({"CHROMIUM_PATH": str(script(tmp_path / "chromium"))}, tmp_path)
    with pytest.raises(browser.NoBrowser):
        browser.find({"CHROMIUM_PATH": "/nowhere/chromium"}, tmp_path)


def test_ways_are_tried_in_order_until_one_works_and_that_is_remembered(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    stub, good = script(tmp_path / "stub"), script(tmp_path / "good")
    tried: list[str] = []
    gives = {"from_npm": stub, "on_the_machine": None, "from_debian": stub, "from_playwright": good}
    for name, path in gives.items():
        monkeypatch.setattr(browser, name, lambda folder, name=name, path=path: tried.append(name) or path)
    monkeypatch.setattr(browser, "works", lambda path: path == good)
    assert browser.find({}, tmp_path / "browser") == good
    assert tried == list(gives)
    assert browser.earlier(tmp_path / "browser") == good
    monkeypatch.setattr(browser, "works", lambda path: False)
    with pytest.raises(browser.NoBrowser, match="none to be had"):
        browser.find({}, tmp_path / "browser")


def test_root_gets_debians_browser_and_nobody_else_asks_apt(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    script(tmp_path / "apt-get", f'echo "$@" >> {tmp_path}/asked')
    script(tmp_path / "chromium")
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    assert browser.from_debian(tmp_path) is None
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    assert browser.from_debian(tmp_path) == tmp_path / "chromium"
    asked = (tmp_path / "asked").read_text().splitlines()
    assert asked == ["update", "install -y --no-install-recommends chromium fonts-liberation"]


def test_npms_package_is_asked_of_npm_or_without_it_of_the_registry(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(browser, "unpack", lambda package, target: target / package.read_text().strip())
    monkeypatch.setenv("PATH", str(tmp_path))
    registry = tmp_path / "registry" / "@sparticuz" / "chromium" / "-"
    registry.mkdir(parents=True)
    monkeypatch.setenv("NPM_CONFIG_REGISTRY", f"file://{tmp_path}/registry/")
    assert browser.from_npm(tmp_path) is None
    (registry / "chromium-153.0.0.tgz").write_text("by-hand")
    assert browser.from_npm(tmp_path) == tmp_path / "npm" / "by-hand"
    script(tmp_path / "npm", f'echo "by-npm" > "$4/sparticuz-chromium-153.0.0.tgz"; echo "$5" > {tmp_path}/asked')
    assert browser.from_npm(tmp_path) == tmp_path / "npm" / "by-npm"
    assert (tmp_path / "asked").read_text() == "@sparticuz/chromium@153.0.0\n"


def test_playwrights_node_gets_the_library_it_lacks(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("PLAYWRIGHT_NODEJS_PATH", "LD_LIBRARY_PATH"):
        monkeypatch.setenv(name, "")
    bare = script(tmp_path / "bare-node", f"test -e {tmp_path}/works || echo $LD_LIBRARY_PATH | /bin/grep -q debian")
    monkeypatch.setattr(playwright_driver, "compute_driver_executable", lambda: (str(bare), ""))
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    monkeypatch.setenv("PATH", str(tmp_path))
    assert not playwright_driver.ensure(tmp_path)  # no apt, no node

    script(tmp_path / "apt-get", 'if [ "$7" = download ]; then echo > libatomic1.deb; fi')
    script(tmp_path / "dpkg", '/bin/mkdir -p "$3/usr/lib"; echo > "$3/usr/lib/libatomic.so.1"')
    assert playwright_driver.ensure(tmp_path)
    assert os.environ["LD_LIBRARY_PATH"] == str(tmp_path / "debian" / "usr" / "lib")

    monkeypatch.setenv("LD_LIBRARY_PATH", "")
    script(tmp_path / "node")
    assert playwright_driver.ensure(tmp_path)
    assert os.environ["PLAYWRIGHT_NODEJS_PATH"] == str(tmp_path / "node")

    monkeypatch.setenv("PLAYWRIGHT_NODEJS_PATH", "")
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    script(tmp_path / "apt-get", f'if [ "$1" = install ]; then echo > {tmp_path}/works; fi')
    assert playwright_driver.installed()


def test_playwrights_own_browser_is_looked_for_inside_the_project(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PLAYWRIGHT_BROWSERS_PATH", "")
    monkeypatch.setattr(browser, "attempt", lambda doing, command, **options: True)
    found = browser.from_playwright(tmp_path)
    assert found and found.is_relative_to(tmp_path / "playwright")


def packed(parts: dict[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w:gz") as tar:
        for name, content in parts.items():
            member = tarfile.TarInfo(name)
            member.size = len(content)
            tar.addfile(member, io.BytesIO(content))
    return buffer.getvalue()


def test_the_npm_package_becomes_a_script_that_starts_the_browser_with_its_libraries(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    plain = {"package/bin/chromium.br": b'#!/bin/sh\necho "$LD_LIBRARY_PATH $FONTCONFIG_FILE $*"\n'}
    for name in ("swiftshader", "al2023", "fonts"):
        plain[f"package/bin/{name}.tar.br"] = packed({f"lib/{name}.so": b""})
    package = tmp_path / "sparticuz-chromium-153.0.0.tgz"
    package.write_bytes(packed({name: brotli.compress(content) for name, content in plain.items()}))
    with pytest.raises(browser.NoBrowser, match="is not the @sparticuz/chromium@153.0.0 that is expected"):
        browser.unpack(package, tmp_path / "npm")
    integrity = base64.b64encode(hashlib.sha512(package.read_bytes()).digest()).decode()
    monkeypatch.setattr(browser, "NPM_INTEGRITY", integrity)
    monkeypatch.delenv("LD_LIBRARY_PATH", raising=False)
    made = browser.unpack(package, tmp_path / "npm")
    said = subprocess.run([made, "--headless"], capture_output=True, text=True).stdout
    assert said == f"{tmp_path}/npm/lib {tmp_path}/npm/fonts.conf --headless\n"
    assert (tmp_path / "npm" / "lib" / "al2023.so").exists()


def test_a_step_that_fails_ends_the_check_and_ones_own_servers_stay_out_of_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(check, "QUICK", (("this",), ("no_such_module_here",), ("antigravity",)))
    monkeypatch.setattr(check, "find", lambda given, folder: tmp_path)
    assert check.main({**os.environ, "DATABASE_URL": "postgresql://mine"}) == 1
    assert [line for line in capsys.readouterr().out.splitlines() if "==" in line] == [
        "== this",
        "== no_such_module_here",
    ]

    def none(given: object, folder: object) -> Path:
        raise browser.NoBrowser("No Chromium here.")

    monkeypatch.setattr(check, "find", none)
    assert check.main(os.environ) == 1
    assert capsys.readouterr().err == "No Chromium here.\n"
