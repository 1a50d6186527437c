"""Where uploaded media are kept: a folder, or a bucket of an S3 service. Nobody but Studio reads them."""

from __future__ import annotations

import os
import re
from contextlib import closing
from io import BytesIO
from pathlib import Path
from typing import Any, Protocol
from urllib.parse import parse_qs, unquote, urlsplit

import urllib3
from flask import Flask, current_app
from minio import Minio
from minio.error import S3Error

KEY = re.compile(r"[a-z0-9-]+(/[a-z0-9.-]*[a-z0-9])+")  # artists/<tenant>/<artist>/<name>.webp
SECONDS = 10  # to reach the service, and between two parts of an answer


class Storage(Protocol):
    def put(self, key: str, content: bytes, content_type: str) -> None: ...
    def get(self, key: str) -> bytes | None:
        """None of what is not there."""
        ...

    def delete(self, key: str) -> None: ...


class Folder:
    """Files below `root`. One is written beside its place and moved there, so that nobody reads half of it."""

    def __init__(self, root: Path):
        self.root = root

    def put(self, key: str, content: bytes, content_type: str) -> None:
        path = self.path(key)
        path.parent.mkdir(parents=True, exist_ok=True)
        beside = path.with_suffix(f".{os.getpid()}.new")
        beside.write_bytes(content)
        beside.replace(path)

    def get(self, key: str) -> bytes | None:
        path = self.path(key)
        return path.read_bytes() if path.is_file() else None

    def delete(self, key: str) -> None:
        self.path(key).unlink(missing_ok=True)

    def path(self, key: str) -> Path:
        """Raises ValueError for what could lead out of the folder."""
        if not KEY.fullmatch(key) or ".." in key:
            raise ValueError(f"not the key of a file: {key!r}")
        return self.root / key


class Bucket:
    """Objects of an S3 service: `s3://key:secret@host/bucket?region=eu-west-1`, with `&tls=no` for one of our own."""

    def __init__(self, url: str):
        parts = urlsplit(url)
        options = {name: values[0] for name, values in parse_qs(parts.query).items()}
        self.bucket = parts.path.strip("/")
        self.client = Minio(
            parts.netloc.rpartition("@")[2],
            access_key=unquote(parts.username or ""),
            secret_key=unquote(parts.password or ""),
            region=options.get("region", "us-east-1"),
            secure=options.get("tls") != "no",
            http_client=urllib3.PoolManager(
                timeout=urllib3.Timeout(connect=SECONDS, read=SECONDS), retries=urllib3.Retry(1), maxsize=8
            ),
        )

    def put(self, key: str, content: bytes, content_type: str) -> None:
        self.client.put_object(self.bucket, key, BytesIO(content), len(content), content_type)

    def get(self, key: str) -> bytes | None:
        try:
            answer: Any = self.client.get_object(self.bucket, key)
        except S3Error as refused:
            if refused.code in ("NoSuchKey", "NoSuchObject"):
                return None
            raise
        with closing(answer):
            content: bytes = answer.read()
            answer.release_conn()
            return content

    def delete(self, key: str) -> None:
        self.client.remove_object(self.bucket, key)


def init_app(app: Flask, media_url: str, media_root: Path) -> None:
    app.extensions["media"] = Bucket(media_url) if media_url else Folder(media_root)


def media() -> Storage:
    storage: Storage = current_app.extensions["media"]
    return storage
