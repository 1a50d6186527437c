"""The floor of what is live: flask-sock, which sends what one page says to all the others."""

from __future__ import annotations

from flask import Flask
from flask_sock import Sock
from simple_websocket import Server

app = Flask(__name__)
sock = Sock(app)
pages: set[Server] = set()


@app.get("/alive")
def alive() -> str:
    return "alive"


@sock.route("/echo")
def echo(page: Server) -> None:
    pages.add(page)
    try:
        while True:
            said = page.receive()
            for other in list(pages):
                other.send(said)
    finally:
        pages.discard(page)
