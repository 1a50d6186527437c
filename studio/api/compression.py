"""Answers are compressed for those who ask for it, when that is worth it."""

from __future__ import annotations

import gzip

from flask import Response, request

WORTH_IT = 1400  # bytes: what fits into one packet gains nothing
LEVEL = 4


def compress(response: Response) -> Response:
    if "gzip" not in request.headers.get("Accept-Encoding", "") or response.is_streamed:
        return response
    response.vary.add("Accept-Encoding")
    body = response.get_data()
    if len(body) < WORTH_IT or "Content-Encoding" in response.headers or not request.accept_encodings["gzip"]:
        return response
    response.set_data(gzip.compress(body, LEVEL, mtime=0))
    response.headers["Content-Encoding"] = "gzip"
    tag, weak = response.get_etag()
    if tag and not weak:  # not the same bytes any more
        response.set_etag(tag, weak=True)
    return response
