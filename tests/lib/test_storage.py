"""Where media are kept: in a folder, or in a bucket of an S3 service."""

from __future__ import annotations

from pathlib import Path

import pytest

from studio.config import BadSetting, load
from studio.lib.media.storage import Bucket, Folder, Storage
from tests.support.s3 import S3

KEY = "artists/0190-a/0190-b/abc-64.webp"


@pytest.fixture(params=["folder", "bucket"])
def storage(request: pytest.FixtureRequest, tmp_path: Path) -> Storage:
    if request.param == "folder":
        return Folder(tmp_path)
    server = S3()
    request.addfinalizer(server.stop)
    return Bucket(f"s3://key:secret@127.0.0.1:{server.port}/studio?tls=no")


def test_what_is_put_is_got_until_it_is_deleted(storage: Storage) -> None:
    assert storage.get(KEY) is None
    storage.put(KEY, b"picture", "image/webp")
    storage.put(KEY, b"another", "image/webp")
    assert storage.get(KEY) == b"another"
    storage.delete(KEY)
    storage.delete(KEY)
    assert storage.get(KEY) is None


@pytest.mark.parametrize("key", ["../secret", "artists/../../x", "/etc/passwd", "artists", "artists/", "a/b\n"])
def test_no_key_leads_out_of_the_folder(tmp_path: Path, key: str) -> None:
    with pytest.raises(ValueError, match="not the key"):
        Folder(tmp_path).get(key)


@pytest.mark.parametrize("url", ["https://s3.example.com/studio", "s3://host/bucket", "s3://key:secret@host"])
def test_an_address_that_is_no_buckets_stops_the_start(environment: dict[str, str], url: str) -> None:
    with pytest.raises(BadSetting, match="MEDIA_URL"):
        load({**environment, "MEDIA_URL": url})
