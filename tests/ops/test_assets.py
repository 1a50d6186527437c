"""Static files under the build's hash: whole in themselves, kept for good, there for pages of the release before."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from shutil import copytree

import pytest
from flask import Flask
from flask.testing import FlaskClient

from studio.config import ROOT
from studio.ops import assets, builds
from studio.ops.assets import SOURCE, Build
from studio.ops.routes import ASK_AGAIN, FOR_GOOD

MODULES = sorted(SOURCE.glob("js/**/*.js"))
IMPORT = re.compile(r"""(?:(?<!-)\bfrom|\bimport)\s*\(?\s*(["'`][^"'`]+["'`])""")
COMPRESSED = {"Accept-Encoding": "gzip", "Sec-Fetch-Site": "same-origin"}


@pytest.fixture
def build(app: Flask) -> Build:
    return app.extensions["build"]


def addresses(path: str, content: str) -> Iterator[str]:
    """The files that a module imports or a sheet names, by their path below static/."""
    named = IMPORT.findall(content) if path.endswith(".js") else re.findall(r"url\(([^)]*)\)", content)
    for address in (word.strip("\"'`") for word in named):
        yield posixpath.normpath(posixpath.join(posixpath.dirname(path), address))


@pytest.mark.parametrize("module", MODULES, ids=lambda path: path.relative_to(SOURCE).as_posix())
def test_every_import_of_every_module_is_found_under_the_same_hash(
    client: FlaskClient, build: Build, module: Path
) -> None:
    source = module.read_text()
    imported = list(addresses(module.relative_to(SOURCE).as_posix(), source))
    assert len(imported) == len(re.findall(r"^import\b|\bimport\(|^export .* from\b", source, re.MULTILINE))
    for path in imported:
        answer = client.get(build.url(path))
        assert (answer.status_code, answer.mimetype) == (200, "text/javascript"), path


def test_the_reader_of_imports_sees_each_way_of_writing_them() -> None:
    source = "import './a.js';\nimport { b } from \"../b.js\";\nconst c = await import(`./c/d.js`);\n"
    assert list(addresses("js/x/m.js", source)) == ["js/x/a.js", "js/b.js", "js/x/c/d.js"]


def test_no_module_names_an_address_that_is_not_relative() -> None:
    assert not [path for path in MODULES if "/static/" in path.read_text()]


def test_what_the_sheet_names_is_found_under_the_same_hash(client: FlaskClient, build: Build) -> None:
    sheet = client.get(build.url(assets.STYLESHEET)).text
    named = list(addresses(assets.STYLESHEET, sheet))
    assert named and all(client.get(build.url(path)).status_code == 200 for path in named)


def test_a_page_links_one_sheet_with_every_part_in_order(client: FlaskClient, build: Build) -> None:
    linked = re.findall(r'<link rel="stylesheet" href="([^"]+)">', client.get("/sign-in").text)
    assert linked == [build.url("css/studio.css")]
    answer = client.get(linked[0])
    assert (answer.status_code, answer.mimetype) == (200, "text/css")
    assert answer.text == "\n".join((SOURCE / "css" / f"{name}.css").read_text() for name in assets.SHEETS)
    assert answer.text.lstrip().startswith("/*") and "@layer reset, tokens" in answer.text[:400]


def test_whatever_a_page_loads_is_of_this_build(client: FlaskClient, build: Build) -> None:
    loaded = re.findall(r'(?:src|href)="(/static/[^"#]+)', client.get("/sign-in").text)
    assert len(loaded) > 20 and all(address.startswith(f"/static/{build.name}/") for address in loaded)
    assert all(client.get(address).status_code == 200 for address in loaded)


def test_browsers_keep_it_and_it_comes_compressed_to_everybody(client: FlaskClient, build: Build) -> None:
    answer = client.get(build.url("css/studio.css"), headers=COMPRESSED)
    assert answer.headers["Cache-Control"] == FOR_GOOD == "public, max-age=31536000, immutable"
    assert answer.headers["Content-Encoding"] == "gzip"
    assert not {"Set-Cookie", "X-Request-Id"} & set(answer.headers.keys())
    assert "Content-Security-Policy" in answer.headers
    mark = answer.headers["ETag"]
    again = client.get(build.url("css/studio.css"), headers={"If-None-Match": mark})
    assert (again.status_code, again.data, again.headers["Cache-Control"]) == (304, b"", FOR_GOOD)


def test_an_address_without_the_hash_is_asked_for_again_each_time(client: FlaskClient) -> None:
    answer = client.get("/static/js/app.js")
    assert answer.status_code == 200 and answer.headers["Cache-Control"] == ASK_AGAIN
    assert client.get("/static/js/app.js", headers={"If-None-Match": answer.headers["ETag"]}).status_code == 304
    assert client.get("/static/js/none.js").status_code == 404


@pytest.mark.parametrize("path", [
    "0123456789abcdef/js/app.js", "lock", "../env", "%2e%2e/env", "{build}/../../env", "{build}/%2e%2e/%2e%2e/env",
    "{build}/", "{build}", "{build}/js", "{before}/", "{before}/js", "{before}/../lock", "{before}/%2e%2e/lock",
    "{before}//etc/passwd", "{before}/none.js", ".{before}/js/app.js", "{before}%00/js/app.js",
])  # fmt: skip
def test_nothing_else_is_served(app: Flask, client: FlaskClient, build: Build, path: str) -> None:
    before = "b" * 16
    builds.keep(before, {"js/app.js": b"// before"}, assets.builds_folder(app))
    answer = client.get("/static/" + path.format(build=build.name, before=before))
    assert answer.status_code == 404 and "public" not in answer.headers.get("Cache-Control", "")


def test_a_file_that_is_changed_anywhere_gives_all_of_them_another_address(tmp_path: Path, build: Build) -> None:
    changed = copytree(SOURCE, tmp_path / "static")
    assert assets.read(changed).name == build.name
    (changed / "js/live/status.js").write_text("// another text")
    other = assets.read(changed)
    assert re.fullmatch("[0-9a-f]{16}", other.name) and other.name != build.name
    (changed / "js/live/status.js").rename(changed / "js/live/state.js")
    assert assets.read(changed).name not in (build.name, other.name)


def test_a_page_of_the_release_before_still_loads_its_modules_within_modules(
    app: Flask, client: FlaskClient, tmp_path: Path
) -> None:
    (copytree(SOURCE, tmp_path / "static") / "js/live/status.js").write_text("// as it was")
    before = assets.read(tmp_path / "static")
    builds.keep(before.name, before.files, assets.builds_folder(app))
    asked = ("js/app.js", "js/live/status.js", "css/studio.css")
    entry, inner, sheet = (client.get(before.url(path)) for path in asked)
    assert [answer.status_code for answer in (entry, inner, sheet)] == [200, 200, 200]
    assert inner.text == "// as it was" and inner.mimetype == "text/javascript"
    assert inner.headers["Cache-Control"] == FOR_GOOD
    assert client.get(before.url("js/app.js"), headers={"If-None-Match": entry.headers["ETag"]}).status_code == 304


def test_this_build_is_kept_for_the_releases_after_it(app: Flask, build: Build) -> None:
    folder = assets.builds_folder(app) / build.name
    kept = {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    assert kept == build.files and (ROOT / "static/js/app.js").read_bytes() == kept["js/app.js"]


def test_many_processes_keep_a_build_at_once_and_a_killed_one_leaves_nothing_half(tmp_path: Path) -> None:
    (tmp_path / ".new").mkdir()
    (tmp_path / ".new/left.js").write_text("half")
    files = {f"js/{number}.js": b"x" * 10_000 for number in range(50)}
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda _: builds.keep("new", files, tmp_path), range(16)))
    kept = {path.relative_to(tmp_path / "new").as_posix() for path in (tmp_path / "new").rglob("*.js")}
    assert kept == set(files) and not (tmp_path / ".new").exists()


def test_the_newest_three_builds_are_kept_and_a_step_back_counts_as_new(tmp_path: Path) -> None:
    for name in ("one", "two", "three", "one", "four"):
        builds.keep(name, {"a.js": name.encode()}, tmp_path)
    assert sorted(path.name for path in tmp_path.iterdir() if path.is_dir()) == ["four", "one", "three"]
    assert (tmp_path / "one/a.js").read_text() == "one"
