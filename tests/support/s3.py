"""A small S3 service: objects by path, in memory, that asks for a signature."""

from __future__ import annotations

from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

MISSING = b"<?xml version='1.0'?><Error><Code>NoSuchKey</Code><Message>none</Message></Error>"


class Handler(BaseHTTPRequestHandler):
    objects: dict[str, bytes]

    def do_PUT(self) -> None:
        content = self.rfile.read(int(self.headers["Content-Length"]))
        if "aws-chunked" in self.headers.get("Content-Encoding", ""):
            content = unchunked(content)
        self.objects[self.path] = content
        self.answer(200, b"", ETag='"0"')

    def do_GET(self) -> None:
        found = self.objects.get(self.path)
        self.answer(404, MISSING) if found is None else self.answer(200, found)

    def do_DELETE(self) -> None:
        self.objects.pop(self.path, None)
        self.answer(204, b"")

    def answer(self, status: int, body: bytes, **headers: str) -> None:
        signed = self.headers.get("Authorization", "").startswith("AWS4-HMAC-SHA256 Credential=key/")
        self.send_response(status if signed else 403)
        for name, value in {"Content-Type": "application/xml", "Content-Length": str(len(body)), **headers}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *args: object) -> None:
        """Nothing: tests have other logs."""


def unchunked(content: bytes) -> bytes:
    head, _, rest = content.partition(b"\r\n")
    return rest[: int(head.partition(b";")[0], 16)]


class S3:
    def __init__(self) -> None:
        handler = type("Bucket", (Handler,), {"objects": {}})
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
        self.port = self.server.server_address[1]
        Thread(target=self.server.serve_forever, daemon=True).start()

    def stop(self) -> None:
        self.server.shutdown()
        self.server.server_close()
