"""Answers are sent compressed to those who take it, unless another site made their browser ask.

Who can make somebody's browser ask for what they choose, and sees how long the answers are, can guess the secrets in
them byte by byte (BREACH). Browsers tell which site asked; see docs/decisions/016.
"""

from __future__ import annotations

import gzip

from flask import Flask, Response, request

LEVEL = 3  # 210 KB of calendar: 26 KB in 0.7 ms; the next level takes twice as long to save 1.5 KB
SHORTEST = 1_000  # bytes; below, a packet is a packet
TEXTS = ("text/", "application/json", "application/problem+json")
OURSELVES = ("same-origin", "none")  # a page of this site, or the person: an address typed, a bookmark


def init_app(app: Flask) -> None:
    app.after_request(compress)


def compress(response: Response) -> Response:
    if not is_text(response):
        return response
    response.vary.add("Accept-Encoding")
    if asked_by_ourselves() and request.accept_encodings.quality("gzip"):
        response.set_data(gzip.compress(response.get_data(), LEVEL, mtime=0))
        response.headers["Content-Encoding"] = "gzip"
        tag, weak = response.get_etag()
        if tag and not weak:  # not the same bytes any more
            response.set_etag(tag, weak=True)
    return response


def asked_by_ourselves() -> bool:
    """A program, whose token no other site can make a browser send, asks for itself."""
    return "Cookie" not in request.headers or request.headers.get("Sec-Fetch-Site") in OURSELVES


def is_text(response: Response) -> bool:
    """Whether it is worth it: not a file that is handed to the server, nor a stream, nor what is compressed already."""
    whole = not (response.direct_passthrough or response.is_streamed or "Content-Encoding" in response.headers)
    return whole and (response.mimetype or "").startswith(TEXTS) and (response.content_length or 0) >= SHORTEST
