"""Read by every gunicorn started here: how long anybody may keep a connection, and the goodbye to open sockets.

At SIGTERM those are told at once to come again (1012). docs/decisions/027 tells of the limits.
"""

import os
import signal
import socket

limit_request_line = 8190  # an address of the API may list many ids
# Seconds that a connection may be idle, and that a request's line and headers may take. More than a front keeps its
# connections for (docs/nginx.conf): who closes first must be the one that asks, or its next request is lost.
keepalive = 20
graceful_timeout = 4  # seconds that requests have to end in; connections that are only kept end with it
UNREAD = float(os.environ.get("UNREAD_SECONDS") or 60)  # that an answer may wait for a client which does not read it


def when_ready(server):
    """What clients do not take stays in the kernel, and the greenlet that sends it waits: on Linux for so long."""
    if hasattr(socket, "TCP_USER_TIMEOUT"):
        for listener in server.LISTENERS:  # what it accepts inherits this
            if listener.sock.family != socket.AF_UNIX:
                listener.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT, int(UNREAD * 1000))


def post_worker_init(worker):
    hub = worker.wsgi.extensions["live"]
    before = signal.getsignal(signal.SIGTERM)

    def farewell(number, frame):
        hub.end()
        before(number, frame)

    signal.signal(signal.SIGTERM, farewell)


def worker_exit(server, worker):
    """The worker leaves when its requests are done; not before the goodbyes are said."""
    app = getattr(worker, "wsgi", None)
    if app and app.extensions["live"].running:
        app.extensions["live"].end()
        app.extensions["live"].ended.wait(2)
