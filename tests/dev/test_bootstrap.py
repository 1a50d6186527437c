"""What makes .venv: in a folder of its own, with a package made here, so that no test needs the network."""

from __future__ import annotations

import hashlib
import importlib.util
import os
import subprocess
import sys
import threading
import zipfile
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest

from studio.dev.install import bootstrap


class Became(Exception):
    """Stands for the exec at the end: the process would be this command now."""


@pytest.fixture
def checkout(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty checkout whose requirements.lock asks for one small package that is found beside it."""
    venv = tmp_path / ".venv"
    monkeypatch.setattr(bootstrap, "ROOT", tmp_path)
    monkeypatch.setattr(bootstrap, "VENV", venv)
    monkeypatch.setattr(bootstrap, "PYTHON", venv / "bin" / "python")
    monkeypatch.setattr(bootstrap, "STAMP", venv / "studio.stamp")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    monkeypatch.setenv("PIP_FIND_LINKS", str(tmp_path))
    monkeypatch.delenv("PIP_EXTRA_INDEX_URL", raising=False)

    def become(path: Path, words: list[str], env: dict[str, str]) -> None:
        raise Became(words[1:])

    monkeypatch.setattr(os, "execve", become)
    (tmp_path / "requirements.lock").write_text(f"harbour==1 --hash=sha256:{wheel(tmp_path, 'harbour')}\n")
    return tmp_path


def wheel(folder: Path, name: str) -> str:
    """Make the smallest wheel there is; returns its sha256."""
    path, info = folder / f"{name}-1-py3-none-any.whl", f"{name}-1.dist-info"
    with zipfile.ZipFile(path, "w") as file:
        file.writestr(f"{name}.py", "HERE = True\n")
        file.writestr(f"{info}/METADATA", f"Metadata-Version: 2.1\nName: {name}\nVersion: 1\n")
        file.writestr(f"{info}/WHEEL", "Wheel-Version: 1.0\nGenerator: x\nRoot-Is-Purelib: true\nTag: py3-none-any\n")
        file.writestr(f"{info}/RECORD", f"{name}.py,,\n{info}/METADATA,,\n{info}/WHEEL,,\n{info}/RECORD,,\n")
    return hashlib.sha256(path.read_bytes()).hexdigest()


def bootstrapped(*command: str) -> None:
    with pytest.raises(Became) as became:
        bootstrap.main("requirements.lock", list(command))
    assert became.value.args == (list(command),)


def can_import(name: str) -> bool:
    return subprocess.run([bootstrap.PYTHON, "-c", f"import {name}"], capture_output=True).returncode == 0


def test_it_installs_once_and_again_only_when_the_lock_changes(
    checkout: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    bootstrapped("-m", "studio.dev.up")
    assert can_import("harbour")
    assert "Installing what requirements.lock lists" in capfd.readouterr().out
    bootstrapped("-m", "studio.dev.up")
    assert capfd.readouterr().out == ""

    born, lock = bootstrap.PYTHON.lstat().st_mtime_ns, checkout / "requirements.lock"
    good = lock.read_text() + f"anchor==1 --hash=sha256:{wheel(checkout, 'anchor')}\n"
    lock.write_text(good.replace("hash=sha256:", "hash=sha256:0000"))
    with pytest.raises(bootstrap.CannotInstall, match="This failed: .* pip install"):
        bootstrap.main("requirements.lock", ["-V"])
    assert not bootstrap.STAMP.exists()
    lock.write_text(good)
    bootstrapped("-V")
    assert can_import("anchor")
    assert bootstrap.PYTHON.lstat().st_mtime_ns == born  # the same .venv


def test_a_venv_whose_python_has_gone_is_made_anew(checkout: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    bootstrap.PYTHON.parent.mkdir(parents=True)
    bootstrap.PYTHON.symlink_to("/nowhere/python3")
    bootstrap.STAMP.write_text(bootstrap.fingerprint(checkout / "requirements.lock"))
    asked: list[str] = []
    monkeypatch.setattr(bootstrap, "fresh_venv", lambda: asked.append("a fresh one"))
    with pytest.raises(OSError, match="/nowhere|No such file"):
        bootstrap.main("requirements.lock", ["-V"])
    assert asked == ["a fresh one"]


def test_without_ensurepip_the_pip_wheel_is_used(checkout: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None)
    asked: list[tuple[object, ...]] = []
    monkeypatch.setattr(bootstrap, "run", lambda *command: asked.append(command))
    monkeypatch.setattr(bootstrap, "pip_wheel", lambda: checkout / bootstrap.PIP_WHEEL)
    bootstrap.fresh_venv()
    assert "--without-pip" in asked[0]
    assert asked[1][:3] == (bootstrap.PYTHON, f"{checkout / bootstrap.PIP_WHEEL}/pip", "install")


@pytest.fixture
def index(monkeypatch: pytest.MonkeyPatch) -> Iterator[dict[str, bytes]]:
    """A package index of one's own; the test says what it answers."""
    answers: dict[str, bytes] = {}

    class Index(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200 if self.path in answers else 404)
            self.end_headers()
            self.wfile.write(answers.get(self.path, b""))

        def log_message(self, *_: object) -> None:
            pass

    with HTTPServer(("127.0.0.1", 0), Index) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        monkeypatch.setenv("PIP_INDEX_URL", f"http://127.0.0.1:{server.server_port}/simple")
        yield answers
        server.shutdown()


def test_pip_comes_from_the_index_and_only_with_the_known_hash(
    checkout: Path, index: dict[str, bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    (checkout / "var").mkdir()
    with pytest.raises(bootstrap.CannotInstall, match="none to be had from"):
        bootstrap.pip_wheel()
    index["/simple/pip/"] = f'<a href="../../files/{bootstrap.PIP_WHEEL}#sha256=x">pip</a>'.encode()
    index[f"/files/{bootstrap.PIP_WHEEL}"] = b"something else"
    with pytest.raises(bootstrap.CannotInstall, match="does not offer the pip"):
        bootstrap.pip_wheel()
    monkeypatch.setattr(bootstrap, "PIP_SHA256", hashlib.sha256(b"something else").hexdigest())
    assert bootstrap.pip_wheel().read_bytes() == b"something else"
    index.clear()
    assert bootstrap.pip_wheel().exists()  # it is kept


def test_an_old_python_gives_way_to_a_newer_one_or_says_what_it_needs(
    checkout: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    newer = checkout / "python3.12"
    newer.symlink_to(sys.executable)
    monkeypatch.setattr(bootstrap, "OLDEST", (3, 11, 99, "final", 0) if sys.version_info < (3, 11, 99) else (4, 11))
    monkeypatch.setenv("PATH", str(checkout))

    def become(path: str, words: list[str]) -> None:
        raise Became(path)

    monkeypatch.setattr(os, "execv", become)
    with pytest.raises(Became, match="python3.12"):
        bootstrap.use_new_enough_python()
    newer.unlink()
    with pytest.raises(bootstrap.CannotInstall, match="Studio needs Python"):
        bootstrap.use_new_enough_python()


def test_nothing_of_studio_is_needed_before_it_is_installed(tmp_path: Path) -> None:
    code = f"import sys; sys.argv = ['x']; exec(open({bootstrap.__file__!r}).read().split('if __name__')[0])"
    bare = subprocess.run([sys.executable, "-I", "-S", "-c", "__file__ = '/x/y/z/a.py'; " + code], capture_output=True)
    assert bare.stderr.decode() == ""
