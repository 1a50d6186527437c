"""The page's one stylesheet: all files in their order, kept for ever by browsers, and asked of nobody's session."""

from __future__ import annotations

import re
from pathlib import Path

from flask.testing import FlaskClient

from studio.config import ROOT
from studio.ops import assets


def test_a_page_links_one_sheet_that_has_every_file_in_order(client: FlaskClient) -> None:
    linked = re.findall(r'<link rel="stylesheet" href="([^"]+)">', client.get("/sign-in").text)
    assert len(linked) == 1
    answer = client.get(linked[0])
    assert (answer.status_code, answer.mimetype) == (200, "text/css")
    files = [(ROOT / "static/css" / f"{name}.css").read_text() for name in assets.FILES]
    assert answer.text == "\n".join(files)
    assert answer.text.lstrip().startswith("/*") and "@layer reset, tokens" in answer.text[:400]


def test_browsers_keep_it_and_it_comes_compressed(client: FlaskClient) -> None:
    answer = client.get(assets.ADDRESS, headers={"Accept-Encoding": "gzip", "Sec-Fetch-Site": "same-origin"})
    assert answer.headers["Cache-Control"] == "public, max-age=31536000"
    assert answer.headers["Content-Encoding"] == "gzip"
    assert "Set-Cookie" not in answer.headers


def test_what_the_files_name_beside_them_is_found_from_its_address(client: FlaskClient) -> None:
    fonts = re.findall(r'url\("\.\./([^"]+)"\)', client.get(assets.ADDRESS).text)
    assert fonts and all(client.get(f"/static/{font}").status_code == 200 for font in fonts)


def test_another_text_has_another_address(tmp_path: Path) -> None:
    (tmp_path / "css").mkdir()
    for name in assets.FILES:
        (tmp_path / "css" / f"{name}.css").write_text("")
    other = assets.sheet(str(tmp_path)).url
    assert re.fullmatch(r"/static/css/studio\.css\?v=[0-9a-f]{12}", other)
    assert other != assets.sheet(str(ROOT / "static")).url
